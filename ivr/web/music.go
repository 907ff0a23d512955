package web

import (
	"bytes"
	"encoding/binary"
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// music serves the house's hold music. The carrier fetches it like any sound
// file; it holds nothing of anybody's.
func (s *Server) music(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "public, max-age=86400")
	c.Response().Header().Set("Content-Type", "audio/wav")
	http.ServeContent(c.Response(), c.Request(), "hold.wav", time.Time{}, bytes.NewReader(holdMusic()))
	return nil
}

const (
	sampleRate = 8000 // what a telephone line carries
	beat       = 0.6  // seconds
	loudness   = 0.16
)

// The tune: broken chords, low and slow, that end where they begin. Numbers are
// half-tones above the A below middle C.
var chords = [][]int{
	{3, 7, 10, 15}, {0, 3, 7, 12}, {-4, 0, 3, 8}, {-2, 2, 5, 10},
	{3, 7, 10, 14}, {0, 3, 7, 10}, {-4, 0, 3, 7}, {-2, 2, 5, 8},
}

// holdMusic is the tune as a WAV file, half a minute of 16-bit samples.
var holdMusic = sync.OnceValue(func() []byte {
	var notes []int
	for _, c := range chords {
		notes = append(notes, c[0], c[1], c[2], c[3], c[2], c[1])
	}
	length := int(float64(len(notes)) * beat * sampleRate)
	sound := make([]float64, length)
	for i, n := range notes {
		pluck(sound, int(float64(i)*beat*sampleRate), 220*math.Pow(2, float64(n)/12))
	}
	return wav(sound)
})

// pluck adds a note that dies away; what rings past the end rings at the
// beginning, so that the tune can be played round and round.
func pluck(sound []float64, at int, pitch float64) {
	const rings = 3 * sampleRate
	for i := range rings {
		t := float64(i) / sampleRate
		swell := math.Min(1, t*50) * math.Exp(-1.6*t)
		tone := math.Sin(2*math.Pi*pitch*t) + 0.3*math.Sin(4*math.Pi*pitch*t)
		sound[(at+i)%len(sound)] += loudness * swell * tone
	}
}

func wav(sound []float64) []byte {
	const headerSize = 44
	out := make([]byte, 0, headerSize+2*len(sound))
	le := binary.LittleEndian
	out = append(out, "RIFF"...)
	out = le.AppendUint32(out, uint32(headerSize-8+2*len(sound)))
	out = append(out, "WAVEfmt "...)
	out = le.AppendUint32(out, 16)
	out = le.AppendUint16(out, 1) // PCM
	out = le.AppendUint16(out, 1) // one channel
	out = le.AppendUint32(out, sampleRate)
	out = le.AppendUint32(out, 2*sampleRate)
	out = le.AppendUint16(out, 2)
	out = le.AppendUint16(out, 16)
	out = append(out, "data"...)
	out = le.AppendUint32(out, uint32(2*len(sound)))
	for _, s := range sound {
		out = le.AppendUint16(out, uint16(int16(math.Max(-1, math.Min(1, s))*math.MaxInt16)))
	}
	return out
}

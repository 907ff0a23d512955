package exchange

import (
	"encoding/binary"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// tape is a recording made on a call.
type tape struct {
	call    *Call
	at      time.Time
	length  time.Duration
	words   string // the spoken words
	deleted bool
}

// Words returns what was spoken on a recording, by its URL or SID; "" for an unknown or deleted one.
func (x *Exchange) Words(recording string) string {
	name := recording[strings.LastIndexByte(recording, '/')+1:]
	id, _, _ := strings.Cut(name, ".")
	x.s.Lock()
	defer x.s.Unlock()
	rec, ok := x.tapes[id]
	if !ok || rec.deleted {
		return ""
	}
	return rec.words
}

// recordingResource is a recording as the API shows it.
type recordingResource struct {
	Sid         string `json:"sid"`
	AccountSid  string `json:"account_sid"`
	CallSid     string `json:"call_sid"`
	Duration    string `json:"duration"` // seconds
	Status      string `json:"status"`
	Source      string `json:"source"`
	Channels    int    `json:"channels"`
	DateCreated string `json:"date_created"`
	URI         string `json:"uri"`
}

// recordingsAPI has the Recordings of the API.
type recordingsAPI struct{ x *Exchange }

// fetch returns a recording as JSON, or as sound: the exchange has no audio, so the sound is
// silence of the right length.
func (a recordingsAPI) fetch(r *http.Request) (int, any, *restError) {
	name := r.PathValue("recording")
	id, kind, _ := strings.Cut(name, ".")
	rec, ok := a.x.tapes[id]
	if !ok || rec.deleted {
		return 0, nil, notFound(r)
	}
	if kind != "json" {
		return http.StatusOK, wav(rec.length), nil
	}
	return http.StatusOK, recordingResource{
		Sid: id, AccountSid: a.x.cfg.AccountSID, CallSid: rec.call.Sid, Status: "completed",
		Duration: strconv.Itoa(wholeSeconds(rec.length)), Source: "RecordVerb", Channels: 1,
		DateCreated: rfc2822(rec.at), URI: a.x.uri("Recordings/" + id),
	}, nil
}

// remove deletes a recording.
func (a recordingsAPI) remove(r *http.Request) (int, any, *restError) {
	rec, ok := a.x.tapes[sid(r, "recording")]
	if !ok || rec.deleted {
		return 0, nil, notFound(r)
	}
	rec.deleted = true
	return http.StatusNoContent, nil, nil
}

// sampleRate is the sample rate of recordings, in Hz: one byte a sample, one channel.
const sampleRate = 8000

// silence is the byte of 8-bit audio without sound.
const silence = 0x80

// audio is a body that is sent as a WAV file.
type audio []byte

// wav returns a WAV file of silence.
func wav(length time.Duration) audio {
	size := uint32(length.Seconds() * sampleRate)
	b := append([]byte("RIFF"), le32(36+size)...)
	b = append(append(b, "WAVEfmt "...), le32(16)...)
	b = append(b, 1, 0, 1, 0) // PCM, one channel
	b = append(append(b, le32(sampleRate)...), le32(sampleRate)...)
	b = append(b, 1, 0, 8, 0) // one byte a frame, 8 bits a sample
	b = append(append(b, "data"...), le32(size)...)
	for range size {
		b = append(b, silence)
	}
	return b
}

func le32(n uint32) []byte { return binary.LittleEndian.AppendUint32(nil, n) }

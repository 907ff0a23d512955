package bolt

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWhatIsSqueezedReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 12)).Draw(t, "parts")
		var record []byte
		for _, i := range rapid.SliceOf(rapid.IntRange(0, 99)).Draw(t, "order") {
			if len(parts) > 0 {
				record = append(record, parts[i%len(parts)]...)
			}
		}
		squeezed := squeeze(nil, record)
		again, err := unsqueeze(squeezed)
		require.NoError(t, err)
		require.Equal(t, string(record), string(again))
		for cut := range min(len(squeezed), 50) {
			again, err := unsqueeze(squeezed[:cut])
			require.True(t, err != nil || string(again) == string(record), cut)
		}
	})
}

func TestRepetitionsAreSqueezed(t *testing.T) {
	t.Parallel()
	say := `<Say language="cmn-CN" voice="Polly.Zhiyu-Neural">`
	record := strings.Repeat(say+"您好</Say>", 6)
	require.Less(t, len(squeeze(nil, []byte(record))), len(say)+40)
}

func TestALargeRecordIsSqueezed(t *testing.T) {
	t.Parallel()
	record := []byte(strings.Repeat("0123456789", 20_000))
	again, err := unsqueeze(squeeze(nil, record))
	require.NoError(t, err)
	require.Equal(t, record, again)
}

func BenchmarkSqueeze(b *testing.B) {
	var record []byte
	for i := range 8 {
		record = append(record, strings.Repeat(`<Say language="cmn-CN" voice="Polly.Zhiyu-Neural">请按`+strconv.Itoa(i*7919)+"您好，这里是热线</Say>", 1)...)
		record = append(record, strconv.Itoa(i*104729)...)
	}
	b.SetBytes(int64(len(record)))
	var room []byte
	for b.Loop() {
		room = squeeze(room[:0], record)
	}
	b.ReportMetric(float64(len(room))/float64(len(record)), "share")
}

func FuzzUnsqueeze(f *testing.F) {
	f.Add(squeeze(nil, []byte("one two one two one two")))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = unsqueeze(data) })
}

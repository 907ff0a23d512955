package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// whole is what a step packs, whatever package ivr gains.
type whole struct {
	Call    ivr.Call
	Entries []store.Entry
	Reply   []byte
	Counts  []uint64
}

func TestWhatIsPackedReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := whole{Call: fill[ivr.Call](t), Entries: []store.Entry{fill[store.Entry](t)}, Reply: fill[[]byte](t), Counts: []uint64{7, 1 << 60}}
		data, err := store.AppendPacked(nil, &v)
		require.NoError(t, err)
		again, err := store.Unpack[whole](data)
		require.NoError(t, err)
		require.Equal(t, v, again)
		twice, err := store.AppendPacked(nil, &v)
		require.NoError(t, err)
		require.Equal(t, data, twice, "the same value is the same bytes")
		for cut := range min(len(data), 200) {
			_, err := store.Unpack[whole](data[:cut])
			require.Error(t, err, cut)
		}
	})
}

func TestPackedInstantsAreUTC(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 10, 1, 2, 0, 0, 5, time.UTC)
	call := ivr.Call{At: at.In(time.FixedZone("CST", 8*3600))}
	data, err := store.AppendPacked(nil, &call)
	require.NoError(t, err)
	again, err := store.Unpack[ivr.Call](data)
	require.NoError(t, err)
	require.Equal(t, ivr.Call{At: at}, again)
}

// A record of an earlier release lacks fields, one of a later has more.
func TestPackedFieldsComeAndGo(t *testing.T) {
	t.Parallel()
	type old struct {
		A string
		B int `json:"b"`
	}
	type fresh struct {
		C []string
		Z int `json:"b"`
	}
	data, err := store.AppendPacked(nil, &old{"x", 7})
	require.NoError(t, err)
	later, err := store.Unpack[fresh](data)
	require.NoError(t, err)
	require.Equal(t, fresh{Z: 7}, later)
}

func TestPackRefuses(t *testing.T) {
	t.Parallel()
	type holder struct{ Code ivr.Secret }
	_, err := store.AppendPacked(nil, &holder{"000000"})
	require.ErrorContains(t, err, "never written")
	require.NotContains(t, err.Error(), "000000")
	_, err = store.AppendPacked(nil, &ivr.Account{Name: "\xff"})
	require.ErrorContains(t, err, "UTF-8")
	_, err = store.AppendPacked(nil, &ivr.Call{Said: []ivr.Verb{&ivr.Say{}}})
	require.ErrorContains(t, err, "no kind of ivr.Verb")
	_, err = store.Unpack[ivr.Call]([]byte{0, 0})
	require.ErrorContains(t, err, "more follows")
}

func FuzzUnpack(f *testing.F) {
	for _, e := range sampleEvents {
		data, err := store.AppendPacked(nil, &whole{Entries: []store.Entry{{Event: e}}})
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := store.Unpack[whole](data)
		if err != nil {
			return
		}
		_, _ = store.AppendPacked(nil, &v)
	})
}

func BenchmarkPackCall(b *testing.B) {
	call := ivr.Call{
		ID: "CA00000000000000000000000000000001", Revision: "0123456789abcdef", From: "+8613900000001", To: "+864000000000",
		Language: "zh-CN", Began: time.Unix(1, 1), At: time.Unix(2, 2), Step: 7, Node: "main", Trail: []string{"main", "more"},
		Said: []ivr.Verb{ivr.Gather{Prompt: []ivr.Verb{ivr.Say{Text: "您好，这里是热线。请按一。", Language: "cmn-CN", Voice: "x"}}, Timeout: time.Second}},
	}
	for range 10 {
		call.Path = append(call.Path, ivr.Transition{Node: "refund_status", Exit: "found", At: time.Unix(3, 3)})
	}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if buf, err = store.AppendPacked(buf[:0], &call); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(buf)), "size")
}

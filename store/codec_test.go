package store_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

func TestCallSurvivesTheCodec(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		call := fill[ivr.Call](t)
		data, err := store.Encode(call)
		require.NoError(t, err)
		again, err := store.Decode[ivr.Call](data)
		require.NoError(t, err)
		require.Equal(t, call, again)
	})
}

func TestEntrySurvivesTheCodec(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		entry := fill[store.Entry](t)
		data, err := store.Encode(entry)
		require.NoError(t, err)
		again, err := store.Decode[store.Entry](data)
		require.NoError(t, err)
		require.Equal(t, entry, again)
	})
}

func TestSameValueSameBytes(t *testing.T) {
	t.Parallel()
	call := ivr.Call{Values: map[string]ivr.Value{}}
	for _, name := range strings.Split("the quick brown fox jumps over a lazy dog", " ") {
		call.Values[name] = ivr.Value{Type: ivr.Verbatim, Text: "x"}
	}
	first, err := store.Encode(call)
	require.NoError(t, err)
	for range 20 {
		again, err := store.Encode(call)
		require.NoError(t, err)
		require.Equal(t, string(first), string(again))
	}
}

func TestEqualInstantsEqualBytes(t *testing.T) {
	t.Parallel()
	utc := time.Date(2026, 10, 1, 2, 0, 0, 0, time.UTC)
	shanghai := utc.In(time.FixedZone("CST", 8*3600))
	a, err := store.Encode(ivr.Call{At: utc})
	require.NoError(t, err)
	b, err := store.Encode(ivr.Call{At: shanghai})
	require.NoError(t, err)
	require.Equal(t, string(a), string(b))
}

func TestMaskedIsWrittenInFullHereOnly(t *testing.T) {
	t.Parallel()
	account := ivr.Account{Phone: "+861550000000"}
	ours, err := store.Encode(account)
	require.NoError(t, err)
	require.JSONEq(t, `{"Phone":"+861550000000"}`, string(ours))
	others, err := json.Marshal(account)
	require.NoError(t, err)
	require.NotContains(t, string(others), "+86155")
}

func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	type holder struct{ Code ivr.Secret }
	for name, test := range map[string]struct {
		value any
		want  string
	}{
		"a secret":            {holder{"000000"}, "never written"},
		"text that is broken": {ivr.Account{Name: "\xff"}, "UTF-8"},
		"a pointer to a verb": {ivr.Call{Said: []ivr.Verb{&ivr.Say{}}}, "no kind of ivr.Verb"},
		"a broken inner verb": {ivr.Call{Said: []ivr.Verb{ivr.Gather{Prompt: []ivr.Verb{&ivr.Play{}}}}}, "no kind of ivr.Verb"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := store.Encode(test.value)
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "000000")
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"an unknown kind": `{"Event":{"teleported":{}}}`,
		"two kinds":       `{"Event":{"entered":{},"ended":{}}}`,
		"no kind":         `{"Event":{}}`,
		"no object":       `{"Event":7}`,
		"a cut record":    `{"Event":{"input":{"Dig`,
		"a wrong string":  `{"Event":{"input":{"Digits":5}}}`,
		"a wrong length":  `{"Event":{"left":{"Waited":"soon"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := store.Decode[store.Entry]([]byte(data))
			require.Error(t, err)
		})
	}
}

// A kind that package ivr gains must gain a name on disk too.
func TestEveryKindHasAName(t *testing.T) {
	t.Parallel()
	require.ElementsMatch(t, membersOf(t, "event"), typeNames(sampleEvents))
	require.ElementsMatch(t, membersOf(t, "verb"), typeNames(sampleVerbs))
	for _, e := range sampleEvents {
		_, err := store.Encode(store.Entry{Event: e})
		require.NoError(t, err)
	}
	for _, v := range sampleVerbs {
		_, err := store.Encode(ivr.Call{Said: []ivr.Verb{v}})
		require.NoError(t, err)
	}
}

// membersOf lists the types of package ivr that have the sealing method.
func membersOf(t *testing.T, method string) []string {
	t.Helper()
	files, err := filepath.Glob("../ivr/*.go")
	require.NoError(t, err)
	var names []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, decl := range parsed.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if ok && f.Recv != nil && f.Name.Name == method {
				names = append(names, f.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	require.NotEmpty(t, names)
	slices.Sort(names)
	return names
}

func FuzzDecodeEntry(f *testing.F) {
	for _, e := range sampleEvents {
		data, err := store.Encode(store.Entry{Event: e})
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		entry, err := store.Decode[store.Entry](data)
		if err != nil || entry.Event == nil {
			return
		}
		again, err := store.Encode(entry)
		require.NoError(t, err)
		_, err = store.Decode[store.Entry](again)
		require.NoError(t, err)
	})
}

// Journals of earlier releases hold the carrier's own words for how a stay in a queue ended.
func TestQueueResultsOfEarlierJournals(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]ivr.QueueResult{
		"bridged": ivr.Bridged, "bridging-in-process": ivr.Bridged, "redirected-from-bridged": ivr.Redirected, "queue-full": ivr.QueueFull,
	} {
		entry, err := store.Decode[store.Entry]([]byte(`{"Event":{"left":{"Result":"` + written + `"}}}`))
		require.NoError(t, err)
		require.Equal(t, ivr.QueueLeft{Result: want}, entry.Event)
	}
}

package bolt

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
)

// testdata/acd-before-renames.db.gz was written when an interaction was a ticket and
// a session a seat, with every field of each record filled.
func TestACDOfAnEarlierReleaseReadsBack(t *testing.T) {
	t.Parallel()
	s, err := Open(unpacked(t, "testdata/acd-before-renames.db.gz"), Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	state, _, err := s.ACD(t.Context())
	require.NoError(t, err)
	interaction := filled[acd.Interaction]()
	interaction.Returned = false // there was none
	require.Equal(t, interaction, state.Interactions.Get(interaction.ID))
	require.Equal(t, filled[acd.AgentSession](), state.Sessions.Get(filled[acd.AgentSession]().Name))
	require.Equal(t, filled[acd.QueueStats](), state.Queues.Get("l"))
	var records []acd.QueueRecord
	for r, err := range s.QueueRecords(t.Context(), time.Time{}, time.Time{}) {
		require.NoError(t, err)
		records = append(records, r)
	}
	require.Equal(t, []acd.QueueRecord{filled[acd.QueueRecord]()}, records)
}

func unpacked(t *testing.T, name string) string {
	t.Helper()
	packed, err := os.Open(filepath.FromSlash(name))
	require.NoError(t, err)
	defer func() { _ = packed.Close() }()
	text, err := gzip.NewReader(packed)
	require.NoError(t, err)
	data, err := io.ReadAll(text)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "hotline.db")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

// filled returns a value whose every exported field is set, in the order of the
// fields, so that a field that is renamed keeps its value.
func filled[T any]() T {
	var v T
	n := 0
	fillIn(reflect.ValueOf(&v).Elem(), &n)
	return v
}

func fillIn(v reflect.Value, n *int) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		*n++
		v.Set(reflect.ValueOf(time.Unix(1_700_000_000+int64(*n), 0).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fillIn(v.Field(i), n)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillIn(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillIn(v.Index(0), n)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fillIn(key, n)
		fillIn(value, n)
		v.SetMapIndex(key, value)
	case reflect.String:
		*n++
		v.SetString(fmt.Sprint("value ", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		*n++
		v.SetInt(int64(*n))
	case reflect.Uint8:
		v.SetUint(7)
	}
}

package bolt_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// FuzzRestore restores a backup with some bytes changed, or without its end: it is
// refused and changes nothing, or every record in it is as it was written.
func FuzzRestore(f *testing.F) {
	path := newPath(f)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(f, err)
	for n := range 3 {
		require.NoError(f, s.Commit(f.Context(), numbered("CA1", n)))
	}
	require.NoError(f, s.Close())
	sound, err := os.ReadFile(path)
	require.NoError(f, err)
	f.Add(uint32(0), []byte{}, uint32(0))
	f.Add(uint32(0), []byte("no store"), uint32(0))
	f.Add(uint32(16), []byte{0xff}, uint32(0))
	f.Add(uint32(4096+80), []byte{0, 0, 0, 0, 0, 0, 0, 1}, uint32(0))
	f.Add(uint32(3*4096), []byte("\x03\x00\x00\x00\x00\x00\x00\x00\xff\xff"), uint32(0))
	f.Add(uint32(0), []byte{}, uint32(4096))
	f.Fuzz(func(t *testing.T, at uint32, change []byte, missing uint32) {
		backup := bytes.Clone(sound)
		copy(backup[int(at)%len(backup):], change)
		backup = backup[:len(backup)-int(missing)%len(backup)]
		to := newPath(t)
		if err := bolt.Restore(bytes.NewReader(backup), to); err != nil {
			require.NoFileExists(t, to)
			return
		}
		s, err := bolt.Open(to, bolt.Options{})
		if err != nil {
			require.ErrorIs(t, err, store.ErrDamaged)
			return
		}
		defer func() { require.NoError(t, s.Close()) }()
		for n := range 3 {
			want := numbered("CA1", n)
			reply, err := s.Reply(t.Context(), want.Claim)
			if err == nil {
				require.Equal(t, want.Reply, reply)
			}
		}
	})
}

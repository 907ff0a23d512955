package bolt_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

const (
	damagedRows  = 400
	damagedSteps = 20
)

// filled makes a closed store's file with some of everything, and gives its bytes.
func filled(t *testing.T) []byte {
	t.Helper()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, s.Import(t.Context(), payments(damagedRows), nil))
	for n := range damagedSteps {
		require.NoError(t, s.Commit(t.Context(), numbered("CA1", n)))
	}
	require.NoError(t, s.Close())
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return data[:used(t, path)]
}

// used is how much of a file holds pages: bbolt grows files ahead of need.
func used(t *testing.T, path string) (size int64) {
	t.Helper()
	change(t, path, func(tx *bbolt.Tx) error { size = tx.Size(); return nil })
	return size
}

// Random bytes in random pages make look-ups fail; they never make them lie.
func TestDamagedPagesAreNeverServed(t *testing.T) {
	t.Parallel()
	good := filled(t)
	random := rand.New(rand.NewPCG(3, 4))
	noticed := 0
	for range 60 {
		data := bytes.Clone(good)
		at := random.IntN(len(data) - 64)
		for i := range 64 {
			data[at+i] = byte(random.Uint32())
		}
		path := newPath(t)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		if lookUpAll(t, path) {
			noticed++
		}
	}
	require.NotZero(t, noticed, "no damage hit anything that is read")
}

// lookUpAll compares everything that can be read with what was written, and
// tells whether something could not be read.
func lookUpAll(t *testing.T, path string) (noticed bool) {
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		require.ErrorContains(t, err, path)
		return true
	}
	defer func() { _ = s.Close() }()
	for row := range payments(damagedRows) {
		got, err := s.Transaction(t.Context(), row.Transaction.ID.Reveal())
		if noticed = noticed || err != nil; err == nil {
			require.Equal(t, *row.Transaction, got)
		}
	}
	for n := range damagedSteps {
		want := numbered("CA1", n)
		got, err := s.Reply(t.Context(), want.Claim)
		if noticed = noticed || err != nil; err == nil {
			require.Equal(t, want.Reply, got)
		}
		_, _, again := s.CallFor(t.Context(), want.Claim)
		var claimed *store.Claimed
		if require.Equal(t, err == nil, errors.As(again, &claimed), "%v", again); err == nil {
			require.Equal(t, want.Reply, claimed.Reply)
		}
	}
	call, entries, err := s.Call(t.Context(), "CA1")
	same, length, again := s.CallFor(t.Context(), numbered("CA1", damagedSteps).Claim)
	require.Equal(t, err == nil, again == nil, "%v, %v", err, again)
	if noticed = noticed || err != nil; err == nil {
		require.Equal(t, call, same)
		require.Equal(t, entries, length)
	}
	return noticed
}

// A record that turns up whole in another's place is not taken for it.
func TestSwappedRecordIsDamaged(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, s.PutAgent(t.Context(), store.Agent{Name: "an"}))
	require.NoError(t, s.PutAgent(t.Context(), store.Agent{Name: "bo"}))
	require.NoError(t, s.Close())
	change(t, path, func(tx *bbolt.Tx) error {
		agents := tx.Bucket([]byte("agents"))
		return agents.Put([]byte("an"), bytes.Clone(agents.Get([]byte("bo"))))
	})
	require.ErrorIs(t, bolt.Verify(t.Context(), path), store.ErrDamaged)
	s = open(t, path, bolt.Options{})
	_, err = s.Agent(t.Context(), "an")
	require.ErrorIs(t, err, store.ErrDamaged)
	all, err := s.Agents(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 1, "bo's own record alone")
}

func change(t *testing.T, path string, fn func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, errors.Join(db.Update(fn), db.Close()))
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	good := filled(t)
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"an empty file": {nil, "is empty"},
		"a text file":   {bytes.Repeat([]byte("account_id,name\n"), 1000), "no store, or a broken one"},
		"a cut file":    {good[:len(good)/2], "hotline restore FILE"},
		"a stub":        {good[:100], "hotline restore FILE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			require.NoError(t, os.WriteFile(path, test.data, 0o600))
			_, err := bolt.Open(path, bolt.Options{})
			require.ErrorIs(t, err, store.ErrDamaged)
			require.ErrorContains(t, err, path)
			require.ErrorContains(t, err, test.want)
		})
	}
	_, err := bolt.Open(t.TempDir(), bolt.Options{})
	require.ErrorContains(t, err, "folder")
	_, err = bolt.Open(newPath(t), bolt.Options{ReadOnly: true})
	require.ErrorIs(t, err, os.ErrNotExist)
}

// A system that has no memory left says nothing of the file: whoever put a backup in its
// place would lose what was written since.
func TestAFileThatCannotBeMappedIsNotTakenForDamaged(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	require.NoError(t, os.WriteFile(path, filled(t), 0o600))
	_, err := bolt.Open(path, bolt.Mapping(bolt.Options{}, 1<<47))
	require.ErrorIs(t, err, syscall.ENOMEM)
	require.NotErrorIs(t, err, store.ErrDamaged)
	require.NotContains(t, err.Error(), "backup")
	require.NoError(t, bolt.Verify(t.Context(), path))
}

func TestOpenRefusesOtherLayouts(t *testing.T) {
	t.Parallel()
	foreign := newPath(t)
	change(t, foreign, func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("x")); return err })
	_, err := bolt.Open(foreign, bolt.Options{})
	require.ErrorContains(t, err, "no store of the hotline")
	broken := newPath(t)
	require.NoError(t, os.WriteFile(broken, filled(t), 0o600))
	change(t, broken, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("locks")) })
	_, err = bolt.Open(broken, bolt.Options{})
	require.ErrorContains(t, err, "locks: the bucket is gone")
}

func TestSecondOpenIsRefusedSoon(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path, bolt.Options{})
	began := time.Now()
	_, err := bolt.Open(path, bolt.Options{})
	require.ErrorIs(t, err, bolt.ErrInUse)
	require.Less(t, time.Since(began), 2*time.Second)
	require.ErrorIs(t, bolt.Restore(bytes.NewReader(filled(t)), path), bolt.ErrInUse)
	require.NoError(t, s.Commit(t.Context(), numbered("CA1", 0)))
}

// A full disk is an error for who writes; reading goes on, and what was
// written before stays.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{MaxSize: 2 << 20})
	require.NoError(t, err)
	written, random := 0, rand.NewChaCha8([32]byte{}) // what is random takes its room
	for ; err == nil; written++ {
		c := numbered(fmt.Sprint("CA", written), 0)
		c.Reply = make([]byte, 64<<10)
		_, _ = random.Read(c.Reply)
		err = s.Commit(t.Context(), c)
	}
	require.Greater(t, written, 2)
	require.Error(t, s.Import(t.Context(), payments(100_000), nil))
	_, _, err = s.Call(t.Context(), "CA0")
	require.NoError(t, err)
	require.NoError(t, s.Close())

	s = open(t, path, bolt.Options{})
	require.NoError(t, s.Commit(t.Context(), numbered("CA-again", 0)))
	require.NoError(t, s.Import(t.Context(), payments(10), nil))
	calls := 0
	for _, err := range s.ListCalls(t.Context(), store.CallFilter{}) {
		require.NoError(t, err)
		calls++
	}
	require.Equal(t, written, calls)
}

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t), bolt.Options{})
	require.NoError(t, s.Commit(t.Context(), numbered("CA1", 0)))
	var backup bytes.Buffer
	require.NoError(t, s.Backup(t.Context(), &backup))
	require.NoError(t, s.Commit(t.Context(), numbered("CA1", 1)))

	path := newPath(t)
	require.NoError(t, os.WriteFile(path, []byte("broken"), 0o600))
	spoilt := bytes.Clone(backup.Bytes())[:backup.Len()-5000]
	require.ErrorContains(t, bolt.Restore(bytes.NewReader(spoilt), path), "nothing was changed")
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "broken", string(kept))
	require.NoError(t, bolt.Restore(&backup, path))
	requireWhole(t, open(t, path, bolt.Options{}), "CA1", 1)
}

package backup

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	etcd "go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// scheduled is a schedule of backups of a store with an agent, and its folders.
func scheduled(t *testing.T, to ...age.Recipient) (*Schedule, *time.Time, string) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "hotline.db")
	kept, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	require.NoError(t, kept.PutAgent(t.Context(), store.Agent{Name: "an", Number: "+8613900007777"}))
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	return NewSchedule(Config{
		Dir: t.TempDir(), Every: time.Hour, Keep: 3, To: to, Spool: dir, Store: kept,
		Clock: func() time.Time { return now }, Log: zerolog.Nop(), Registry: prometheus.NewRegistry(),
	}), &now, path
}

func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestBackupsAreMadeAndKept(t *testing.T) {
	t.Parallel()
	b, now, _ := scheduled(t)
	require.NoError(t, os.WriteFile(filepath.Join(b.Dir, "notes.txt"), nil, 0o600))
	require.Zero(t, b.wait(), "there is none yet")
	for range 5 {
		require.NoError(t, b.once(t.Context()))
		require.Equal(t, time.Hour, b.wait())
		*now = now.Add(time.Hour)
	}
	require.Equal(t, []string{"hotline-20261128T140000Z.db", "hotline-20261128T150000Z.db", "hotline-20261128T160000Z.db", "notes.txt"}, filesIn(t, b.Dir))
	require.Empty(t, b.Warnings())
	_, newest, err := b.made()
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 11, 28, 16, 0, 0, 0, time.UTC), newest)

	restored := filepath.Join(t.TempDir(), "restored.db")
	file, err := os.Open(filepath.Join(b.Dir, "hotline-20261128T160000Z.db"))
	require.NoError(t, err)
	require.NoError(t, errors.Join(bolt.Restore(file, restored), file.Close()))
	again, err := bolt.Open(restored, bolt.Options{})
	require.NoError(t, err)
	_, err = again.Agent(t.Context(), "an")
	require.NoError(t, errors.Join(err, again.Close()))
}

// A backup that cannot be made is an error and a warning; older ones stay.
func TestBackupThatFails(t *testing.T) {
	t.Parallel()
	b, now, _ := scheduled(t)
	require.NoError(t, b.once(t.Context()))
	good, gone := b.Dir, filepath.Join(b.Dir, "gone")
	*now = now.Add(time.Hour)
	b.Dir = gone
	require.Error(t, b.once(t.Context()))
	require.Len(t, b.Warnings(), 1)
	require.Contains(t, b.Warnings()[0], "the last good one is of 2026-11-28T12:00:00Z")
	require.Equal(t, retry, b.wait())
	require.Len(t, filesIn(t, good), 1)
	b.Dir = good
	require.NoError(t, b.once(t.Context()))
	require.Empty(t, b.Warnings())
}

// A store with damaged records has no good backup: none takes the place of an older one.
func TestBackupOfADamagedStoreIsNone(t *testing.T) {
	t.Parallel()
	b, now, path := scheduled(t)
	b.Keep = 1
	require.NoError(t, b.once(t.Context()))
	require.NoError(t, b.Store.Close())
	db, err := etcd.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *etcd.Tx) error {
		return tx.Bucket([]byte("agents")).Put([]byte("an"), []byte("not what was written"))
	}))
	require.NoError(t, db.Close())
	damaged, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	b.Store, *now = damaged, now.Add(time.Hour)
	require.ErrorIs(t, b.once(t.Context()), ErrDamaged)
	require.Equal(t, []string{"hotline-20261128T120000Z.db"}, filesIn(t, b.Dir))
	require.NoError(t, damaged.Close())
	b.Store, err = bolt.Open(filepath.Join(t.TempDir(), "other.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = b.Store.Close() })
}

func TestEncryptedBackup(t *testing.T) {
	t.Parallel()
	mine, err := age.GenerateX25519Identity()
	require.NoError(t, err)
	other, err := age.GenerateX25519Identity()
	require.NoError(t, err)
	to, err := Recipients([]string{mine.Recipient().String()})
	require.NoError(t, err)
	b, _, path := scheduled(t, to...)
	require.NoError(t, b.once(t.Context()))
	require.Equal(t, []string{"hotline-20261128T120000Z.db.age"}, filesIn(t, b.Dir))
	require.Equal(t, []string{"hotline.db"}, filesIn(t, filepath.Dir(path)), "nothing readable is left behind")
	content, err := os.ReadFile(filepath.Join(b.Dir, "hotline-20261128T120000Z.db.age"))
	require.NoError(t, err)
	require.NotContains(t, string(content), "13900007777")

	identities := t.TempDir()
	for name, key := range map[string]string{"mine": mine.String(), "other": other.String(), "none": "shopping list"} {
		require.NoError(t, os.WriteFile(filepath.Join(identities, name), []byte(key+"\n"), 0o600))
	}
	for name, want := range map[string]string{
		"":      "is encrypted: name the file with the secret key, --identity FILE",
		"other": "is encrypted for another key than that of --identity",
		"none":  "cannot be decrypted: the file of --identity holds no secret key of age",
		"gone":  "cannot be decrypted: the file with the secret key: no such file or directory",
	} {
		if name != "" {
			name = filepath.Join(identities, name)
		}
		_, err := Decrypted(strings.NewReader(string(content)), name)
		require.EqualError(t, err, want)
	}
	plain, err := Decrypted(strings.NewReader(string(content)), filepath.Join(identities, "mine"))
	require.NoError(t, err)
	restored := filepath.Join(t.TempDir(), "restored.db")
	require.NoError(t, bolt.Restore(plain, restored))

	cut, err := Decrypted(strings.NewReader(string(content[:len(content)-100])), filepath.Join(identities, "mine"))
	require.NoError(t, err)
	require.Error(t, bolt.Restore(cut, restored), "one that was cut off restores nothing")
	whole, err := Decrypted(strings.NewReader("a bbolt file"), "")
	require.NoError(t, err)
	text, err := io.ReadAll(whole)
	require.NoError(t, err)
	require.Equal(t, "a bbolt file", string(text))
	_, err = Recipients([]string{mine.String()})
	require.ErrorContains(t, err, "is a secret key")
	_, err = Recipients([]string{"age1x"})
	require.ErrorContains(t, err, "holds what is no public key of age")
}

package run

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// snapshots hold, for each instant at which scripts begin, the file of a store with
// the demo's ledger and the menu in it: a script takes a copy. They also hold the
// ACD states that scripts begin with.
type snapshots struct {
	menu *menus.Menu

	mu     sync.Mutex
	files  map[time.Time]func() ([]byte, error)
	floors map[beginning]func() (acd.Change, error)
}

func newSnapshots(menu *menus.Menu) *snapshots {
	return &snapshots{menu: menu, files: map[time.Time]func() ([]byte, error){}, floors: map[beginning]func() (acd.Change, error){}}
}

// ACD is the one that scripts begin with, made when it is first asked for.
func (s *snapshots) floor(at beginning, seat func() (acd.Change, error)) func() (acd.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, made := s.floors[at]; !made {
		s.floors[at] = sync.OnceValues(seat)
	}
	return s.floors[at]
}

// shared is memory that looks like a disk, where a script's store is quickest.
const shared = "/dev/shm"

// folder is one that the cleanups remove.
func (s *snapshots) folder(undo *cleanups) (string, error) {
	where := shared
	if _, err := os.Stat(where); err != nil {
		where = ""
	}
	dir, err := os.MkdirTemp(where, "hotline-test-")
	if err == nil {
		undo.add(func() { _ = os.RemoveAll(dir) })
	}
	return dir, err
}

// open gives a store of its own to a script that begins at an instant.
func (s *snapshots) open(ctx context.Context, at time.Time, undo *cleanups) (store.Store, error) {
	file, err := s.file(ctx, at)()
	if err != nil {
		return nil, err
	}
	dir, err := s.folder(undo)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "hotline.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		return nil, err
	}
	opened, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		return nil, err
	}
	undo.add(func() { _ = opened.Close() })
	return opened, nil
}

// file is that of an instant, made when it is first asked for.
func (s *snapshots) file(ctx context.Context, at time.Time) func() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, made := s.files[at]; !made {
		s.files[at] = sync.OnceValues(func() ([]byte, error) { return s.fill(ctx, at) })
	}
	return s.files[at]
}

// pinHash is light: it keeps nobody out.
var pinHash = sync.OnceValue(func() store.Hash {
	light := &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	hash, err := argon2id.CreateHash(demo.PIN, light)
	if err != nil {
		return "" // nobody then dials in
	}
	return store.Hash(hash)
})

func (s *snapshots) fill(ctx context.Context, at time.Time) ([]byte, error) {
	undo := &cleanups{}
	defer undo.run()
	dir, err := s.folder(undo)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "hotline.db")
	opened, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		return nil, err
	}
	undo.add(func() { _ = opened.Close() })
	if err := opened.Import(ctx, demo.Rows(at), func(int) {}); err != nil {
		return nil, err
	}
	for _, agent := range demo.Agents() {
		agent.PIN = pinHash()
		if err := opened.PutAgent(ctx, agent); err != nil {
			return nil, err
		}
	}
	live := store.Publication{
		Version:  store.Version{Revision: s.menu.Tree.Revision, Folder: s.menu.Tree.Revision, At: at},
		Revision: store.Revision{ID: s.menu.Tree.Revision, Loaded: at, Files: s.menu.Files},
	}
	if _, err := opened.PublishVersion(ctx, live); err != nil {
		return nil, err
	}
	var copied bytes.Buffer
	err = opened.Backup(ctx, &copied)
	return copied.Bytes(), err
}

// cleanups undo what was set up, the last first.
type cleanups struct{ list []func() }

func (c *cleanups) add(f func()) { c.list = append(c.list, f) }

func (c *cleanups) run() {
	for i := len(c.list) - 1; i >= 0; i-- {
		c.list[i]()
	}
}

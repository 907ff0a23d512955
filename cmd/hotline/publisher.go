package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/store"
)

// publisher gives the server its menus: the one that new calls begin with, and
// from the store those that calls in progress began with. A menu that does not
// load, or that would trap a caller, never becomes the current one.
type publisher struct {
	store  libraryStore
	read   func() (*menus.Menu, error) // the folder, as it is now
	prove  prover
	clock  func() time.Time
	log    zerolog.Logger
	live   atomic.Pointer[liveMenu]
	refuse atomic.Pointer[rejection] // nil: the folder is sound
	seen   atomic.Pointer[string]    // what the folder held when it was last taken up: see sight

	turns turns
	mu    sync.Mutex
	old   map[string]service.Menu
}

// libraryStore is what the library keeps.
type libraryStore interface {
	store.Calls
	store.Versions
	AppendAudit(ctx context.Context, e store.AuditEntry) error
}

// liveMenu is a menu that is live, and the version that it is.
type liveMenu struct {
	menu    *menus.Menu
	web     service.Menu
	version store.Version
	found   []check.Finding // what check said of it; nil of one that was not proved since the start
}

// opening is the menu that a server starts with: that which was live last, for
// what the folder holds has yet to be proved. The first server of a store, and
// one that cannot load the last menu any more, begin with the folder's, which
// then has no version.
func opening(ctx context.Context, s libraryStore, read func() (*menus.Menu, error)) (liveMenu, error) {
	all, err := s.Versions(ctx)
	if err != nil {
		return liveMenu{}, fmt.Errorf("reading the menus' versions: %w", err)
	}
	if len(all) > 0 {
		menu, kept := loadKept(ctx, s, all[0].Revision)
		if kept == nil {
			return liveMenu{menu: menu, web: webMenu(menu), version: all[0]}, nil
		}
		err = fmt.Errorf("loading version %d of the menus: %w", all[0].Number, kept)
	}
	menu, broken := read()
	if broken != nil {
		return liveMenu{}, errors.Join(broken, err)
	}
	return liveMenu{menu: menu, web: webMenu(menu)}, nil
}

// newLibrary opens the library at a server's start.
func newLibrary(ctx context.Context, s libraryStore, first liveMenu, clock func() time.Time, log zerolog.Logger) (*publisher, error) {
	l := &publisher{store: s, prove: proveHere, clock: clock, log: log, old: map[string]service.Menu{}}
	l.read = func() (*menus.Menu, error) { return first.menu, nil }
	if first.version.Number == 0 {
		first.version = store.Version{Folder: first.menu.Tree.Revision, Why: atStart}
		return l, l.publish(ctx, first)
	}
	first.found = kept(first.version.Verdict)
	l.live.Store(&first)
	return l, nil
}

// Current implements [service.Menus]; it waits for nobody.
func (l *publisher) Current() service.Menu { return l.live.Load().web }

// menu is what new calls begin with.
func (l *publisher) menu() *menus.Menu { return l.live.Load().menu }

// Revision implements [service.Menus].
func (l *publisher) Revision(ctx context.Context, id string) (service.Menu, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if menu, known := l.old[id]; known {
		return menu, nil
	}
	menu, err := l.kept(ctx, id)
	if err != nil {
		return service.Menu{}, err
	}
	l.old[id] = webMenu(menu)
	return l.old[id], nil
}

// Sound implements [service.Menus].
func (l *publisher) Sound(name string) []byte {
	if data, known := l.Current().Sounds[name]; known {
		return data
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, menu := range l.old {
		if data, known := menu.Sounds[name]; known {
			return data
		}
	}
	return nil
}

// tree is the menu of a revision.
func (l *publisher) tree(ctx context.Context, revision string) (*ivr.Tree, error) {
	if current := l.Current(); current.Tree.Revision == revision {
		return current.Tree, nil
	}
	menu, err := l.Revision(ctx, revision)
	return menu.Tree, err
}

func (l *publisher) kept(ctx context.Context, revision string) (*menus.Menu, error) {
	return loadKept(ctx, l.store, revision)
}

// loadKept loads a menu from the store.
func loadKept(ctx context.Context, s libraryStore, revision string) (*menus.Menu, error) {
	r, err := s.Revision(ctx, revision)
	if err != nil {
		return nil, err
	}
	menu, err := menus.Load(folder(r.Files))
	if err != nil {
		return nil, err
	}
	menu.Tree.Revision = revision // by which its calls know it
	return menu, nil
}

func (l *publisher) keep(ctx context.Context, menu *menus.Menu) error {
	revision := store.Revision{ID: menu.Tree.Revision, Loaded: l.clock(), Files: menu.Files}
	if err := l.store.PutRevision(ctx, revision); err != nil {
		return fmt.Errorf("keeping the menu's revision: %w", err)
	}
	return nil
}

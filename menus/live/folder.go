package live

import (
	"context"
	"sync"

	"github.com/okpay/hotline/menus"
)

// folder is the folder of menus, as changes find it.
type folder struct {
	load    func() (*menus.Menu, error)
	changes latestWins
	mu      sync.Mutex
	last    *reading // the last that was taken up; nil: the next is, whatever it finds
}

// reading is what a change found in the folder.
type reading struct {
	change change
	menu   *menus.Menu
	err    error // the menu does not load
}

// content identifies what was found: its revision, or what is wrong with it.
func (r *reading) content() string {
	if r.err != nil {
		return r.err.Error()
	}
	return r.menu.Tree.Revision
}

// read loads the folder for a change, which joins the others. Both happen in one step, so that of two
// changes the one that joins later has loaded what the folder held later.
func (f *folder) read(ctx context.Context) *reading {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.join(ctx, f.look())
}

// readNews is read for a change that only news cause: it returns nil when the folder holds what the
// last change found.
func (f *folder) readNews(ctx context.Context) *reading {
	f.mu.Lock()
	defer f.mu.Unlock()
	found := f.look()
	if f.last != nil && f.last.content() == found.content() {
		return nil
	}
	return f.join(ctx, found)
}

func (f *folder) look() *reading {
	menu, err := f.load()
	return &reading{menu: menu, err: err}
}

func (f *folder) join(ctx context.Context, found *reading) *reading {
	found.change = f.changes.join(ctx)
	f.last = found
	return found
}

// forget has what was found taken up again by the next save, unless a later change has read the folder.
func (f *folder) forget(found *reading) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.last == found {
		f.last = nil
	}
}

package live

import (
	"context"
	"errors"
	"fmt"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
)

// Last returns the menu that a server starts with: the one that was live last, because what the
// folder holds has yet to be proved. The first server of a store, and one that cannot load that menu
// any more, start with the folder's, which has no version yet.
func Last(ctx context.Context, s Store, load func() (*menus.Menu, error)) (Menu, error) {
	all, err := s.Versions(ctx)
	if err != nil {
		return Menu{}, fmt.Errorf("reading the menus' versions: %w", err)
	}
	if len(all) > 0 {
		menu, kept := LoadRevision(ctx, s, all[0].Revision)
		if kept == nil {
			return Menu{Menu: menu, Version: all[0]}, nil
		}
		err = fmt.Errorf("loading version %d of the menus: %w", all[0].Number, kept)
	}
	menu, broken := load()
	if broken != nil {
		return Menu{}, errors.Join(broken, err)
	}
	return Menu{Menu: menu}, nil
}

// New makes first the live menu, and publishes it when it has no version yet. A folder that does not
// load is rejected at once.
func New(ctx context.Context, c Config, first Menu) (*Publisher, error) {
	fixed := c.Load == nil
	if fixed {
		c.Load = func() (*menus.Menu, error) { return first.Menu, nil }
	}
	p := &Publisher{config: c, folder: folder{load: c.Load}, old: map[string]*menus.Menu{}}
	if first.Version.Number == 0 {
		first.Version = store.Version{Folder: first.Menu.Tree.Revision, Why: atStart}
		if err := p.publish(ctx, first); err != nil {
			return nil, err
		}
	} else {
		first.Findings = findingsOf(first.Version.Verdict)
		p.live.Store(&first)
	}
	if !fixed {
		if _, err := c.Load(); err != nil {
			_ = p.reject(unloaded(err)) // logs it
		}
	}
	return p, nil
}

// Start takes up what the folder holds when that is news; when it is not, the live menu is proved.
func (p *Publisher) Start(ctx context.Context) error {
	return p.takeUp(p.folder.read(ctx), store.Version{Why: atStart})
}

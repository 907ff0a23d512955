package live

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/store"
)

// Config is what a [Publisher] needs.
type Config struct {
	Store     Store
	Load      func() (*menus.Menu, error) // loads the folder as it is now; nil: the folder never changes
	Prove     Prove
	Program   string   // the release that proves: the verdicts of others do not hold
	Languages []string // in which versions say what they change
	Clock     func() time.Time
	Log       zerolog.Logger
}

// Store keeps the versions of the menus, and their files.
type Store interface {
	store.Versions
	Revisions
}

// Revisions gives the files of menus.
type Revisions interface {
	Revision(ctx context.Context, id string) (store.Revision, error)
}

// Prove returns what check finds in a menu for calls from an instant on. Its error means that the
// proof was given up.
type Prove func(ctx context.Context, menu *menus.Menu, at time.Time) ([]check.Finding, error)

// Menu is a menu that is live, and the version that it is.
type Menu struct {
	Menu     *menus.Menu
	Version  store.Version   // its number is 0 until it is published
	Findings []check.Finding // of check; nil when it was never proved
}

// Publisher holds the menu that new calls begin with, and the menus of calls in progress.
type Publisher struct {
	config   Config
	folder   folder
	live     atomic.Pointer[Menu]
	rejected atomic.Pointer[Rejection] // nil: the folder's menu may be live

	mu  sync.Mutex
	old map[string]*menus.Menu // by revision
}

// Live returns the live menu with its version. It never waits.
func (p *Publisher) Live() Menu { return *p.live.Load() }

// Current returns the menu that new calls begin with. It never waits.
func (p *Publisher) Current() *menus.Menu { return p.live.Load().Menu }

// Revision returns the menu that a call began with.
func (p *Publisher) Revision(ctx context.Context, id string) (*menus.Menu, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if menu, known := p.old[id]; known {
		return menu, nil
	}
	menu, err := LoadRevision(ctx, p.config.Store, id)
	if err != nil {
		return nil, err
	}
	p.old[id] = menu
	return menu, nil
}

// Tree returns the tree of a revision.
func (p *Publisher) Tree(ctx context.Context, revision string) (*ivr.Tree, error) {
	if current := p.Current(); current.Tree.Revision == revision {
		return current.Tree, nil
	}
	menu, err := p.Revision(ctx, revision)
	if err != nil {
		return nil, err
	}
	return menu.Tree, nil
}

// Sound returns a recording of the live menu, or of one that calls in progress began with; nil when
// there is none of that name.
func (p *Publisher) Sound(name string) []byte {
	if data, known := p.Current().Sounds[name]; known {
		return data
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, menu := range p.old {
		if data, known := menu.Sounds[name]; known {
			return data
		}
	}
	return nil
}

// LoadRevision loads a menu from the files that the store keeps.
func LoadRevision(ctx context.Context, s Revisions, id string) (*menus.Menu, error) {
	r, err := s.Revision(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading the menu %s: %w", id, err)
	}
	menu, err := menus.LoadFiles(r.Files)
	if err != nil {
		return nil, err
	}
	menu.Tree.Revision = id // its calls know it by this, whatever this release would call it
	return menu, nil
}

// Rejection returns why what the folder holds is not live, and whether that is so.
func (p *Publisher) Rejection() (Rejection, bool) {
	if r := p.rejected.Load(); r != nil {
		return *r, true
	}
	return Rejection{}, false
}

// reject keeps why the folder's menu is not live, and logs it when it is news.
func (p *Publisher) reject(r Rejection) error {
	before := p.rejected.Swap(&r)
	if before != nil && slices.Equal(before.Problems, r.Problems) {
		return ErrRefused
	}
	live := p.Live().Version
	for _, problem := range r.Problems {
		p.config.Log.Error().Str("problem", problem).Int("version", live.Number).Msg(r.Text(i18n.English, live))
	}
	return ErrRefused
}

// Findings returns what check found in a revision that is live, or rejected; nil for all others.
func (p *Publisher) Findings(revision string) []check.Finding {
	if r := p.rejected.Load(); r != nil && r.Revision() == revision {
		return r.Findings
	}
	if now := p.Live(); now.Version.Revision == revision {
		return now.Findings
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/web"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/menus/proof"
	"github.com/okpay/hotline/store"
)

// library gives the server its menus: the one that new calls begin with, and
// from the store those that calls in progress began with. A menu that does not
// load, or that would trap a caller, never becomes the current one.
type library struct {
	store  libraryStore
	read   func() (*menus.Menu, error) // the folder, as it is now
	clock  func() time.Time
	log    zerolog.Logger
	live   atomic.Pointer[edition]
	refuse atomic.Pointer[refusal] // nil: the folder is sound

	changing sync.Mutex // one change at a time
	mu       sync.Mutex
	old      map[string]web.Menu
}

// libraryStore is what the library keeps.
type libraryStore interface {
	store.Calls
	store.Versions
	AppendAudit(ctx context.Context, e store.AuditEntry) error
}

// edition is a menu that is live, and the version that it is.
type edition struct {
	menu    *menus.Menu
	web     web.Menu
	version store.Version
}

// refusal is why what the folder holds is not live.
type refusal struct {
	folder   string   // the revision refused; "" when it did not load
	problems []string // file:line:col and text, a line each
}

// newLibrary opens the library at a server's start, where menu is what the
// folder holds. A rollback stands until the folder holds something else.
func newLibrary(ctx context.Context, s libraryStore, menu *menus.Menu, clock func() time.Time, log zerolog.Logger) (*library, error) {
	l := &library{store: s, clock: clock, log: log, old: map[string]web.Menu{}}
	l.read = func() (*menus.Menu, error) { return menu, nil }
	all, err := s.Versions(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the menus' versions: %w", err)
	}
	revision := menu.Tree.Revision
	if len(all) == 0 || all[0].Folder != revision {
		return l, l.begin(ctx, menu, all)
	}
	if all[0].RolledBack() {
		if menu, err = l.kept(ctx, all[0].Revision); err != nil {
			return nil, fmt.Errorf("loading version %d, which was rolled back to: %w", all[0].Number, err)
		}
	}
	l.live.Store(&edition{menu, webMenu(menu), all[0]})
	return l, l.keep(ctx, menu)
}

// begin makes a menu live that was not when the server was last here.
func (l *library) begin(ctx context.Context, menu *menus.Menu, all []store.Version) error {
	if len(all) > 0 {
		if before, err := l.kept(ctx, all[0].Revision); err == nil {
			l.live.Store(&edition{before, webMenu(before), all[0]})
		}
	}
	return l.publish(ctx, menu, store.Version{Folder: menu.Tree.Revision, Why: "start"})
}

// Current implements [web.Menus]; it waits for nobody.
func (l *library) Current() web.Menu { return l.live.Load().web }

// menu is what new calls begin with.
func (l *library) menu() *menus.Menu { return l.live.Load().menu }

// Revision implements [web.Menus].
func (l *library) Revision(ctx context.Context, id string) (web.Menu, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if menu, known := l.old[id]; known {
		return menu, nil
	}
	menu, err := l.kept(ctx, id)
	if err != nil {
		return web.Menu{}, err
	}
	l.old[id] = webMenu(menu)
	return l.old[id], nil
}

// tree is the menu of a revision.
func (l *library) tree(ctx context.Context, revision string) (*ivr.Tree, error) {
	if current := l.Current(); current.Tree.Revision == revision {
		return current.Tree, nil
	}
	menu, err := l.Revision(ctx, revision)
	return menu.Tree, err
}

// kept loads a menu from the store.
func (l *library) kept(ctx context.Context, revision string) (*menus.Menu, error) {
	r, err := l.store.Revision(ctx, revision)
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

func (l *library) keep(ctx context.Context, menu *menus.Menu) error {
	revision := store.Revision{ID: menu.Tree.Revision, Loaded: l.clock(), Files: menu.Files}
	if err := l.store.PutRevision(ctx, revision); err != nil {
		return fmt.Errorf("keeping the menu's revision: %w", err)
	}
	return nil
}

// errRefused tells that what the folder holds may not go live; the library
// keeps why.
var errRefused = errors.New("the menus are refused: the good ones go on")

// save takes up what the folder holds when that is news: a rollback stands
// while the folder is as it was. It gives up without a word when ctx ends, as a
// newer save is on its way then.
func (l *library) save(ctx context.Context) error { return l.load(ctx, store.Version{Why: "save"}) }

// reload takes up what the folder holds, also after a rollback.
func (l *library) reload(ctx context.Context, who string) error {
	return l.load(ctx, store.Version{Who: who, Why: "reload"})
}

func (l *library) load(ctx context.Context, v store.Version) error {
	l.changing.Lock()
	defer l.changing.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	menu, err := l.read()
	if err != nil {
		return l.refused("", strings.Split(err.Error(), "\n")...)
	}
	v.Folder = menu.Tree.Revision
	if now := l.live.Load().version; now.Revision == v.Folder || v.Why == "save" && now.Folder == v.Folder {
		l.refuse.Store(nil)
		return nil
	}
	if r := l.refuse.Load(); r != nil && r.folder == v.Folder {
		return errRefused // it was proved, and told
	}
	problems := failures(menu, l.clock())
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case len(problems) > 0:
		return l.refused(v.Folder, problems...)
	}
	return l.publish(ctx, menu, v)
}

// failures are what a menu would do to its callers and must not.
func failures(menu *menus.Menu, now time.Time) []string {
	var told []string
	for _, f := range proof.Check(menu, now) {
		if f.Severity == proof.Fail {
			told = append(told, f.String())
		}
	}
	return told
}

// refused keeps why the folder is not live, and logs it once.
func (l *library) refused(folder string, problems ...string) error {
	if r := l.refuse.Load(); r != nil && slices.Equal(r.problems, problems) {
		return errRefused
	}
	l.refuse.Store(&refusal{folder, problems})
	for _, problem := range problems {
		l.log.Error().Str("problem", problem).Msg("the menus in the folder are refused: the good ones go on")
	}
	return errRefused
}

// rollback makes an earlier version live again, by its number.
func (l *library) rollback(ctx context.Context, number int, who string) error {
	l.changing.Lock()
	defer l.changing.Unlock()
	v, err := versionOf(ctx, l.store, number)
	if err != nil {
		return err
	}
	menu, err := l.kept(ctx, v.Revision)
	if err != nil {
		return fmt.Errorf("loading version %d: %w", number, err)
	}
	now := l.live.Load().version
	if now.Revision == v.Revision {
		return fmt.Errorf("version %d is what callers hear already", number)
	}
	return l.publish(ctx, menu, store.Version{Folder: now.Folder, Who: who, Why: "rollback"})
}

func versionOf(ctx context.Context, s store.Versions, number int) (store.Version, error) {
	all, err := s.Versions(ctx)
	if err != nil {
		return store.Version{}, err
	}
	for _, v := range all {
		if v.Number == number {
			return v, nil
		}
	}
	return store.Version{}, unreadable{fmt.Errorf("there is no version %d; see hotline menus list", number)}
}

// publish makes a menu the current one, once it and the change are kept.
func (l *library) publish(ctx context.Context, menu *menus.Menu, v store.Version) error {
	if err := l.keep(ctx, menu); err != nil {
		return err
	}
	v.Revision, v.At = menu.Tree.Revision, l.clock()
	if before := l.live.Load(); before != nil {
		v.Changed = diff.Of(before.menu, menu, v.At).Text(menu.Tree.Languages[0].Name)
	}
	v, err := l.store.AddVersion(ctx, v)
	if err != nil {
		return fmt.Errorf("keeping the menu's version: %w", err)
	}
	l.live.Store(&edition{menu, webMenu(menu), v})
	if v.Why != "rollback" { // which mends nothing in the folder
		l.refuse.Store(nil)
	}
	l.log.Info().Int("version", v.Number).Str("menu", v.Revision).Str("why", v.Why).Str("who", v.Who).Msg("the menus are live")
	return l.store.AppendAudit(ctx, store.AuditEntry{
		At: v.At, Who: v.Who, Action: "menus." + v.Why, Object: fmt.Sprint(v.Number), Detail: v.Changed,
	})
}

// Notices are what an operator should know of the menus.
func (l *library) Notices() []string {
	var told []string
	if v := l.live.Load().version; v.RolledBack() {
		told = append(told, fmt.Sprintf("running version %d of the menus (%s), rolled back from the folder's %s by %s",
			v.Number, v.Revision, v.Folder, named(v.Who)))
	}
	if r := l.refuse.Load(); r != nil {
		for _, problem := range r.problems {
			told = append(told, "the menus in the folder are refused, the good ones go on: "+problem)
		}
	}
	return told
}

// named is who did something, in words.
func named(who string) string {
	if who == "" {
		return "nobody who signed in"
	}
	return who
}

// measure tells in the metrics whether what the folder holds is live.
func (l *library) measure(r *prometheus.Registry) {
	promauto.With(r).NewGaugeFunc(prometheus.GaugeOpts{
		Name: "hotline_menus_refused", Help: "Problems of the menus in the folder, for which they are not live; 0 when they are sound.",
	}, func() float64 {
		if refused := l.refuse.Load(); refused != nil {
			return float64(len(refused.problems))
		}
		return 0
	})
}

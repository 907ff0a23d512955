package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/store"
)

// Why a version went live.
const (
	atStart    = "start"
	atSave     = "save"
	atReload   = "reload"
	atRollback = "rollback"
)

// errRefused tells that what the folder holds may not go live; the library
// keeps why.
var errRefused = errors.New("the menus in the folder are refused: what was live goes on")

// start proves what the folder holds now, and takes it up when it is news; when
// it is not, what is live is proved.
func (l *publisher) start(ctx context.Context) error { return l.load(ctx, store.Version{Why: atStart}) }

// save takes up what the folder holds when that is news: a rollback stands
// while the folder is as it was.
func (l *publisher) save(ctx context.Context) error {
	if seen := l.seen.Load(); seen != nil && *seen == sight(l.read()) {
		return nil
	}
	return l.load(ctx, store.Version{Why: atSave})
}

// reload takes up what the folder holds, also after a rollback, under a name
// unless that is "".
func (l *publisher) reload(ctx context.Context, name, who string) error {
	name, err := fit(name)
	if err != nil {
		return err
	}
	return l.load(ctx, store.Version{Who: who, Why: atReload, Name: name})
}

// sight is by what the folder is known again: its revision, or what is wrong.
func sight(menu *menus.Menu, err error) string {
	if err != nil {
		return err.Error()
	}
	return menu.Tree.Revision
}

// load takes up what the folder holds in a turn of its own. What could not be
// decided is looked at again.
func (l *publisher) load(ctx context.Context, v store.Version) error {
	mine, done := l.turns.take(ctx)
	defer done()
	if mine.Err() != nil {
		return context.Cause(mine)
	}
	menu, err := l.read()
	seen := sight(menu, err)
	l.seen.Store(&seen)
	if err != nil {
		return l.refused(unloaded(err))
	}
	v.Folder = menu.Tree.Revision
	err = l.decide(mine, menu, v)
	if err != nil && !errors.Is(err, errRefused) {
		l.seen.Store(nil)
	}
	return err
}

// decide lets the folder's menu go live, or not.
func (l *publisher) decide(ctx context.Context, menu *menus.Menu, v store.Version) error {
	now := l.live.Load()
	stands := v.Why != atReload && now.version.Folder == v.Folder
	switch r := l.refuse.Load(); {
	case r != nil && r.folder() == v.Folder:
		return errRefused // it was proved, and told
	case stands && v.Why == atStart:
		return l.provedAtStart(ctx, now)
	case stands || now.version.Revision == v.Folder:
		l.refuse.Store(nil)
		return l.nameAgain(ctx, now.version, v)
	}
	found, err := l.proved(ctx, menu)
	if err != nil {
		return err
	}
	return l.publish(context.WithoutCancel(ctx), liveMenu{menu: menu, version: v, found: found})
}

// provedAtStart proves what is live already, unless this program has proved it not
// long ago.
func (l *publisher) provedAtStart(ctx context.Context, now *liveMenu) error {
	if l.stillProved(now.version.Verdict) {
		return nil
	}
	found, err := l.proved(ctx, now.menu)
	if err != nil {
		return err
	}
	proved := liveMenu{now.menu, now.web, now.version, found}
	proved.version.Verdict = l.verdictOf(found)
	l.live.Store(&proved)
	if err := l.store.KeepVerdict(ctx, proved.version.Number, proved.version.Verdict); err != nil {
		return fmt.Errorf("keeping the verdict on version %d: %w", proved.version.Number, err)
	}
	l.log.Info().Int("version", now.version.Number).Str("menu", now.version.Revision).Msg("the menus are proved")
	return nil
}

// proved tells that a menu may be live, and what is to be seen to in it all the
// same, unless the proof is given up.
func (l *publisher) proved(ctx context.Context, menu *menus.Menu) ([]check.Finding, error) {
	found, err := l.prove(ctx, menu, l.clock())
	if err != nil {
		return nil, err
	}
	found = append([]check.Finding{}, found...) // never nil: it was proved
	r := rejection{menu: menu, found: found}
	for _, f := range found {
		if f.Severity == check.Fail {
			r.problems = append(r.problems, f.String())
		}
	}
	if len(r.problems) > 0 {
		return found, l.refused(r)
	}
	return found, nil
}

// rollback makes an earlier version live again. It stands until the folder holds
// something else than now; what cannot be done ends no other change.
func (l *publisher) rollback(ctx context.Context, which, who string) error {
	v, err := versionOf(ctx, l.store, which)
	if err != nil {
		return err
	}
	menu, err := l.kept(ctx, v.Revision)
	if err != nil {
		return fmt.Errorf("loading version %d: %w", v.Number, err)
	}
	if l.Current().Tree.Revision == v.Revision {
		return fmt.Errorf("version %d is what callers hear already", v.Number)
	}
	mine, done := l.turns.take(ctx)
	defer done()
	if mine.Err() != nil {
		return context.Cause(mine)
	}
	folder := l.live.Load().version.Folder
	if there, err := l.read(); err == nil {
		folder = there.Tree.Revision
		l.seen.Store(&folder)
	}
	back := store.Version{Folder: folder, Who: who, Why: atRollback}
	return l.publish(context.WithoutCancel(mine), liveMenu{menu: menu, version: back})
}

// publish makes a menu the current one, once it and the change are kept.
func (l *publisher) publish(ctx context.Context, next liveMenu) error {
	if err := l.keep(ctx, next.menu); err != nil {
		return err
	}
	v, tree := next.version, next.menu.Tree
	v.Revision, v.At = tree.Revision, l.clock()
	if next.found != nil {
		v.Verdict = l.verdictOf(next.found)
	}
	if before := l.live.Load(); before != nil {
		changes := diff.Of(before.menu, next.menu, v.At)
		v.Changed, v.Told = changes.Text(tree.Languages[0].Name), map[string]string{}
		for _, language := range page.Languages() {
			v.Told[language] = changes.Text(language)
		}
	}
	kept, err := l.store.AddVersion(ctx, v)
	if err != nil {
		return nameError(fmt.Errorf("keeping the menu's version: %w", err))
	}
	next.web, next.version = webMenu(next.menu), kept
	l.replace(&next)
	if kept.Why != atRollback { // which mends nothing in the folder
		l.refuse.Store(nil)
	}
	l.log.Info().Int("version", kept.Number).Str("menu", kept.Revision).Str("why", kept.Why).Str("who", kept.Who).Msg("the menus are live")
	return l.audit(ctx, kept.At, kept.Who, kept.Why, kept.Number, kept.Changed)
}

// replace makes a menu the live one. The one before stays at hand: its calls go on, and
// the carrier is about to fetch its recordings.
func (l *publisher) replace(next *liveMenu) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if before := l.live.Swap(next); before != nil {
		l.old[before.menu.Tree.Revision] = before.web
	}
}

func (l *publisher) audit(ctx context.Context, at time.Time, who, action string, number int, detail string) error {
	err := l.store.AppendAudit(ctx, store.AuditEntry{
		At: at, Who: who, Action: "menus." + action, Object: fmt.Sprint(number), Detail: detail,
	})
	if err != nil {
		return fmt.Errorf("writing the audit of the menus: %w", err)
	}
	return nil
}

package live

import (
	"context"
	"errors"
	"fmt"

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

// Save takes up what the folder holds when that is news: a rollback stands while the folder is as it
// was.
func (p *Publisher) Save(ctx context.Context) error {
	found := p.folder.readNews(ctx)
	if found == nil {
		return nil
	}
	return p.takeUp(found, store.Version{Why: atSave})
}

// Reload takes up what the folder holds, also after a rollback, under a name unless that is "".
func (p *Publisher) Reload(ctx context.Context, name, who string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	return p.takeUp(p.folder.read(ctx), store.Version{Who: who, Why: atReload, Name: name})
}

// takeUp publishes or rejects what was found in the folder. What could not be decided is taken up
// again by the next save.
func (p *Publisher) takeUp(found *reading, v store.Version) error {
	err := found.change.do(func(ctx context.Context) error {
		if found.err != nil {
			return p.reject(unloaded(found.err))
		}
		v.Folder = found.menu.Tree.Revision
		return p.decide(ctx, found.menu, v)
	})
	if err != nil && !errors.Is(err, ErrRefused) {
		p.folder.forget(found)
	}
	return err
}

// decide publishes the folder's menu, rejects it, or leaves things as they are.
func (p *Publisher) decide(ctx context.Context, menu *menus.Menu, v store.Version) error {
	now := p.Live()
	stands := v.Why != atReload && now.Version.Folder == v.Folder
	switch r := p.rejected.Load(); {
	case r != nil && r.Revision() == v.Folder:
		return ErrRefused // it was proved, and logged
	case stands && v.Why == atStart:
		return p.proveLive(ctx, now)
	case stands || now.Version.Revision == v.Folder:
		p.rejected.Store(nil)
		if v.Name == "" {
			return nil
		}
		return p.rename(ctx, now.Version.Number, v.Name, v.Who)
	}
	found, err := p.prove(ctx, menu)
	if err != nil {
		return err
	}
	return p.publish(context.WithoutCancel(ctx), Menu{Menu: menu, Version: v, Findings: found})
}

// proveLive proves what is live already, unless this release has proved it not long ago.
func (p *Publisher) proveLive(ctx context.Context, now Menu) error {
	if p.stillProved(now.Version.Verdict) {
		return nil
	}
	var err error
	if now.Findings, err = p.prove(ctx, now.Menu); err != nil {
		return err
	}
	now.Version.Verdict = p.verdictOf(now.Findings)
	p.live.Store(&now)
	if err := p.config.Store.KeepVerdict(context.WithoutCancel(ctx), now.Version.Number, now.Version.Verdict); err != nil {
		return fmt.Errorf("keeping the verdict on version %d: %w", now.Version.Number, err)
	}
	p.config.Log.Info().Int("version", now.Version.Number).Str("menu", now.Version.Revision).Msg("the menus are proved")
	return nil
}

// prove returns what check finds in a menu that may be live. A menu that fails is rejected.
func (p *Publisher) prove(ctx context.Context, menu *menus.Menu) ([]check.Finding, error) {
	found, err := p.config.Prove(ctx, menu, p.config.Clock())
	if err != nil {
		return nil, err
	}
	found = append([]check.Finding{}, found...) // never nil: it was proved
	if r := failed(menu, found); len(r.Problems) > 0 {
		return found, p.reject(r)
	}
	return found, nil
}

// Rollback makes an earlier version live again: see [Find] for how it is named. It stands until the
// folder holds something else than now. A rollback that cannot be done ends no other change.
func (p *Publisher) Rollback(ctx context.Context, which, who string) error {
	v, err := Find(ctx, p.config.Store, which)
	if err != nil {
		return err
	}
	menu, err := LoadRevision(ctx, p.config.Store, v.Revision)
	if err != nil {
		return fmt.Errorf("loading version %d: %w", v.Number, err)
	}
	if p.Current().Tree.Revision == v.Revision {
		return fmt.Errorf("version %d is what callers hear already", v.Number)
	}
	found := p.folder.read(ctx)
	err = found.change.do(func(ctx context.Context) error {
		back := store.Version{Folder: p.Live().Version.Folder, Who: who, Why: atRollback}
		if found.err == nil {
			back.Folder = found.menu.Tree.Revision
		}
		return p.publish(context.WithoutCancel(ctx), Menu{Menu: menu, Version: back})
	})
	if err != nil || found.err != nil {
		p.folder.forget(found)
	}
	return err
}

// publish makes a menu the live one once the store keeps it, its version and the audit's entry.
func (p *Publisher) publish(ctx context.Context, next Menu) error {
	return oneByOne(ctx, p, next.Menu.Tree.Revision, func() error { return p.publishNow(ctx, next) })
}

func (p *Publisher) publishNow(ctx context.Context, next Menu) error {
	now := p.config.Clock()
	next.Version.At = now
	if next.Findings != nil {
		next.Version.Verdict = p.verdictOf(next.Findings)
	}
	if before := p.live.Load(); before != nil {
		p.describe(&next, diff.Of(before.Menu, next.Menu, now))
	}
	v := next.Version
	kept, err := p.config.Store.PublishVersion(ctx, store.Publication{
		Revision: store.Revision{ID: next.Menu.Tree.Revision, Loaded: now, Files: next.Menu.Files},
		Version:  v,
		Audit:    store.AuditEntry{At: now, Who: v.Who, Action: "menus." + v.Why, Detail: v.Changed},
	})
	if err != nil {
		return nameError(fmt.Errorf("keeping the menu's version: %w", err))
	}
	next.Version = kept
	p.replace(&next)
	if kept.Why != atRollback { // which mends nothing in the folder
		p.rejected.Store(nil)
	}
	p.config.Log.Info().Int("version", kept.Number).Str("menu", kept.Revision).Str("why", kept.Why).Str("who", kept.Who).Msg("the menus are live")
	return nil
}

// describe says in a menu's version what it changes for callers: in the menu's first language, and in
// each of the config's.
func (p *Publisher) describe(next *Menu, changes diff.Changes) {
	next.Version.Changed, next.Version.Told = changes.Text(next.Menu.Tree.Languages[0].Name), map[string]string{}
	for _, language := range p.config.Languages {
		next.Version.Told[language] = changes.Text(language)
	}
}

// replace makes a menu the live one, unless a later one is. The one before stays at hand: its calls go on, and
// the carrier is about to fetch its recordings.
func (p *Publisher) replace(next *Menu) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.number() >= next.Version.Number {
		return
	}
	if before := p.live.Swap(next); before != nil {
		p.old[before.Menu.Tree.Revision] = before.Menu
	}
}

// oneByOne runs publish while no other process publishes, on what they have published last; not when
// that is the revision already.
func oneByOne(ctx context.Context, p *Publisher, revision string, publish func() error) error {
	shared, is := p.config.Store.(store.Shared)
	if !is {
		return publish()
	}
	if err := holdPublishing(ctx, shared); err != nil {
		return err
	}
	defer func() { _ = shared.Release(context.WithoutCancel(ctx), publishLease) }()
	before := p.number()
	if err := adoptLatest(ctx, p, shared); err != nil {
		return err
	}
	if p.number() > before && p.Live().Version.Revision == revision {
		return nil
	}
	return publish()
}

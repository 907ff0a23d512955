package live

import (
	"context"
	"fmt"
	"time"

	"github.com/okpay/hotline/store"
)

// On a store that several processes share, what one of them publishes is soon live in all, and two
// that publish at once do so one after the other.
const (
	adoptEvery   = time.Second
	publishLease = "menus"
	publishFor   = 10 * time.Second // longer than a version takes to be written
	publishTries = 100
	publishPause = 100 * time.Millisecond
)

// Adopt makes live what other processes publish, until ctx ends.
func (p *Publisher) Adopt(ctx context.Context) error {
	shared, is := p.config.Store.(store.Shared)
	if !is {
		return nil
	}
	tick := time.NewTicker(adoptEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := adoptLatest(ctx, p, shared); err != nil && ctx.Err() == nil {
			p.config.Log.Error().Err(err).Msg("menus that another process has published could not be taken up")
		}
	}
}

// adoptLatest makes the latest version live, if another process has published it.
func adoptLatest(ctx context.Context, p *Publisher, shared store.Shared) error {
	number, err := shared.LatestVersion(ctx)
	if err != nil || p.number() >= number {
		return err
	}
	all, err := p.config.Store.Versions(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	latest := all[0]
	menu, err := LoadRevision(ctx, p.config.Store, latest.Revision)
	if err != nil {
		return fmt.Errorf("loading version %d: %w", latest.Number, err)
	}
	p.replace(&Menu{Menu: menu, Version: latest, Findings: findingsOf(latest.Verdict)})
	p.config.Log.Info().Int("version", latest.Number).Str("menu", latest.Revision).Msg("menus that another process has published are live")
	return nil
}

// number is that of the version that is live here; 0 before the first.
func (p *Publisher) number() int {
	if live := p.live.Load(); live != nil {
		return live.Version.Number
	}
	return 0
}

func holdPublishing(ctx context.Context, shared store.Shared) error {
	for range publishTries {
		held, err := shared.Lease(ctx, publishLease, publishFor)
		if err != nil || held {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(publishPause):
		}
	}
	return fmt.Errorf("another process has been publishing menus for %v", publishTries*publishPause)
}

package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/replay"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store"
)

// replayCommand is `hotline replay`.
type replayCommand struct {
	New   string `arg:"" help:"The folder of the menu that recorded calls are to be replayed on; okpay for the built-in menus."`
	Since string `placeholder:"DATE" help:"Calls from then on: 2026-10-01, or 30d for the last thirty days; all when left out."`
	Until string `placeholder:"DATE" help:"Calls up to then."`
	JSON  bool   `help:"One line of JSON for each call that does not go as before, and one for the sum."`
}

// busyGC trades memory for time where every core has work to do.
const busyGC = 400

// Work implements [storeCommand].
func (c *replayCommand) Work(ctx context.Context, o *storeContext) error {
	after, err := c.menu(o)
	if err != nil {
		return err
	}
	filter, err := c.period(o.now(), after.Tree.Zone)
	if err != nil {
		return unreadable{err}
	}
	var tell func(replay.Outcome)
	if c.JSON {
		tell = func(x replay.Outcome) { _ = o.JSON(x.Record()) } // a terminal that is gone shows nothing
	}
	defer debug.SetGCPercent(debug.SetGCPercent(busyGC))
	sum, err := replay.All(ctx, o.store.Journals(ctx, filter), keptMenus(o.store), after, tell)
	if err != nil {
		return err
	}
	if c.JSON {
		return o.JSON(sum.Record())
	}
	_, err = fmt.Fprint(o.Out, sum.Text())
	return err
}

func (c *replayCommand) menu(o *storeContext) (*menus.Menu, error) {
	if c.New == "okpay" {
		return loaded(menus.Load(okpay.FS))
	}
	return loadMenu(o.Path(c.New))
}

// keptMenus reads menus that calls began with from the store.
func keptMenus(s live.Revisions) replay.Menus {
	return func(ctx context.Context, id string) (*menus.Menu, error) {
		return live.LoadRevision(ctx, s, id)
	}
}

// period is the calls that are asked for.
func (c *replayCommand) period(now time.Time, zone *time.Location) (f store.CallFilter, err error) {
	if f.Since, err = moment("--since", c.Since, now, zone); err != nil {
		return f, err
	}
	f.Until, err = moment("--until", c.Until, now, zone)
	return f, err
}

// moment reads a date, an instant, or how long ago: 30d.
func moment(flag, text string, now time.Time, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	var days int
	if n, _ := fmt.Sscanf(text, "%dd", &days); n == 1 && strings.TrimLeft(text, "0123456789") == "d" && days < 100_000 {
		return now.AddDate(0, 0, -days), nil
	}
	at, err := parseInstant(text, zone)
	if err != nil {
		return at, fmt.Errorf("%s: write a date as 2026-10-01, or 30d for thirty days", flag)
	}
	return at, nil
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/okpay/hotline/cmd/hotline/player"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/ivr/rehearse"
	"github.com/okpay/hotline/ivr/rehearse/picture"
	"github.com/okpay/hotline/ivr/rehearse/run"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
)

// rehearseCommand is `hotline rehearse`.
type rehearseCommand struct {
	Dir     string `arg:"" optional:"" help:"Folder of menu YAML; HOTLINE_MENUS when left out, and OKPAY's own when that is empty."`
	Profile string `placeholder:"FILE" help:"What callers and agents are like (docs/rehearsal.md), in YAML; the usual where it says nothing."`
	Since   string `placeholder:"DATE" help:"Learn from the store's calls from then on what callers and agents are like: 2026-10-01, or 30d. What the profile says comes before it."`
	Date    string `placeholder:"DATE" help:"The day, like 2026-11-24; the next on which a queue is open when left out."`
	Calls   *int   `placeholder:"N" help:"How many calls the day has, 1 to 1000000, in place of the profile's."`
	Seed    uint64 `default:"1" help:"Another seed is another day of the same kind; the same seed is the same day, byte for byte."`
	Brief   bool   `help:"Without the tables of each queue by half-hour."`
	JSON    bool   `help:"One line of JSON."`
	Output  string `short:"o" placeholder:"FILE.svg" help:"Draw the day as SVG, too."`
}

func (c *rehearseCommand) needsStore() bool { return c.Since != "" }

// Run rehearses a day without recorded calls.
func (c *rehearseCommand) Run(ctx context.Context, s config.Settings, con terminal.Console) error {
	menu, err := c.menu(con, menuOf(s))
	if err != nil {
		return err
	}
	return c.rehearse(ctx, con, menu, rehearse.Usual(), time.Now(), here)
}

// Work rehearses a day like those of the store.
func (c *rehearseCommand) Work(ctx context.Context, o *storeContext) error {
	menu, err := c.menu(o.Console, o.menu)
	if err != nil {
		return err
	}
	since, err := moment("--since", c.Since, o.now(), menu.Tree.Zone)
	if err != nil {
		return unreadable{err}
	}
	learnt, err := rehearse.Learn(o.store.ListCalls(ctx, store.CallFilter{Since: since}), o.store.QueueRecords(ctx, since, o.now()), menu)
	if errors.Is(err, rehearse.ErrNoCalls) {
		return unreadable{fmt.Errorf("--since %s: %w", c.Since, err)}
	}
	if err != nil {
		return err
	}
	play := here
	if o.publisher != nil { // a server answers calls in this process
		play = player.Limits{Memory: mostMemory >> 20, Processors: runtime.GOMAXPROCS(0)}.Apart
	}
	return c.rehearse(ctx, o.Console, menu, learnt, o.now(), play)
}

func (c *rehearseCommand) menu(con terminal.Console, menuOf func() (*menus.Menu, error)) (*menus.Menu, error) {
	if c.Dir != "" {
		menuOf = func() (*menus.Menu, error) { return loadMenu(con.Path(c.Dir)) }
	}
	return menuOf()
}

// mostMemory bounds, in bytes, what a rehearsal leaves uncollected: a day of 100,000 calls holds a quarter of it.
const mostMemory = 960 << 20

// playing plays a day by a seed.
type playing func(context.Context, *rehearse.Day, uint64) (rehearse.Report, error)

// here plays a day in this process, on all processors.
func here(ctx context.Context, day *rehearse.Day, seed uint64) (rehearse.Report, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(busyGC))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(min(debug.SetMemoryLimit(-1), mostMemory)))
	return run.Day(ctx, day, seed)
}

// rehearse plays a day of a profile, over which the profile's file goes.
func (c *rehearseCommand) rehearse(ctx context.Context, con terminal.Console, menu *menus.Menu, base rehearse.Profile, now time.Time, play playing) error {
	if c.Output != "" && filepath.Ext(c.Output) != ".svg" {
		return unreadable{fmt.Errorf("-o %s: name the file .svg", c.Output)}
	}
	if _, err := os.Stat(con.Path(filepath.Dir(c.Output))); err != nil { // before the day is played, which takes a while
		return unreadable{fmt.Errorf("-o %s: %w", c.Output, err)}
	}
	day, err := c.day(con, menu, base, now)
	if err != nil {
		return unreadable{err}
	}
	report, err := play(ctx, day, c.Seed)
	if err != nil {
		return err
	}
	if c.Output != "" {
		var svg bytes.Buffer
		if err := picture.SVG(&svg, report, picture.Look{Language: i18n.English}); err != nil {
			return err
		}
		if err := con.Save("-o", c.Output, svg.Bytes()); err != nil {
			return unreadable{err}
		}
	}
	if c.JSON {
		return con.JSON(report)
	}
	return picture.Text(con.Out, report, c.Brief)
}

// day is the day that the command line asks for.
func (c *rehearseCommand) day(con terminal.Console, menu *menus.Menu, p rehearse.Profile, now time.Time) (*rehearse.Day, error) {
	var text []byte
	var err error
	if c.Profile != "" {
		if text, err = os.ReadFile(con.Path(c.Profile)); err != nil {
			return nil, fmt.Errorf("--profile: %w", err)
		}
	}
	if p, err = rehearse.ReadProfile(c.Profile, text, p, menu); err != nil {
		return nil, err
	}
	if c.Calls != nil {
		p.Calls = *c.Calls
		if p.Calls < 1 || p.Calls > rehearse.MostCalls {
			return nil, fmt.Errorf("--calls: %d is not from 1 to %d", p.Calls, rehearse.MostCalls)
		}
	}
	date := rehearse.NextDay(menu, now)
	if c.Date != "" {
		day, err := hours.ParseDate(c.Date)
		if err != nil {
			return nil, fmt.Errorf("--date: %w", err)
		}
		date = day.In(menu.Tree.Zone)
	}
	return &rehearse.Day{Menu: menu, Profile: p, Date: date, Chance: run.Chance(c.Seed)}, nil
}

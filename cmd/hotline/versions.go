package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/cmd/hotline/serve"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// menusList is `hotline menus list`.
type menusList struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

// Work implements [storeCommand].
func (c *menusList) Work(ctx context.Context, o *storeContext) error {
	all, err := o.store.Versions(ctx)
	if err != nil {
		return err
	}
	zone, err := o.zone()
	if err != nil {
		return err
	}
	return terminal.Listing[store.Version]{
		What: "versions", Header: []string{"version", "menus", "live since", "why", "who", "name"},
		Row: func(v store.Version) []string {
			return []string{strconv.Itoa(v.Number), v.Revision, shown(v.At, zone), v.Why, v.Who, v.Name}
		},
		Record: func(v store.Version) any { return view.VersionOf(v) },
	}.Print(o.Console, c.JSON, terminal.Each(all))
}

// menusShow is `hotline menus show`.
type menusShow struct {
	Version  string `arg:"" help:"The version: its number, its name, or how its revision begins."`
	Language string `enum:"en-US,zh-CN" default:"en-US" help:"The language in which the change is told: en-US or zh-CN."`
}

// Work implements [storeCommand].
func (c *menusShow) Work(ctx context.Context, o *storeContext) error {
	v, err := live.Find(ctx, o.store, c.Version)
	if err != nil {
		return usageError(err)
	}
	zone, err := o.zone()
	if err != nil {
		return err
	}
	if err := o.Fields("version", strconv.Itoa(v.Number), "name", v.Name, "menus", v.Revision, "live since", shown(v.At, zone),
		"why", v.Why, "who", v.Who, "the folder's", folderOf(v)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(o.Out, strings.TrimSpace(live.Changed(ctx, o.store, v, c.Language)))
	return err
}

// folderOf is what the folder held, when it was something else.
func folderOf(v store.Version) string {
	if v.RolledBack() {
		return v.Folder
	}
	return ""
}

// menusRollback is `hotline menus rollback`.
type menusRollback struct {
	Version string `arg:"" help:"The version: its number, its name, or how its revision begins."`
	signature
}

// Work implements [storeCommand].
func (c *menusRollback) Work(ctx context.Context, o *storeContext) error {
	return o.change(ctx, func(p *live.Publisher) error { return p.Rollback(ctx, c.Version, c.who(o)) })
}

// menusReload is `hotline menus reload`.
type menusReload struct {
	Name string `placeholder:"NAME" help:"What the version shall be called."`
	signature
}

// Work implements [storeCommand].
func (c *menusReload) Work(ctx context.Context, o *storeContext) error {
	return o.change(ctx, func(p *live.Publisher) error { return p.Reload(ctx, c.Name, c.who(o)) })
}

// menusName is `hotline menus name`.
type menusName struct {
	Version string `arg:"" help:"The version: its number, its name, or how its revision begins."`
	Name    string `arg:"" help:"What it shall be called; no other version may be. An empty name takes its name away."`
	signature
}

// Work implements [storeCommand].
func (c *menusName) Work(ctx context.Context, o *storeContext) error {
	p, err := o.menuPublisher(ctx)
	if err != nil {
		return err
	}
	return usageError(p.Name(ctx, c.Version, c.Name, c.who(o)))
}

// signature is who changes something from a terminal.
type signature struct {
	By string `placeholder:"NAME" help:"Who does it, for the record; the machine's user unless told."`
}

// who is the user at the terminal, unless another is named.
func (s signature) who(o *storeContext) string { return cmp.Or(s.By, o.user) }

// usageError marks what somebody wrote wrong as an error of usage.
func usageError(err error) error {
	if errors.As(err, &live.InputError{}) {
		return unreadable{err}
	}
	return err
}

// change changes the menus and says which are live then, or why not.
func (o *storeContext) change(ctx context.Context, do func(*live.Publisher) error) error {
	p, err := o.menuPublisher(ctx)
	if err != nil {
		return err
	}
	err = do(p)
	if r, rejected := p.Rejection(); errors.Is(err, live.ErrRefused) && rejected {
		return fmt.Errorf("%w\n%s", err, strings.Join(r.Problems, "\n"))
	}
	if err != nil {
		return usageError(err)
	}
	v := p.Live().Version
	_, err = fmt.Fprintf(o.Out, "version %d of the menus (%s) is live\n", v.Number, v.Revision)
	return err
}

// menuPublisher returns the running server's publisher, or the one that the next server will open.
func (o *storeContext) menuPublisher(ctx context.Context) (*live.Publisher, error) {
	if o.publisher != nil {
		return o.publisher, nil
	}
	first, err := live.Last(ctx, o.store, o.menu)
	if err != nil {
		return nil, err
	}
	c := serve.PublisherConfig(o.store, version(), o.now, zerolog.Nop())
	c.Load = o.menu
	return live.New(ctx, c, first)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"strconv"
	"strings"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/store"
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
	var rows [][]string
	for _, v := range all {
		if c.JSON {
			if err := o.json(v); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{strconv.Itoa(v.Number), v.Revision, shown(v.At, zone), v.Why, v.Who, v.Name})
	}
	if c.JSON {
		return nil
	}
	return o.list("versions", []string{"version", "menus", "live since", "why", "who", "name"}, rows)
}

// menusShow is `hotline menus show`.
type menusShow struct {
	Version  string `arg:"" help:"The version: its number, its name, or how its revision begins."`
	Language string `enum:"en-US,zh-CN" default:"en-US" help:"The language in which the change is told: en-US or zh-CN."`
}

// Work implements [storeCommand].
func (c *menusShow) Work(ctx context.Context, o *storeContext) error {
	v, err := versionOf(ctx, o.store, c.Version)
	if err != nil {
		return err
	}
	zone, err := o.zone()
	if err != nil {
		return err
	}
	if err := o.fields("version", strconv.Itoa(v.Number), "name", v.Name, "menus", v.Revision, "live since", shown(v.At, zone),
		"why", v.Why, "who", v.Who, "the folder's", folderOf(v)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(o.out, strings.TrimSpace(changedBy(ctx, o.store, v, c.Language)))
	return err
}

// changedBy tells in a language what a version changed; in that of the menus, as
// it was kept, when the menus before it are kept no more.
func changedBy(ctx context.Context, s libraryStore, v store.Version, language string) string {
	before, err := versionOf(ctx, s, strconv.Itoa(v.Number-1))
	if err != nil {
		return v.Changed
	}
	was, gone := loadKept(ctx, s, before.Revision)
	is, lost := loadKept(ctx, s, v.Revision)
	if gone != nil || lost != nil {
		return v.Changed
	}
	return diff.Of(was, is, v.At).Text(language)
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
	return o.change(ctx, func(l *publisher) error { return l.rollback(ctx, c.Version, c.who()) })
}

// menusReload is `hotline menus reload`.
type menusReload struct {
	Name string `placeholder:"NAME" help:"What the version shall be called."`
	signature
}

// Work implements [storeCommand].
func (c *menusReload) Work(ctx context.Context, o *storeContext) error {
	return o.change(ctx, func(l *publisher) error { return l.reload(ctx, c.Name, c.who()) })
}

// menusName is `hotline menus name`.
type menusName struct {
	Version string `arg:"" help:"The version: its number, its name, or how its revision begins."`
	Name    string `arg:"" help:"What it shall be called; no other version may be. An empty name takes its name away."`
	signature
}

// Work implements [storeCommand].
func (c *menusName) Work(ctx context.Context, o *storeContext) error {
	l, err := o.publisher(ctx)
	if err != nil {
		return err
	}
	return l.name(ctx, c.Version, c.Name, c.who())
}

// signature is who changes something from a terminal.
type signature struct {
	By string `placeholder:"NAME" help:"Who does it, for the record; the machine's user unless told."`
}

// who is the user whom the store's socket lets in unless another is named.
func (s signature) who() string {
	if s.By != "" {
		return s.By
	}
	if here, err := user.Current(); err == nil {
		return here.Username
	}
	return ""
}

// change does something to the menus and tells which are live then, or why not.
func (o *storeContext) change(ctx context.Context, do func(*publisher) error) error {
	l, err := o.publisher(ctx)
	if err != nil {
		return err
	}
	err = do(l)
	if refused := l.refuse.Load(); errors.Is(err, errRefused) && refused != nil {
		return fmt.Errorf("%w\n%s", err, strings.Join(refused.problems, "\n"))
	}
	if err != nil {
		return err
	}
	v := l.live.Load().version
	_, err = fmt.Fprintf(o.out, "version %d of the menus (%s) is live\n", v.Number, v.Revision)
	return err
}

// publisher returns the running server's publisher of menus, or that which the next will open.
func (o *storeContext) publisher(ctx context.Context) (*publisher, error) {
	if o.library != nil {
		return o.library, nil
	}
	first, err := opening(ctx, o.store, o.menu)
	if err != nil {
		return nil, err
	}
	l, err := newLibrary(ctx, o.store, first, o.now, zerolog.Nop())
	if err == nil {
		l.read = o.menu
	}
	return l, err
}

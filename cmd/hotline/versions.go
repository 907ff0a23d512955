package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/store"
)

// menusList is `hotline menus list`.
type menusList struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

// Work implements [storeCommand].
func (c *menusList) Work(ctx context.Context, o *office) error {
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
		rows = append(rows, []string{strconv.Itoa(v.Number), v.Revision, shown(v.At, zone), v.Why, v.Who})
	}
	if c.JSON {
		return nil
	}
	return o.rows([]string{"version", "menus", "live since", "why", "who"}, rows)
}

// menusShow is `hotline menus show`.
type menusShow struct {
	Version int `arg:"" help:"The version's number, as menus list tells it."`
}

// Work implements [storeCommand].
func (c *menusShow) Work(ctx context.Context, o *office) error {
	v, err := versionOf(ctx, o.store, c.Version)
	if err != nil {
		return err
	}
	zone, err := o.zone()
	if err != nil {
		return err
	}
	if err := o.fields("version", strconv.Itoa(v.Number), "menus", v.Revision, "live since", shown(v.At, zone),
		"why", v.Why, "who", v.Who, "the folder's", folderOf(v)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(o.out, strings.TrimSpace(v.Changed))
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
	Version int    `arg:"" help:"The version's number, as menus list tells it."`
	By      string `placeholder:"NAME" help:"Who does it, for the record."`
}

// Work implements [storeCommand].
func (c *menusRollback) Work(ctx context.Context, o *office) error {
	return o.change(ctx, func(l *library) error { return l.rollback(ctx, c.Version, c.By) })
}

// menusReload is `hotline menus reload`.
type menusReload struct {
	By string `placeholder:"NAME" help:"Who does it, for the record."`
}

// Work implements [storeCommand].
func (c *menusReload) Work(ctx context.Context, o *office) error {
	return o.change(ctx, func(l *library) error { return l.reload(ctx, c.By) })
}

// change does something to the menus and tells which are live then, or why not.
func (o *office) change(ctx context.Context, do func(*library) error) error {
	l, err := o.shelf(ctx)
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

// shelf is the running server's library, or that which the next will open.
func (o *office) shelf(ctx context.Context) (*library, error) {
	if o.library != nil {
		return o.library, nil
	}
	menu, err := o.menu()
	if err != nil {
		return nil, err
	}
	return newLibrary(ctx, o.store, menu, o.now, zerolog.Nop())
}

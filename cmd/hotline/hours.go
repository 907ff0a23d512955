package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/menus"
)

// hoursList is `hotline hours list`.
type hoursList struct{}

// Work implements [storeCommand].
func (*hoursList) Work(ctx context.Context, o *storeContext) error {
	menu, err := o.menu()
	if err != nil {
		return err
	}
	closures, err := o.store.Closures(ctx)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, name := range slices.Sorted(maps.Keys(menu.Lines)) {
		state := menu.Lines[name].ClosedUntil(closures[name].Until).At(o.now())
		rows = append(rows, lineRow(name, state, menu.Lines[name].Location))
	}
	return o.List("lines", []string{"line", "state", "until", "why"}, rows)
}

func lineRow(name string, s hours.Status, zone *time.Location) []string {
	state := "closed"
	if s.Open {
		state = "open"
	}
	return []string{name, state, shown(s.Until, zone), string(s.Reason)}
}

// hoursClose is `hotline hours close`.
type hoursClose struct {
	Line  string `arg:"" help:"The line, one of the menus' hours."`
	Until string `required:"" placeholder:"TIME" help:"When it opens again by itself: \"2026-11-24 09:00\" in the line's time zone, or RFC 3339."`
}

// Work implements [storeCommand].
func (c *hoursClose) Work(ctx context.Context, o *storeContext) error {
	line, err := lineOf(o, c.Line)
	if err != nil {
		return err
	}
	until, err := parseInstant(c.Until, line.Location)
	if err != nil {
		return err
	}
	if !until.After(o.now()) {
		return unreadable{errors.New("--until has passed: name an instant to come")}
	}
	if until.After(o.now().Add(hours.LongestClosure)) {
		return unreadable{errors.New("--until is more than a year ahead: callers cannot be told when the line opens again; name an earlier instant, or change the hours in the menus")}
	}
	if err := o.store.SetClosure(ctx, c.Line, until); err != nil {
		return err
	}
	if err := o.audit(ctx, "line.close", c.Line, shown(until, line.Location)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.Out, "%s is closed until %s\n", c.Line, shown(until, line.Location))
	return err
}

// hoursOpen is `hotline hours open`.
type hoursOpen struct {
	Line string `arg:"" help:"The line, one of the menus' hours."`
}

// Work implements [storeCommand].
func (c *hoursOpen) Work(ctx context.Context, o *storeContext) error {
	line, err := lineOf(o, c.Line)
	if err != nil {
		return err
	}
	if err := o.store.SetClosure(ctx, c.Line, time.Time{}); err != nil {
		return err
	}
	if err := o.audit(ctx, "line.open", c.Line, ""); err != nil {
		return err
	}
	state := line.At(o.now())
	return o.Rows([]string{"line", "state", "until", "why"}, [][]string{lineRow(c.Line, state, line.Location)})
}

func lineOf(o *storeContext, name string) (*hours.Schedule, error) {
	menu, err := o.menu()
	if err != nil {
		return nil, err
	}
	line, ok := menu.Lines[name]
	if !ok {
		return nil, unreadable{fmt.Errorf("the menus have no line %q; they have %s", name, lineNames(menu))}
	}
	return line, nil
}

func lineNames(menu *menus.Menu) string {
	return strings.Join(slices.Sorted(maps.Keys(menu.Lines)), ", ")
}

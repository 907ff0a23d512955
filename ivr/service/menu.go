package service

import (
	"context"
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

// Menus gives the menus: the one that new calls begin with, and those that
// calls in progress began with.
type Menus interface {
	Current() Menu
	Revision(ctx context.Context, id string) (Menu, error)
	// Sound gives a recording of any of them by the name that it is served by; nil for
	// one that there is not.
	Sound(name string) []byte
}

// Menu is a loaded menu as the service needs it.
type Menu struct {
	Tree *ivr.Tree
	// Unknown lists the years in use whose public holidays are not known at now.
	Unknown func(now time.Time) []int
	Queues  map[string]Queue
	Sounds  map[string][]byte // recordings, by the name that they are served by
}

// Queue is what the service must know of a menu's queue.
type Queue struct {
	Line     string // the line whose hours it keeps
	Priority int
	Promise  acd.Promise
	// Open reports whether the queue's line is open at now, "closed now" heeded.
	Open func(now time.Time, closed *ivr.Closure) bool
}

// menuOf is the menu that a call began with.
func (c *core) menuOf(ctx context.Context, call ivr.Call) (Menu, error) {
	current := c.Menus.Current()
	if call.Revision == current.Tree.Revision {
		return current, nil
	}
	menu, err := c.Menus.Revision(ctx, call.Revision)
	if err != nil {
		return Menu{}, fmt.Errorf("loading menu revision %s: %w", call.Revision, err)
	}
	return menu, nil
}

// closure is a line's "closed now"; a store that cannot tell has none.
func (c *core) closure(ctx context.Context, line string) *ivr.Closure {
	closures, err := c.Store.Closures(ctx)
	if err != nil {
		c.Log.Error().Err(err).Str("line", line).Msg("reading closed lines failed")
		return nil
	}
	if closed, ok := closures[line]; ok {
		return &closed
	}
	return nil
}

// rules are what the ACD must know of the menu and of closed lines at an instant.
func (c *core) rules(now time.Time) acd.Rules {
	ctx, cancel := c.Timeout(context.Background(), lookupDeadline)
	defer cancel()
	closures, err := c.Store.Closures(ctx)
	if err != nil {
		c.Log.Error().Err(err).Msg("reading closed lines failed")
	}
	menu := c.Menus.Current()
	rules := acd.Rules{Open: map[string]bool{}, Promises: map[string]acd.Promise{}, Zone: menu.Tree.Zone}
	for name, q := range menu.Queues {
		var closed *ivr.Closure
		if c, ok := closures[q.Line]; ok {
			closed = &c
		}
		rules.Open[name], rules.Promises[name] = q.Open(now, closed), q.Promise
	}
	return rules
}

package console

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// callPage is the page of one call.
type callPage struct {
	frame
	Call    callRow
	Path    []step
	Moments []moment
	Place   string // where it is, or ended, in words
	Gone    bool   // the call's menu is kept no more
	Halted  bool   // the journal could not be played to its end
	Visits  []acd.QueueRecord
	Cases   []callCase
	Topic   string
}

// callCase is a case that a call opened or spoke of.
type callCase struct {
	store.Case
	Heard []recording
}

// step is a passage of a call's path, in words.
type step struct {
	At         time.Time
	Place, Way string // Way is "" where callers simply go on
	Node       string
}

func (s callsSection) show(c echo.Context) error {
	ctx, id := c.Request().Context(), c.Param("call")
	call, _, err := s.console.Store.Call(ctx, id)
	if err != nil {
		return s.console.missing(c, err, "calls", "call", "call.missing")
	}
	p := callPage{frame: s.console.frame(c, "calls"), Call: s.row(ctx, call, s.console.zone())}
	if err := s.replay(ctx, &p, page.Language(c)); err != nil {
		return err
	}
	if p.Visits, err = s.console.recordsOf(ctx, id); err != nil {
		return err
	}
	if p.Cases, err = s.casesOf(ctx, call); err != nil {
		return err
	}
	if err := s.console.Gate.Audit(c, "call.view", id, ""); err != nil {
		return err
	}
	return s.console.render(c, http.StatusOK, "call", "call", p)
}

// replay plays the call back on the menu that it began with.
func (s callsSection) replay(ctx context.Context, p *callPage, language string) error {
	journal, err := s.console.Store.Journal(ctx, p.Call.ID)
	if err != nil {
		return fmt.Errorf("reading a call's journal: %w", err)
	}
	tree, err := s.console.Tree(ctx, p.Call.Revision)
	if errors.Is(err, store.ErrNotFound) {
		p.Gone, tree = true, s.console.Menu().Tree
	} else if err != nil {
		return fmt.Errorf("loading a call's menu: %w", err)
	}
	drawing := s.console.Draw(Menu{Tree: tree}, []string{language}, nil)
	if p.Call.Node != "" {
		p.Place, _ = drawing.Way(p.Call.Node, "")
	}
	for _, passed := range p.Call.Path {
		place, way := drawing.Way(passed.Node, passed.Exit)
		p.Path = append(p.Path, step{At: passed.At.In(s.console.zone()), Place: place, Way: way, Node: passed.Node})
	}
	if p.Gone {
		return nil
	}
	p.Moments, err = play(tree, journal, func(node, exit string) string {
		place, way := drawing.Way(node, exit)
		if way == "" {
			return place
		}
		return place + " → " + way
	})
	if err != nil {
		s.console.Log.Error().Err(err).Str("call", p.Call.ID).Msg("a call cannot be played back")
		p.Halted = true
	}
	for i := range p.Moments {
		m := &p.Moments[i]
		m.At = m.At.In(s.console.zone())
		if m.Node != "" {
			m.Place, _ = drawing.Way(m.Node, "")
		}
	}
	return nil
}

// recordsOf gives a call's stays in queues, and those of its callbacks, the first
// first, with what agents noted. No call, "", has none.
func (s *Console) recordsOf(ctx context.Context, call string) ([]acd.QueueRecord, error) {
	if call == "" {
		return nil, nil
	}
	visits, err := s.ACD.RecordsOf(ctx, call)
	if err != nil {
		return nil, err
	}
	slices.Reverse(visits)
	for i := range visits {
		v := &visits[i]
		v.Entered, v.Ended, v.Note = v.Entered.In(s.zone()), v.Ended.In(s.zone()), ivr.HideNumbers(v.Note)
	}
	return visits, nil
}

// casesOf gives the cases that a call opened or spoke of.
func (s callsSection) casesOf(ctx context.Context, call ivr.Call) ([]callCase, error) {
	numbers := slices.Collect(maps.Values(call.Cases))
	if call.Case != "" {
		numbers = append(numbers, call.Case)
	}
	slices.Sort(numbers)
	var found []callCase
	for _, number := range slices.Compact(numbers) {
		c, err := s.console.Store.Case(ctx, number)
		switch {
		case err == nil:
			found = append(found, callCase{c, s.console.recordingsOf(c)})
		case !errors.Is(err, store.ErrNotFound):
			return nil, fmt.Errorf("reading a call's cases: %w", err)
		}
	}
	return found, nil
}

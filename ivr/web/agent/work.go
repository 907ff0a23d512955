package agent

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// workSection shows an agent's cases and calls, and finds those of customers.
type workSection struct{ pages *Pages }

func (r workSection) mount(g *echo.Group) {
	g.GET("/work", r.show)
	g.POST("/work", r.search)
}

// work is what an agent has to do and has done.
type work struct {
	Cases []store.Case // open ones that are assigned to the agent, newest first
	Calls []pastCall   // that the agent has had today, newest first
	at    time.Time    // when it was looked up
}

const (
	workMost = 50
	// workFor is how long an idle agent's work is shown before it is looked up again,
	// as others may assign cases.
	workFor = 30 * time.Second
)

// of is an agent's work: what was shown before, unless the agent has done
// something since.
func (r workSection) of(ctx context.Context, language string, s scene, before *scene) *work {
	if before != nil && before.Work != nil && before.Session.At.Equal(s.Session.At) && len(before.Session.Unfiled) == len(s.Session.Unfiled) &&
		s.Now.Sub(before.Work.at) < workFor {
		return before.Work
	}
	w := &work{at: s.Now}
	var err error
	if w.Cases, err = r.casesFor(ctx, store.CaseFilter{Assignee: s.Person.Name, OpenOnly: true, Limit: workMost}); err != nil {
		r.pages.Log.Error().Err(err).Str("agent", s.Person.Name).Msg("an agent's cases could not be read")
	}
	if w.Calls, err = r.callsToday(ctx, language, s.Person.Name, s.Now); err != nil {
		r.pages.Log.Error().Err(err).Str("agent", s.Person.Name).Msg("an agent's calls could not be read")
	}
	return w
}

// casesFor lists cases, their times in the hotline's zone.
func (r workSection) casesFor(ctx context.Context, f store.CaseFilter) (list []store.Case, err error) {
	zone := r.pages.Zone()
	for c, err := range r.pages.Store.ListCases(ctx, f) {
		if err != nil {
			return list, err
		}
		list = append(list, local(c, zone))
	}
	return list, nil
}

// callsToday are the talks that an agent has had since midnight.
func (r workSection) callsToday(ctx context.Context, language, agent string, now time.Time) ([]pastCall, error) {
	visits, err := r.pages.ACD.Records(ctx, page.Midnight(now.In(r.pages.Zone())), time.Time{})
	if err != nil {
		return nil, err
	}
	var list []pastCall
	for _, v := range visits {
		if v.Agent != agent || v.Answered.IsZero() {
			continue
		}
		if list = append(list, r.talk(ctx, v, language)); len(list) == workMost {
			break
		}
	}
	return list, nil
}

// talk is one stay of a caller as the agent who answered it had it.
func (r workSection) talk(ctx context.Context, v acd.QueueRecord, language string) pastCall {
	p := pastCall{}
	call, _, err := r.pages.Store.Call(ctx, about(wrappedUp(v)))
	if err == nil {
		p = r.pages.past(ctx, call, language, r.pages.Zone())
	}
	p.At, p.Outcome, p.Notes, p.Live = v.Answered.In(r.pages.Zone()), "", nil, v.Ended.IsZero()
	if n, ok := notedIn(v); ok {
		p.Notes = []noted{n}
	}
	return p
}

// local is a case with its times in a zone, and long numbers in its notes masked.
func local(c store.Case, zone *time.Location) store.Case {
	c.Opened = c.Opened.In(zone)
	if !c.Closed.IsZero() {
		c.Closed = c.Closed.In(zone)
	}
	c.Notes = slices.Clone(c.Notes)
	for i := range c.Notes {
		c.Notes[i].At, c.Notes[i].Text = c.Notes[i].At.In(zone), ivr.HideNumbers(c.Notes[i].Text)
	}
	return c
}

// workPage is the agent's work on a page of its own, with a search.
type workPage struct {
	scene
	Sought string // masked; "" is no search
	Found  found
}

func (r workSection) show(c echo.Context) error {
	return r.render(c, "", found{})
}

func (r workSection) render(c echo.Context, sought string, f found) error {
	who, _ := auth.Who(c)
	s := scene{Now: r.pages.Clock(), Person: who}
	s.Work = r.of(c.Request().Context(), page.Language(c), s, nil)
	return r.pages.pages.Render(c, http.StatusOK, "work", auth.View(c, "desk", "my-work", workPage{s, sought, f}))
}

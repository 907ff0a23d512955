package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/rehearse"
	"github.com/okpay/hotline/ivr/rehearse/picture"
	"github.com/okpay/hotline/ivr/web/page"
)

// rehearsalSection plays a day before it comes, one at a time. It plays while the request lasts: who leaves
// the page ends it.
type rehearsalSection struct{ console *Console }

func (s rehearsalSection) mount(g *echo.Group) {
	g.GET("/rehearsal", s.show)
	g.POST("/rehearsal", s.play)
}

// rehearsalPage is the form of a rehearsal, and what came of it.
type rehearsalPage struct {
	frame
	rehearsalForm
	Most     int // calls
	MostDuty int // agents of a department
	Longest  time.Duration
	Result   *rehearsed
}

func (s rehearsalSection) page(c echo.Context, f rehearsalForm) rehearsalPage {
	return rehearsalPage{
		frame: s.console.frame(c, "rehearsal"), rehearsalForm: f, Most: MostRehearsedCalls, MostDuty: mostAgents, Longest: longestRehearsal,
	}
}

func (s rehearsalSection) show(c echo.Context) error {
	return s.console.render(c, http.StatusOK, "rehearsal", "rehearsal", s.page(c, s.form(c)))
}

// play plays the day that the form asks for.
func (s rehearsalSection) play(c echo.Context) error {
	if c.FormValue("fill") != "" {
		return s.fill(c)
	}
	return s.alone(c, s.form(c), func(ctx context.Context, p *rehearsalPage, asked Rehearsal) error {
		began := s.console.Clock()
		report, err := s.console.Rehearser.Rehearse(ctx, asked)
		s.console.Log.Info().Err(err).Str("who", whoIs(c)).Int("calls", report.Calls).Dur("took", s.console.Clock().Sub(began)).Msg("a day was rehearsed")
		if err == nil {
			p.Result, err = s.result(c, report)
		}
		return err
	})
}

// fill answers with the hours of the callers that the form asks for, for the operator to change.
func (s rehearsalSection) fill(c echo.Context) error {
	f := s.form(c)
	f.Hours = nil
	return s.alone(c, f, func(ctx context.Context, p *rehearsalPage, asked Rehearsal) error {
		profile, err := s.console.Rehearser.Profile(ctx, asked)
		if err != nil {
			return err
		}
		all := 0.0
		for hour := range 24 {
			all += profile.ByHour[hour]
		}
		p.Hours = newHours(func(hour int) string { return written(profile.ByHour[hour] * float64(profile.Calls) / all) })
		return nil
	})
}

// alone does what the form asks for, while nobody else does so and for as long as the request and a
// rehearsal last, and answers with the page, or with why it was not done.
func (s rehearsalSection) alone(c echo.Context, f rehearsalForm, do func(context.Context, *rehearsalPage, Rehearsal) error) error {
	p := s.page(c, f)
	asked, wrong := f.read(s.console.zone())
	if wrong != "" {
		return s.refuse(c, p, http.StatusUnprocessableEntity, wrong)
	}
	if !s.console.rehearsing.TryLock() {
		return s.refuse(c, p, http.StatusConflict, "wrong.rehearsal_other")
	}
	defer s.console.rehearsing.Unlock()
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(longestRehearsal + rehearsalAnswer)) // not every connection has one
	ctx, cancel := context.WithTimeout(c.Request().Context(), longestRehearsal)
	defer cancel()
	switch err := do(ctx, &p, asked); {
	case errors.Is(err, rehearse.ErrNoCalls):
		return s.refuse(c, p, http.StatusUnprocessableEntity, "wrong.rehearsal_none")
	case errors.Is(err, ErrTooManyCalls):
		return s.refuse(c, p, http.StatusUnprocessableEntity, "wrong.rehearsal_many")
	case errors.Is(err, context.DeadlineExceeded):
		return s.refuse(c, p, http.StatusServiceUnavailable, "wrong.rehearsal_long")
	case errors.Is(err, context.Canceled):
		return s.refuse(c, p, http.StatusServiceUnavailable, "wrong.rehearsal_ended")
	case err != nil:
		return fmt.Errorf("rehearsing a day: %w", err)
	}
	return s.console.render(c, http.StatusOK, "rehearsal", "rehearsal", p)
}

func (s rehearsalSection) refuse(c echo.Context, p rehearsalPage, status int, wrong string) error {
	p.Wrong = wrong
	return s.console.render(c, status, "rehearsal", "rehearsal", p)
}

// result is a report as the page shows it.
func (s rehearsalSection) result(c echo.Context, r rehearse.Report) (*rehearsed, error) {
	language := page.Language(c)
	look := picture.Look{Language: language, Themed: true, Names: func(queue string) string { return s.console.pages.Name(language, "department", queue) }}
	var svg bytes.Buffer
	if err := picture.SVG(&svg, r, look); err != nil {
		return nil, err
	}
	result := rehearsedOf(r)
	result.Picture = template.HTML(svg.String()) //nolint:gosec // what is in it was escaped where it was drawn
	return &result, nil
}

package agent

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// The bounds of a search for a customer.
const (
	soughtFor    = 90 * 24 * time.Hour
	soughtAmong  = 20_000 // calls, and cases
	foundMost    = 20     // of each
	endingLength = 4      // of a telephone number, as agents know it
)

// found is what a search has found.
type found struct {
	Cases []store.Case
	Calls []pastCall
	Cut   bool // not everything was looked at
}

// search looks for a customer by the last four digits of the telephone number, by
// a case or by an account. It is written down once, masked. What is sought comes in
// the body, so that it is in no address.
func (r workSection) search(c echo.Context) error {
	sought := strings.TrimSpace(c.FormValue("sought"))
	if sought == "" {
		return r.render(c, "", found{})
	}
	shown := sought
	if len(sought) > endingLength {
		shown = ivr.Masked(sought).String()
	}
	if err := r.pages.Gate.Audit(c, "customer.search", "", shown); err != nil {
		return err
	}
	f, err := r.find(c.Request().Context(), page.Language(c), sought)
	if err != nil {
		return err
	}
	return r.render(c, shown, f)
}

// find looks by ending where four digits are given, else by case and by account.
func (r workSection) find(ctx context.Context, language, sought string) (f found, err error) {
	if len(sought) == endingLength {
		return r.findWhere(ctx, language, store.CaseFilter{},
			func(c store.Case) bool { return c.Caller.LastFour() == sought },
			func(c ivr.Call) bool { return c.From.LastFour() == sought })
	}
	one, err := r.pages.Store.Case(ctx, sought)
	switch {
	case err == nil:
		f.Cases = append(f.Cases, local(one, r.pages.Zone()))
	case !errors.Is(err, store.ErrNotFound):
		return f, err
	}
	of, err := r.findWhere(ctx, language, store.CaseFilter{Account: sought},
		func(c store.Case) bool { return c.Number != sought },
		func(c ivr.Call) bool { return c.Verified && c.Account != nil && c.Account.ID.Reveal() == sought })
	of.Cases = append(f.Cases, of.Cases...)
	return of, err
}

// findWhere lists the cases and calls for which a condition holds, newest first.
func (r workSection) findWhere(ctx context.Context, language string, cases store.CaseFilter, isCase func(store.Case) bool, isCall func(ivr.Call) bool) (f found, err error) {
	zone := r.pages.Zone()
	read := 0
	for c, err := range r.pages.Store.ListCases(ctx, cases) {
		if err != nil {
			return f, err
		}
		if read++; read > soughtAmong || len(f.Cases) == foundMost {
			f.Cut = true
			break
		}
		if isCase(c) {
			f.Cases = append(f.Cases, local(c, zone))
		}
	}
	read = 0
	for c, err := range r.pages.Store.ListCalls(ctx, store.CallFilter{Since: r.pages.Clock().Add(-soughtFor)}) {
		if err != nil {
			return f, err
		}
		if read++; read > soughtAmong || len(f.Calls) == foundMost {
			f.Cut = true
			break
		}
		if isCall(c) {
			f.Calls = append(f.Calls, r.pages.past(ctx, c, language, zone))
		}
	}
	return f, nil
}

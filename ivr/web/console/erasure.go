package console

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/privacy"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
)

// erasureSection erases what is known of a person.
type erasureSection struct{ console *Console }

func (s erasureSection) mount(g *echo.Group) {
	g.GET("/erasure", s.show)
	g.POST("/erasure", s.find)
	g.POST("/erasure/confirm", s.erase)
}

// erasurePage is the page on which a person is looked for, and then erased. Whom, comes by
// form: a telephone number shall stand in no log.
type erasurePage struct {
	frame
	By     string // phone or account
	Value  string // the number or the id; only who typed it sees it again
	Found  *privacy.Found
	Person string // masked
	Stays  []privacy.Stay
}

// The two ways to name a person.
const (
	byPhone   = "phone"
	byAccount = "account"
)

func (s erasureSection) page(c echo.Context) erasurePage {
	p := erasurePage{frame: s.console.frame(c, "ledger"), By: byPhone, Value: strings.TrimSpace(c.FormValue("value")), Stays: privacy.Stays()}
	if c.FormValue("by") == byAccount {
		p.By = byAccount
	}
	return p
}

func (s erasureSection) person(p erasurePage) privacy.Person {
	switch {
	case p.Value == "":
		return privacy.Person{}
	case p.By == byAccount:
		return privacy.Person{Account: ivr.Masked(p.Value)}
	}
	return privacy.Person{Phone: ivr.Masked(ledgerSection(s).e164(p.Value))}
}

func (s erasureSection) show(c echo.Context) error {
	return s.console.render(c, http.StatusOK, "erasure", "erasure", s.page(c))
}

// find shows what is known of a person.
func (s erasureSection) find(c echo.Context) error {
	p := s.page(c)
	person := s.person(p)
	found, err := privacy.Find(c.Request().Context(), s.console.Store, person)
	if err != nil {
		return s.refuse(c, p, err)
	}
	if err := s.console.Gate.Audit(c, "person.find", person.String(), ""); err != nil {
		return err
	}
	p.Found, p.Person = &found, person.String()
	return s.console.render(c, http.StatusOK, "erasure", "erasure", p)
}

// erase erases a person, for a reason that is kept.
func (s erasureSection) erase(c echo.Context) error {
	p, reason := s.page(c), strings.TrimSpace(c.FormValue("reason"))
	if reason == "" {
		p.Wrong = "wrong.reason"
		return s.console.render(c, http.StatusUnprocessableEntity, "erasure", "erasure", p)
	}
	who, _ := auth.Who(c)
	_, err := privacy.Erase(c.Request().Context(), s.console.Store, s.console.Recordings, privacy.Request{
		Person: s.person(p), Reason: reason,
		By: store.AuditEntry{At: s.console.Clock(), Who: who.Name, Role: who.Role, Address: c.RealIP()},
	})
	if err != nil {
		return s.refuse(c, p, err)
	}
	return c.Redirect(http.StatusSeeOther, "/console/erasure?done=done.erased")
}

// refuse says why a person is not erased.
func (s erasureSection) refuse(c echo.Context, p erasurePage, err error) error {
	status := http.StatusUnprocessableEntity
	switch {
	case errors.Is(err, privacy.ErrPerson):
		p.Wrong = "wrong.person"
	case errors.Is(err, privacy.ErrUnderWay):
		p.Wrong, status = "wrong.under_way", http.StatusConflict
	case errors.Is(err, privacy.ErrCarrier):
		s.console.Log.Error().Err(err).Msg("a person could not be erased whole")
		p.Wrong, status = "wrong.carrier", http.StatusBadGateway
	default:
		return err
	}
	return s.console.render(c, status, "erasure", "erasure", p)
}

package console

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
)

// casePage is the page of one case.
type casePage struct {
	frame
	Case     store.Case
	Heard    []recording
	People   []string
	Me       string
	Visits   []acd.QueueRecord // of the case's call, with what agents noted
	Revealed map[string]string // field, in full
}

// casePath is a case's address, with a notice to show.
func casePath(number, notice string) string {
	path := "/console/cases/" + url.PathEscape(number)
	if kind, _, ok := strings.Cut(notice, "."); ok {
		path += "?" + url.Values{kind: {notice}}.Encode()
	}
	return path
}

func (s casesSection) show(c echo.Context) error {
	if err := s.console.Gate.Audit(c, "case.view", c.Param("case"), ""); err != nil {
		return err
	}
	return s.render(c, nil)
}

func (s casesSection) render(c echo.Context, revealed map[string]string) error {
	ctx := c.Request().Context()
	found, err := s.console.Store.Case(ctx, c.Param("case"))
	if err != nil {
		return s.console.missing(c, err, "cases", "case", "case.missing")
	}
	p := casePage{frame: s.console.frame(c, "cases"), Case: s.console.local(found), Heard: s.console.recordingsOf(found), Revealed: revealed}
	if p.Visits, err = s.console.recordsOf(ctx, found.Call); err != nil {
		return err
	}
	who, _ := auth.Who(c)
	p.Me = who.Name
	if p.People, _, err = s.people(ctx); err != nil {
		return err
	}
	return s.console.render(c, http.StatusOK, "case", "case", p)
}

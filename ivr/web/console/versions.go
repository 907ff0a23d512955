package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// Library is where menus go live. What it will not do is one of the errors below,
// or what went wrong.
type Library interface {
	// Reload takes up what the menus' folder holds.
	Reload(ctx context.Context, who string) error
	// Rollback makes an earlier version live again.
	Rollback(ctx context.Context, version int, who string) error
	// Name gives a version a name; "" takes its name away.
	Name(ctx context.Context, version int, name, who string) error
	// Refused is the folder's menu while it may not go live, if it loads.
	Refused() (Menu, bool)
	// Notices are what an operator should know of the menus, in a language.
	Notices(language string) []Notice
}

// Why a [Library] does not change the menus.
var (
	ErrRefused   = errors.New("the menus are refused: the notices tell why")
	ErrOvertaken = errors.New("a newer change took the place of this one")
	ErrNameTaken = errors.New("another version has the name")
	ErrNameUnfit = errors.New("the name cannot be one")
)

// wrongs are the words for them.
var wrongs = []struct {
	err  error
	word string
}{
	{ErrRefused, "wrong.refused"}, {ErrOvertaken, "wrong.overtaken"}, {ErrNameTaken, "wrong.name_taken"}, {ErrNameUnfit, "wrong.name"},
}

// Notice is what an operator should know of the menus.
type Notice struct {
	Text     string   // in the language that was asked for
	Problems []string // as check tells them, in English
}

// versionsSection shows the versions of the menus, and changes which is live.
type versionsSection struct{ console *Console }

func (s versionsSection) mount(g *echo.Group) {
	g.GET("/menus", s.list)
	g.POST("/menus/reload", s.reload)
	g.POST("/menus/:version/rollback", s.rollBack)
	g.POST("/menus/:version/name", s.name)
}

// versionsPage is the page of the menus' versions.
type versionsPage struct {
	frame
	Versions []versionRow
}

// versionRow is a version, and what it changed.
type versionRow struct {
	store.Version
	Live    bool
	Changes []string
}

// shownVersions is how many versions the page tells of.
const shownVersions = 50

func (s versionsSection) list(c echo.Context) error {
	all, err := s.console.Store.Versions(c.Request().Context())
	if err != nil {
		return fmt.Errorf("reading the menus' versions: %w", err)
	}
	p, language := versionsPage{frame: s.console.frame(c, "versions")}, page.Language(c)
	for i, v := range all[:min(len(all), shownVersions)] {
		v.At = v.At.In(s.console.zone())
		row := versionRow{Version: v, Live: i == 0}
		if text := strings.TrimSpace(cmp.Or(v.Told[language], v.Changed)); text != "" {
			row.Changes = strings.Split(text, "\n")
		}
		p.Versions = append(p.Versions, row)
	}
	return s.console.render(c, http.StatusOK, "versions", "versions", p)
}

func (s versionsSection) reload(c echo.Context) error {
	return s.changed(c, s.console.Library.Reload(c.Request().Context(), whoIs(c)), "done.reloaded")
}

func (s versionsSection) rollBack(c echo.Context) error {
	number, err := strconv.Atoi(c.Param("version"))
	if err != nil {
		return echo.ErrNotFound
	}
	return s.changed(c, s.console.Library.Rollback(c.Request().Context(), number, whoIs(c)), "done.rolled_back")
}

func (s versionsSection) name(c echo.Context) error {
	number, err := strconv.Atoi(c.Param("version"))
	if err != nil {
		return echo.ErrNotFound
	}
	return s.changed(c, s.console.Library.Name(c.Request().Context(), number, c.FormValue("name"), whoIs(c)), "done.named")
}

// changed shows the versions again, with what came of a change.
func (s versionsSection) changed(c echo.Context, err error, done string) error {
	if err == nil {
		return c.Redirect(http.StatusSeeOther, versionsPath(done))
	}
	for _, w := range wrongs {
		if errors.Is(err, w.err) {
			return c.Redirect(http.StatusSeeOther, versionsPath(w.word))
		}
	}
	s.console.Log.Warn().Err(err).Msg("changing the menus from the console")
	return c.Redirect(http.StatusSeeOther, versionsPath("wrong.rollback"))
}

func whoIs(c echo.Context) string {
	who, _ := auth.Who(c)
	return who.Name
}

func versionsPath(notice string) string {
	kind, _, _ := strings.Cut(notice, ".")
	return "/console/menus?" + url.Values{kind: {notice}}.Encode()
}

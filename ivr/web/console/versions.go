package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/web/signin"
	"github.com/okpay/hotline/store"
)

// Library is where menus go live.
type Library interface {
	// Reload takes up what the menus' folder holds; its error says that it was
	// refused: the notices tell why.
	Reload(ctx context.Context, who string) error
	// Rollback makes an earlier version live again.
	Rollback(ctx context.Context, version int, who string) error
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

func (s *Console) listVersions(c echo.Context) error {
	all, err := s.Store.Versions(c.Request().Context())
	if err != nil {
		return fmt.Errorf("reading the menus' versions: %w", err)
	}
	p := versionsPage{frame: s.frame(c, "versions")}
	for i, v := range all[:min(len(all), shownVersions)] {
		row := versionRow{Version: v, Live: i == 0}
		if text := strings.TrimSpace(v.Changed); text != "" {
			row.Changes = strings.Split(text, "\n")
		}
		p.Versions = append(p.Versions, row)
	}
	return s.render(c, http.StatusOK, "versions", "versions", p)
}

func (s *Console) reloadMenus(c echo.Context) error {
	if err := s.Library.Reload(c.Request().Context(), whoIs(c)); err != nil {
		return c.Redirect(http.StatusSeeOther, versionsPath("wrong.refused"))
	}
	return c.Redirect(http.StatusSeeOther, versionsPath("done.reloaded"))
}

func (s *Console) rollBackMenus(c echo.Context) error {
	number, err := strconv.Atoi(c.Param("version"))
	if err != nil {
		return echo.ErrNotFound
	}
	if err := s.Library.Rollback(c.Request().Context(), number, whoIs(c)); err != nil {
		s.Log.Warn().Err(err).Int("version", number).Msg("rolling the menus back")
		return c.Redirect(http.StatusSeeOther, versionsPath("wrong.rollback"))
	}
	return c.Redirect(http.StatusSeeOther, versionsPath("done.rolled_back"))
}

func whoIs(c echo.Context) string {
	who, _ := signin.Who(c)
	return who.Name
}

func versionsPath(notice string) string {
	kind, _, _ := strings.Cut(notice, ".")
	return "/console/menus?" + url.Values{kind: {notice}}.Encode()
}

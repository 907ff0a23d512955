package console

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/ivr/web/page"
)

// menuSection shows the menu as a picture.
type menuSection struct{ console *Console }

func (s menuSection) mount(g *echo.Group) {
	g.GET("/menu", s.show)
}

// menuPage is the page of the menu's picture.
type menuPage struct {
	frame
	menuView
	Name     string
	Revision string
	Calls    int // today's, whose ways are on the picture
	Nodes    []string
	Picture  template.HTML
	Outline  template.HTML
}

// menuView is which menu is drawn, and in which words.
type menuView struct {
	Refused bool // the folder's, which may not go live
	CanBe   bool // whether there is one
	Both    bool // in all languages, not only in the page's
}

func (s menuSection) show(c echo.Context) error {
	today, _, err := s.console.figures.days(c.Request().Context(), s.console.now())
	if err != nil {
		return err
	}
	v, menu := s.viewed(c)
	drawing := s.console.Draw(menu, v.languages(page.Language(c)), today.passed)
	var picture, outline bytes.Buffer
	if err := drawing.SVG(&picture); err != nil {
		return fmt.Errorf("drawing the menu: %w", err)
	}
	if err := drawing.Outline(&outline); err != nil {
		return fmt.Errorf("writing the menu's outline: %w", err)
	}
	return s.console.render(c, http.StatusOK, "menu", "menu", menuPage{
		frame: s.console.frame(c, "menu"), menuView: v, Name: menu.Tree.Name, Revision: menu.Tree.Revision, Calls: today.Total, Nodes: nodesOf(menu),
		Picture: template.HTML(picture.String()), Outline: template.HTML(outline.String()), //nolint:gosec // both are escaped by who made them
	})
}

// viewed is what a request wants to see.
func (s menuSection) viewed(c echo.Context) (menuView, Menu) {
	refused, is := s.console.Library.Refused()
	v := menuView{CanBe: is, Refused: is && c.QueryParam("of") == "folder", Both: c.QueryParam("words") == "all"}
	if v.Refused {
		return v, refused
	}
	return v, s.console.Menu()
}

// languages are those of the picture: the page's, and the others behind it.
func (v menuView) languages(first string) []string {
	list := []string{first}
	for _, language := range i18n.Languages() {
		if v.Both && language != first {
			list = append(list, language)
		}
	}
	return list
}

// OtherWords is the address of the same menu in fewer languages, or more.
func (v menuView) OtherWords() string {
	v.Both = !v.Both
	return v.address()
}

// OtherMenu is the address of the menu that is live, or of the refused.
func (v menuView) OtherMenu() string {
	v.Refused = !v.Refused
	return v.address()
}

func (v menuView) address() string {
	q := url.Values{}
	if v.Refused {
		q.Set("of", "folder")
	}
	if v.Both {
		q.Set("words", "all")
	}
	return "/console/menu?" + q.Encode()
}

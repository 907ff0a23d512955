package console

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/web/page"
)

// menuPage is the page of the menu's picture.
type menuPage struct {
	frame
	Name     string
	Revision string
	Calls    int // today's, whose ways are on the picture
	Nodes    []string
	Picture  template.HTML
	Outline  template.HTML
}

func (s *Console) showMenu(c echo.Context) error {
	today, _, err := s.figures.days(c.Request().Context(), s.now())
	if err != nil {
		return err
	}
	tree := s.Menu().Tree
	drawing := s.Draw(tree, page.Language(c), today.passed)
	var picture, outline bytes.Buffer
	if err := drawing.SVG(&picture); err != nil {
		return fmt.Errorf("drawing the menu: %w", err)
	}
	if err := drawing.Outline(&outline); err != nil {
		return fmt.Errorf("writing the menu's outline: %w", err)
	}
	return s.render(c, http.StatusOK, "menu", "menu", menuPage{
		frame: s.frame(c, "menu"), Name: tree.Name, Revision: tree.Revision, Calls: today.Total, Nodes: s.nodes(),
		Picture: template.HTML(picture.String()), Outline: template.HTML(outline.String()), //nolint:gosec // both are escaped by who made them
	})
}

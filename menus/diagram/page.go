package diagram

import (
	"bytes"
	_ "embed" // the page's form
	"fmt"
	"html/template"
	"io"
)

//go:embed page.html
var pageForm string

// Page writes a page of HTML that needs nothing else: the picture, and below it
// the outline, for who reads rather than looks.
func (g Graph) Page(w io.Writer) error {
	form, err := template.New("page").Parse(pageForm)
	if err != nil {
		return fmt.Errorf("parsing the page's form: %w", err)
	}
	var picture, outline, page bytes.Buffer
	l := g.layout()
	if err := l.svg(&picture); err != nil {
		return err
	}
	if err := g.Outline(&outline); err != nil {
		return err
	}
	if err := form.Execute(&page, map[string]any{
		"Language": g.languages[0], "Title": g.title(), "Paper": template.CSS(l.paper().name), //nolint:gosec // a word of our own
		"Picture": template.HTML(picture.String()), "Outline": template.HTML(outline.String()), //nolint:gosec // both are escaped by who made them
	}); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	if _, err := w.Write(page.Bytes()); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}

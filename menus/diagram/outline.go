package diagram

import (
	"bytes"
	_ "embed" // the outline's form
	"fmt"
	"html/template"
	"io"
	"strconv"
)

//go:embed outline.html
var outlineForm string

// Outline writes the graph as an ordered list in HTML, for who reads rather than
// looks: every node, with id "node-ID", what is said there, and every way out.
// It stands on its own or within a page.
func (g Graph) Outline(w io.Writer) error {
	form, err := template.New("outline").Funcs(template.FuncMap{
		"spoken":  g.languages.spoken,
		"setting": g.languages.setting,
		"problem": func(n int) string { return g.Problems[n-1].Text },
		"known":   func(id string) bool { _, ok := g.index[id]; return ok },
		"passed":  func(n int) Words { return g.languages.filled("passed", strconv.Itoa(n)) },
		"first":   func() string { return g.languages[0] },
	}).Parse(outlineForm)
	if err != nil {
		return fmt.Errorf("parsing the outline's form: %w", err)
	}
	var b bytes.Buffer
	if err := form.Execute(&b, g); err != nil {
		return fmt.Errorf("writing the outline: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the outline: %w", err)
	}
	return nil
}

// spoken is a text in one of the graph's languages.
type spoken struct{ Language, Text string }

// spoken gives a text in each language that says it in its own way.
func (t languages) spoken(w Words) []spoken {
	list := []spoken{{t[0], w.first()}}
	if w.second() != "" {
		list = append(list, spoken{t[1], w.second()})
	}
	return list
}

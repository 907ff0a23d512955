package grammar

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Element is one element of a document: a verb, a noun, or SSML.
type Element struct {
	Name    string
	Attrs   []Attr
	Content []Content
	Comment string // the one right ahead of it
}

// Attr is an attribute.
type Attr struct{ Name, Value string }

// Content is text, or an element, in document order, since SSML mixes them.
type Content struct {
	Text    string
	Element *Element
}

// Elements returns the child elements.
func (e *Element) Elements() []*Element {
	var list []*Element
	for _, c := range e.Content {
		if c.Element != nil {
			list = append(list, c.Element)
		}
	}
	return list
}

// Text returns the element's own text without surrounding space.
func (e *Element) Text() string {
	var b strings.Builder
	for _, c := range e.Content {
		b.WriteString(c.Text)
	}
	return strings.TrimSpace(b.String())
}

// Words returns all text in an element, that of the elements in it included.
func (e *Element) Words() string {
	var b strings.Builder
	for _, c := range e.Content {
		if c.Element != nil {
			b.WriteString(c.Element.Words())
		}
		b.WriteString(c.Text)
	}
	return b.String()
}

// Attr returns an attribute's value, which may be empty, and whether it is there.
func (e *Element) Attr(name string) (string, bool) {
	for _, a := range e.Attrs {
		if a.Name == name {
			return a.Value, true
		}
	}
	return "", false
}

// Or returns an attribute's value, or otherwise if it is not there.
func (e *Element) Or(name, otherwise string) string {
	if v, ok := e.Attr(name); ok {
		return v
	}
	return otherwise
}

// Is reports whether a boolean attribute is true.
func (e *Element) Is(name string) bool { return strings.EqualFold(e.Or(name, ""), "true") }

// Count returns a number attribute, or otherwise if it is missing or malformed.
func (e *Element) Count(name string, otherwise int) int {
	n, err := strconv.Atoi(e.Or(name, ""))
	if err != nil || n < 0 {
		return otherwise
	}
	return n
}

// Seconds returns a duration attribute given in whole seconds, a day at most.
func (e *Element) Seconds(name string, otherwise int) time.Duration {
	return time.Duration(min(e.Count(name, otherwise), 86400)) * time.Second
}

// maxDepth bounds nesting, which TwiML in use never takes past five.
const maxDepth = 20

// Parse reads a document of one root element. Without any element it returns nil.
func Parse(doc []byte) (*Element, error) {
	p := parser{decoder: xml.NewDecoder(bytes.NewReader(doc))}
	for {
		token, err := p.decoder.Token()
		if errors.Is(err, io.EOF) {
			return p.root, nil
		}
		if err == nil {
			err = p.take(token)
		}
		if err != nil {
			return nil, err
		}
	}
}

type parser struct {
	decoder *xml.Decoder
	root    *Element
	open    []*Element
	comment string // the last one, if no element has begun or ended since
}

func (p *parser) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement:
		p.open, p.comment = p.open[:len(p.open)-1], ""
	case xml.Comment:
		p.comment = string(t)
	case xml.CharData:
		return p.characters(string(t))
	case xml.Directive:
		return errors.New("a document type is declared")
	}
	return nil
}

func (p *parser) start(t xml.StartElement) error {
	e := &Element{Name: qualified(t.Name), Comment: p.comment}
	p.comment = ""
	for _, a := range t.Attr {
		name := qualified(a.Name)
		if _, twice := e.Attr(name); twice {
			return fmt.Errorf("attribute %q stands twice", name)
		}
		e.Attrs = append(e.Attrs, Attr{name, a.Value})
	}
	switch {
	case len(p.open) >= maxDepth:
		return fmt.Errorf("more than %d elements within each other", maxDepth)
	case len(p.open) > 0:
		parent := p.open[len(p.open)-1]
		parent.Content = append(parent.Content, Content{Element: e})
	case p.root != nil:
		return errors.New("a second root element")
	default:
		p.root = e
	}
	p.open = append(p.open, e)
	return nil
}

func (p *parser) characters(text string) error {
	if len(p.open) > 0 {
		last := p.open[len(p.open)-1]
		last.Content = append(last.Content, Content{Text: text})
		return nil
	}
	if strings.TrimSpace(text) != "" {
		return errors.New("text outside of the root element")
	}
	return nil
}

// qualified returns a name as it is written: only xml: has a meaning in TwiML.
func qualified(n xml.Name) string {
	switch n.Space {
	case "":
		return n.Local
	case "http://www.w3.org/XML/1998/namespace", "xml":
		return "xml:" + n.Local
	}
	return n.Space + ":" + n.Local
}

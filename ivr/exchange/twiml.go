package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// maxDepth bounds nesting, which TwiML in use never takes past five.
const maxDepth = 32

// element is one TwiML element: a verb, a noun, or SSML.
type element struct {
	name    string
	attrs   []attribute
	content []content
	comment string // the one right ahead of it
	pending string // the comment that its next child has ahead of it
}

type attribute struct{ name, value string }

// content is text or an element, in document order, since SSML mixes them.
type content struct {
	text    string
	element *element
}

// parse reads a TwiML document. Its fault is one of the 12xxx codes.
func parse(body []byte) (*element, *fault) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, faultf(11770, "empty response body")
	}
	if bytes.Contains(body, []byte("<?xml")) && !bytes.HasPrefix(body, []byte("<?xml")) {
		return nil, faultf(12100, "document parse failure: bytes before the XML declaration")
	}
	root, err := readRoot(xml.NewDecoder(bytes.NewReader(body)))
	if err != nil {
		return nil, faultf(12100, "document parse failure: %v", err)
	}
	if root.name != "Response" {
		return nil, faultf(12102, "root element is %q, want Response", root.name)
	}
	return root, nil
}

func readRoot(d *xml.Decoder) (*element, error) {
	top := &element{}
	open := []*element{top}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if open, err = take(open, token); err != nil {
			return nil, err
		}
	}
	return onlyChild(top)
}

// take adds one token to the innermost open element.
func take(open []*element, token xml.Token) ([]*element, error) {
	last := open[len(open)-1]
	switch t := token.(type) {
	case xml.StartElement:
		if len(open) > maxDepth {
			return nil, errors.New("elements nested too deeply")
		}
		child := newElement(t)
		child.comment, last.pending = last.pending, ""
		last.content = append(last.content, content{element: child})
		return append(open, child), nil
	case xml.EndElement:
		return open[:len(open)-1], nil
	case xml.Comment:
		last.pending = string(t)
	case xml.CharData:
		last.content = append(last.content, content{text: string(t)})
	}
	return open, nil
}

func newElement(t xml.StartElement) *element {
	e := &element{name: t.Name.Local}
	for _, a := range t.Attr {
		name := a.Name.Local
		if a.Name.Space == "http://www.w3.org/XML/1998/namespace" {
			name = "xml:" + name
		}
		e.attrs = append(e.attrs, attribute{name, a.Value})
	}
	return e
}

func onlyChild(top *element) (*element, error) {
	children := top.elements()
	if len(children) != 1 {
		return nil, errors.New("want exactly one root element")
	}
	for _, c := range top.content {
		if c.element == nil && strings.TrimSpace(c.text) != "" {
			return nil, errors.New("text outside the root element")
		}
	}
	return children[0], nil
}

// elements returns the child elements.
func (e *element) elements() []*element {
	var list []*element
	for _, c := range e.content {
		if c.element != nil {
			list = append(list, c.element)
		}
	}
	return list
}

// attr returns an attribute's value and whether it is there; it may be empty.
func (e *element) attr(name string) (string, bool) {
	for _, a := range e.attrs {
		if a.name == name {
			return a.value, true
		}
	}
	return "", false
}

// or returns an attribute's value, or otherwise if it is not there.
func (e *element) or(name, otherwise string) string {
	if v, ok := e.attr(name); ok {
		return v
	}
	return otherwise
}

// is reports whether a boolean attribute is true.
func (e *element) is(name string) bool {
	return strings.EqualFold(e.or(name, ""), "true")
}

// text returns the element's own text without surrounding space.
func (e *element) text() string {
	var b strings.Builder
	for _, c := range e.content {
		b.WriteString(c.text)
	}
	return strings.TrimSpace(b.String())
}

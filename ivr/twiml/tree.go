package twiml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// element is a parsed element with its content in order.
type element struct {
	name     string
	attrs    []attr
	children []*element
	text     strings.Builder // of the element itself, without its children
}

func (e *element) attr(name string) (string, bool) {
	for _, a := range e.attrs {
		if a.name == name {
			return a.value, true
		}
	}
	return "", false
}

// words returns the text of the element and of all within it.
func (e *element) words() string {
	all := e.text.String()
	for _, c := range e.children {
		all += c.words()
	}
	return all
}

const maxDepth = 20

// parse reads a document of one root element.
func parse(doc []byte) (*element, error) {
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
	root    *element
	open    []*element
}

func (p *parser) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement:
		p.open = p.open[:len(p.open)-1]
	case xml.CharData:
		return p.characters(string(t))
	case xml.Directive:
		return errors.New("a document type is declared")
	}
	return nil
}

func (p *parser) start(t xml.StartElement) error {
	e := &element{name: qualified(t.Name)}
	for _, a := range t.Attr {
		name := qualified(a.Name)
		if _, twice := e.attr(name); twice {
			return fmt.Errorf("attribute %q stands twice", name)
		}
		e.attrs = append(e.attrs, attr{name, a.Value})
	}
	switch {
	case len(p.open) >= maxDepth:
		return fmt.Errorf("more than %d elements within each other", maxDepth)
	case len(p.open) > 0:
		parent := p.open[len(p.open)-1]
		parent.children = append(parent.children, e)
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
		p.open[len(p.open)-1].text.WriteString(text)
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

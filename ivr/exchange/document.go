package exchange

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr/exchange/fault"
	"github.com/okpay/hotline/ivr/exchange/webhook"
	"github.com/okpay/hotline/ivr/twiml/grammar"
)

// parse reads a TwiML document.
func parse(body []byte) (*grammar.Element, *fault.Fault) {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, fault.New(grammar.CodeEmpty, "empty response body")
	}
	if bytes.Contains(body, []byte("<?xml")) && !bytes.HasPrefix(body, []byte("<?xml")) {
		return nil, fault.New(grammar.CodeParse, "document parse failure: bytes before the XML declaration")
	}
	root, err := grammar.Parse(body)
	switch {
	case err != nil:
		return nil, fault.New(grammar.CodeParse, "document parse failure: %v", err)
	case root == nil:
		return nil, fault.New(grammar.CodeParse, "document parse failure: no element")
	case root.Name != "Response":
		return nil, fault.New(grammar.CodeRoot, "root element is %q, want Response", root.Name)
	}
	return root, nil
}

// twimlTypes are the content types that are read as TwiML.
var twimlTypes = []string{"text/xml", "application/xml", "text/html", "text/plain"}

// read checks a reply and parses it.
func read(got webhook.Reply) (*grammar.Element, *fault.Fault) {
	kind, _, err := mime.ParseMediaType(got.Kind)
	switch {
	case got.Status == http.StatusNoContent:
		return &grammar.Element{Name: "Response"}, nil
	case got.Status < 200 || got.Status > 299:
		return nil, badStatus(got.Status)
	case len(got.Body) > webhook.MaxDocument:
		return nil, fault.New(11750, "the response is larger than 64 KB")
	case len(got.Body) == 0:
		return nil, fault.New(11770, "empty response body")
	case err == nil && len(kind) > 6 && kind[:6] == "audio/":
		return wrap(&grammar.Element{Name: "Play", Content: []grammar.Content{{Text: got.Address}}}), nil
	case err != nil || !slices.Contains(twimlTypes, kind):
		return nil, fault.New(12300, "invalid Content-Type %q", got.Kind)
	}
	root, flt := parse(got.Body)
	if flt != nil && kind == "text/plain" {
		return wrap(&grammar.Element{Name: "Say", Content: []grammar.Content{{Text: string(got.Body)}}}), nil
	}
	return root, flt
}

func badStatus(status int) *fault.Fault {
	if status >= 300 && status < 400 {
		return fault.New(11216, "the response was HTTP redirect %d, which is not followed", status)
	}
	return fault.New(11217, "the response was HTTP status %d", status)
}

// wrap returns a document of one verb.
func wrap(e *grammar.Element) *grammar.Element {
	return &grammar.Element{Name: "Response", Content: []grammar.Content{{Element: e}}}
}

// executed are the elements that this exchange executes, or takes note of, inside others. In
// elements that are not listed here, it does so for all that TwiML allows.
var executed = map[string][]string{
	"Response": strings.Fields("Dial Enqueue Gather Hangup Leave Pause Play Record Redirect Reject Say"),
	"Gather":   strings.Fields("Say Play Pause"),
	"Enqueue":  {"Task"},
	"Dial":     strings.Fields("Number Client Sip Queue Conference"),
	"Client":   strings.Fields("Identity Parameter"),
	"Sip":      strings.Fields("Headers Uri"),
	"Headers":  {"Header"},
	"Hangup":   nil,
	"Reject":   nil,
}

// known reports whether child may be inside parent, so that it can be executed.
func known(child, parent *grammar.Element) bool {
	return slices.Contains(executed[parent.Name], child.Name)
}

// review returns a warning for everything in the document that TwiML, or this exchange, does not know.
func review(root *grammar.Element) []*fault.Fault { return reviewed(root, grammar.RootClass) }

// reviewed returns the warnings for an element of a class and all in it.
func reviewed(e *grammar.Element, class string) []*fault.Fault {
	rule := grammar.Of(class)
	var found []*fault.Fault
	for _, a := range e.Attrs {
		if !rule.Has(a.Name) {
			found = append(found, fault.New(grammar.CodeSchema, "attribute %q is not allowed in <%s>", a.Name, e.Name))
		} else if code, problem := grammar.CheckValue(class, a); problem != "" {
			found = append(found, fault.New(code, "<%s>: %s", e.Name, problem))
		}
	}
	if e.Text() != "" && !rule.Text {
		found = append(found, fault.New(grammar.CodeSchema, "text is not allowed in <%s>", e.Name))
	}
	for _, child := range e.Elements() {
		inside, ok := rule.Children[child.Name]
		if _, limited := executed[e.Name]; !ok || limited && !known(child, e) {
			found = append(found, fault.New(grammar.NestingCode(e.Name), "element <%s> is not allowed in <%s> or not known to this exchange", child.Name, e.Name))
			continue
		}
		found = append(found, reviewed(child, inside)...)
	}
	return found
}

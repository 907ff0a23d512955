package exchange

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/okpay/hotline/ivr/exchange/fault"
	"github.com/okpay/hotline/ivr/twiml/grammar"
)

// page is a document and the address that its relative URLs are resolved against.
type page struct {
	url  string
	root *grammar.Element
}

// verb is an element with the leg, page and setting in which it is executed.
type verb struct {
	call  *Call
	el    *grammar.Element
	page  page
	where setting
}

// action returns the fetch of the verb's action, or of otherwise if it has none.
func (v verb) action(otherwise string, extra url.Values) (*fetch, error) {
	return v.next("action", v.el.Or("method", http.MethodPost), otherwise, extra)
}

// next returns the fetch of the URL in an attribute, or of otherwise; an empty URL is the current
// document's.
func (v verb) next(attr, method, otherwise string, extra url.Values) (*fetch, error) {
	if m, ok := v.el.Attr("method"); ok {
		method = m
	}
	ref := otherwise
	if attr != "" {
		ref = v.el.Or(attr, otherwise)
	}
	address, err := v.page.resolve(ref)
	if err != nil {
		return nil, err
	}
	return &fetch{method: strings.ToUpper(method), url: address, extra: extra}, nil
}

// resolve returns the absolute form of a URL in a document.
func (p page) resolve(ref string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil {
		return "", fault.New(11100, "invalid URL").At(ref)
	}
	if u.IsAbs() {
		return strings.TrimSpace(ref), nil
	}
	base, err := url.Parse(p.url)
	if err != nil || !base.IsAbs() {
		return "", fault.New(15004, "the URL must be absolute").At(ref)
	}
	return base.ResolveReference(u).String(), nil
}

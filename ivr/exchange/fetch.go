package exchange

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// fetch returns the document, or the fallback URL's if that fails. A wait document has no fallback: the
// caller leaves the queue instead.
func (c *Call) fetch(f fetch, where setting) (page, error) {
	pg, flt := c.ask(f)
	if flt == nil {
		return pg, nil
	}
	if c.fallback == "" || where == waiting || where == whispering {
		return page{}, flt
	}
	c.warn(flt)
	extra := url.Values{"ErrorCode": {strconv.Itoa(flt.code)}, "ErrorUrl": {flt.url}}
	pg, flt = c.ask(fetch{method: http.MethodPost, url: c.fallback, extra: extra})
	if flt != nil {
		return page{}, flt
	}
	return pg, nil
}

// ask requests a document and reads it.
func (c *Call) ask(f fetch) (page, *fault) {
	if f.twiml != "" {
		root, flt := parse([]byte(f.twiml))
		return page{root: root}, flt
	}
	if c.documents >= c.x.cfg.MaxDocuments {
		return page{}, faultf(12400, "the call requested %d documents, more than this exchange allows", c.documents).at(f.url)
	}
	c.documents++
	got, flt := c.post(f)
	if flt != nil {
		return page{}, flt
	}
	root, flt := read(got)
	if flt != nil {
		return page{}, flt.at(f.url)
	}
	return page{url: got.address, root: root}, nil
}

// post sends a webhook and records it on the call.
func (c *Call) post(f fetch) (reply, *fault) {
	w := c.webhook(f)
	c.flush()
	var got reply
	var flt *fault
	c.p.outside(func() { got, flt = w.send() })
	if flt == nil {
		c.emit(Event{Kind: Requested, URL: got.address, Status: got.status, Document: document(got)})
	}
	return got, flt
}

func (c *Call) webhook(f fetch) webhook {
	return webhook{
		client: c.client, secret: c.x.cfg.AuthToken, method: f.method, address: f.url,
		params: c.params(), extra: f.extra, token: c.x.newID(""),
	}
}

// document returns a reply's body as the call's record keeps it.
func document(got reply) string {
	if len(got.body) > maxDocument {
		return ""
	}
	return string(got.body)
}

// twimlTypes are the content types that are read as TwiML.
var twimlTypes = []string{"text/xml", "application/xml", "text/html", "text/plain"}

// read checks a reply and parses it.
func read(got reply) (*element, *fault) {
	kind, _, err := mime.ParseMediaType(got.kind)
	switch {
	case got.status == http.StatusNoContent:
		return &element{name: "Response"}, nil
	case got.status < 200 || got.status > 299:
		return nil, badStatus(got.status)
	case len(got.body) > maxDocument:
		return nil, faultf(11750, "the response is larger than 64 KB")
	case len(got.body) == 0:
		return nil, faultf(11770, "empty response body")
	case err == nil && len(kind) > 6 && kind[:6] == "audio/":
		return wrap(&element{name: "Play", content: []content{{text: got.address}}}), nil
	case err != nil || !slices.Contains(twimlTypes, kind):
		return nil, faultf(12300, "invalid Content-Type %q", got.kind)
	}
	root, flt := parse(got.body)
	if flt != nil && kind == "text/plain" {
		return wrap(&element{name: "Say", content: []content{{text: string(got.body)}}}), nil
	}
	return root, flt
}

func badStatus(status int) *fault {
	if status >= 300 && status < 400 {
		return faultf(11216, "the response was HTTP redirect %d, which is not followed", status)
	}
	return faultf(11217, "the response was HTTP status %d", status)
}

// wrap returns a document of one verb.
func wrap(e *element) *element {
	return &element{name: "Response", content: []content{{element: e}}}
}

package exchange

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// setting is the context in which a document runs, which decides what it may contain.
type setting string

const (
	onCall     setting = "a call"
	waiting    setting = "a queue's wait document"
	whispering setting = "a dialled party's document"
	fetched    setting = "the document of a caller taken from a queue"
)

// allowedIn lists the verbs of the settings that do not allow all.
var allowedIn = map[setting][]string{
	waiting:    strings.Fields("Play Say Pause Hangup Redirect Leave Gather"),
	whispering: strings.Fields("Play Say Pause Hangup Redirect Gather"),
	fetched:    strings.Fields("Play Say Pause Redirect"),
}

// errLeave reports that a wait document executed Leave.
var errLeave = errors.New("the caller left the queue")

// diversion is a new document that the REST API gave a live leg.
type diversion struct{ to fetch }

// Error implements error.
func (*diversion) Error() string { return "the call was redirected" }

// fetch is a document to get: from a URL, or given as text.
type fetch struct {
	method string
	url    string
	extra  url.Values // besides the call's own parameters
	twiml  string
}

// page is a document and the address that its relative URLs are resolved against.
type page struct {
	url  string
	root *element
}

// verb is an element with the page and setting in which it is executed.
type verb struct {
	*element
	page  page
	where setting
}

// follow runs documents until the leg is over, REST redirects included.
func (c *Call) follow(first fetch) error {
	err := c.execute(first, onCall)
	for {
		var d *diversion
		if !errors.As(err, &d) {
			return err
		}
		err = c.execute(d.to, onCall)
	}
}

// execute runs a document and those it leads to; nil is the end of the last.
func (c *Call) execute(first fetch, where setting) error {
	for next := &first; next != nil; {
		if err := c.interrupted(); err != nil {
			return err
		}
		pg, err := c.fetch(*next, where)
		if err != nil {
			return err
		}
		if next, err = c.perform(pg, where); err != nil {
			return err
		}
	}
	if where == onCall { // even a document without a verb answers: only Reject does not
		c.answer()
	}
	return nil
}

// perform executes the verbs of a page until one leads elsewhere.
func (c *Call) perform(pg page, where setting) (*fetch, error) {
	for _, w := range review(pg.root) {
		c.warn(w.at(pg.url))
	}
	for _, e := range pg.root.elements() {
		if err := c.interrupted(); err != nil {
			return nil, err
		}
		if !known(e, pg.root) {
			continue
		}
		next, err := c.do(verb{e, pg, where})
		if next != nil || err != nil {
			return next, err
		}
	}
	return nil, nil
}

// do executes one verb. A returned fetch ends the document here.
func (c *Call) do(v verb) (*fetch, error) {
	if allowed, limited := allowedIn[v.where]; limited && !slices.Contains(allowed, v.name) {
		return nil, foreign(v).at(v.page.url)
	}
	switch v.name {
	case "Redirect":
		return v.next("", http.MethodPost, v.text(), nil)
	case "Reject":
		return nil, c.reject(v)
	case "Leave":
		return nil, c.leave(v)
	case "Pause":
		return nil, c.play(v.element)
	}
	c.answer()
	switch v.name {
	case "Say", "Play":
		return nil, c.play(v.element)
	case "Gather":
		return c.gather(v)
	case "Record":
		return c.record(v)
	case "Enqueue":
		return c.enqueue(v)
	case "Dial":
		c.starEnds = v.is("hangupOnStar")
		defer func() { c.starEnds, c.star = false, false }()
		return c.dial(v)
	}
	return nil, c.hang("completed") // Hangup
}

// foreign returns the fault of a verb that its setting does not allow.
func foreign(v verb) *fault {
	code := 13238
	if v.where == whispering {
		code = 13201
	}
	return faultf(code, "<%s> is not allowed in %s", v.name, v.where)
}

func (c *Call) reject(v verb) error {
	if !c.answered.IsZero() {
		return c.hang("completed")
	}
	if v.or("reason", "") == "busy" {
		return c.hang("busy")
	}
	return c.hang("no-answer")
}

func (c *Call) leave(v verb) error {
	if v.where == waiting {
		return errLeave
	}
	c.warn(faultf(12200, "<Leave> outside a queue does nothing").at(v.page.url))
	return nil
}

// action returns the fetch of the verb's action, or of otherwise if it has none.
func (v verb) action(otherwise string, extra url.Values) (*fetch, error) {
	return v.next("action", v.or("method", http.MethodPost), otherwise, extra)
}

// next returns the fetch of the URL in an attribute, or of otherwise; an empty URL is the current
// document's.
func (v verb) next(attr, method, otherwise string, extra url.Values) (*fetch, error) {
	if m, ok := v.attr("method"); ok {
		method = m
	}
	ref := otherwise
	if attr != "" {
		ref = v.or(attr, otherwise)
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
		return "", faultf(11100, "invalid URL").at(ref)
	}
	if u.IsAbs() {
		return strings.TrimSpace(ref), nil
	}
	base, err := url.Parse(p.url)
	if err != nil || !base.IsAbs() {
		return "", faultf(15004, "the URL must be absolute").at(ref)
	}
	return base.ResolveReference(u).String(), nil
}

package exchange

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/okpay/hotline/ivr/exchange/fault"
)

// interpreter executes documents on a leg.
type interpreter struct{ call *Call }

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

// follow runs documents until the leg is over, REST redirects included.
func (in interpreter) follow(first fetch) error {
	err := in.execute(first, onCall)
	for {
		var d *diversion
		if !errors.As(err, &d) {
			return err
		}
		err = in.execute(d.to, onCall)
	}
}

// execute runs a document and those it leads to; nil is the end of the last.
func (in interpreter) execute(first fetch, where setting) error {
	for next := &first; next != nil; {
		if err := in.call.interrupted(); err != nil {
			return err
		}
		pg, err := in.fetch(*next, where)
		if err != nil {
			return err
		}
		if next, err = in.perform(pg, where); err != nil {
			return err
		}
	}
	if where == onCall { // even a document without a verb answers: only Reject does not
		in.call.answer()
	}
	return nil
}

// perform executes the verbs of a page until one leads elsewhere.
func (in interpreter) perform(pg page, where setting) (*fetch, error) {
	for _, w := range review(pg.root) {
		in.call.warn(w.At(pg.url))
	}
	for _, e := range pg.root.Elements() {
		if err := in.call.interrupted(); err != nil {
			return nil, err
		}
		if !known(e, pg.root) {
			continue
		}
		next, err := in.do(verb{call: in.call, el: e, page: pg, where: where})
		if next != nil || err != nil {
			return next, err
		}
	}
	return nil, nil
}

// do executes one verb. A returned fetch ends the document here.
func (in interpreter) do(v verb) (*fetch, error) {
	if allowed, limited := allowedIn[v.where]; limited && !slices.Contains(allowed, v.el.Name) {
		return nil, foreign(v).At(v.page.url)
	}
	switch v.el.Name { // these leave a call unanswered that is not answered yet
	case "Redirect":
		return redirect(v)
	case "Reject":
		return reject(v)
	case "Leave":
		return leave(v)
	case "Pause":
		return playVerb(v)
	}
	in.call.answer()
	switch v.el.Name {
	case "Say", "Play":
		return playVerb(v)
	case "Gather":
		return gather(v)
	case "Record":
		return record(v)
	case "Enqueue":
		return enqueue(v)
	case "Dial":
		return dial(v)
	}
	return hangup(v)
}

// fetch returns the document, or the fallback URL's if that fails. A wait document has no fallback: the
// caller leaves the queue instead.
func (in interpreter) fetch(f fetch, where setting) (page, error) {
	pg, flt := in.ask(f)
	if flt == nil {
		return pg, nil
	}
	if in.call.fallback == "" || where == waiting || where == whispering {
		return page{}, flt
	}
	in.call.warn(flt)
	extra := url.Values{"ErrorCode": {strconv.Itoa(flt.Code)}, "ErrorUrl": {flt.URL}}
	pg, flt = in.ask(fetch{method: http.MethodPost, url: in.call.fallback, extra: extra})
	if flt != nil {
		return page{}, flt
	}
	return pg, nil
}

// ask requests a document and reads it.
func (in interpreter) ask(f fetch) (page, *fault.Fault) {
	if f.twiml != "" {
		root, flt := parse([]byte(f.twiml))
		return page{root: root}, flt
	}
	if in.call.documents >= in.call.x.cfg.MaxDocuments {
		return page{}, fault.New(12400, "the call requested %d documents, more than this exchange allows", in.call.documents).At(f.url)
	}
	in.call.documents++
	got, flt := post(in.call, f)
	if flt != nil {
		return page{}, flt
	}
	root, flt := read(got)
	if flt != nil {
		return page{}, flt.At(f.url)
	}
	return page{url: got.Address, root: root}, nil
}

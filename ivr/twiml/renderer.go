package twiml

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Links are the absolute URLs that a document leads to. Those that no verb of the document needs may be
// empty.
type Links struct {
	Step    string // the step where the call waits: action of Gather, Enqueue, Dial and Record
	Silence string // where an unanswered Gather or Record leads; normally Step
	Wait    string // what an enqueued caller hears
	WaitKey string // action of a Gather within a wait or a whisper
	Whisper string // what a dialled person hears first
	Refresh string // asks what the leg should do now
	Music   string // the hold music: a sound file
	StandBy string // an agent's leg between calls
	// Sound returns the URL of a recording of the menu, "" for one that is missing; nil if there are none.
	Sound func(name string) string
}

type renderer struct {
	writer
	links  Links
	static bool // no address of the hotline is written
	done   bool // nothing after the last verb is ever reached
}

// silence redirects a caller who said and pressed nothing.
func (r *renderer) silence() error { return r.lead("redirect", r.links.Silence) }

// lead ends the document with a redirect.
func (r *renderer) lead(what, to string) error {
	r.done = true
	if err := absolute(what, to); err != nil {
		return err
	}
	r.redirect(to)
	return nil
}

func (w *writer) redirect(to string) { w.element("Redirect", to, attr{"method", "POST"}) }

// seconds formats a duration in whole seconds, rounded up, within bounds.
func seconds(d time.Duration, least, most int) string {
	n := int(min((d+time.Second-1)/time.Second, time.Duration(most)))
	return strconv.Itoa(max(n, least))
}

// absolute refuses a URL that Twilio would have to resolve. The URL itself is not in the error, since
// it may hold a secret.
func absolute(what, link string) error {
	if !complete(link) {
		return fmt.Errorf("the %s is no absolute URL", what)
	}
	return nil
}

// complete reports whether a link is a URL with a scheme and a host. One that is made of plain
// characters, as our own are, need not be parsed.
func complete(link string) bool {
	rest, found := strings.CutPrefix(link, "https://")
	if !found {
		rest, found = strings.CutPrefix(link, "http://")
	}
	if found && rest != "" && isAlphanumeric(rune(rest[0])) && !strings.ContainsFunc(rest, odd) {
		return true
	}
	u, err := url.Parse(link)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// odd reports whether a character of a URL may mean more than itself.
func odd(r rune) bool { return !isAlphanumeric(r) && r != '.' && r != '/' && r != '-' && r != '_' }

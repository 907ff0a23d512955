package twilio

import (
	"errors"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr"
)

// Request is what every webhook of a call tells.
type Request struct {
	CallSid    string
	AccountSid string     // "" when malformed
	From       ivr.Masked // E.164; "" when withheld, or not a telephone number
	To         ivr.Masked // as From
	Status     string     // Twilio's CallStatus: ringing, in-progress, completed, ...
	Direction  string     // inbound, outbound-api or outbound-dial
	Form       url.Values // all of it, as it came
}

// ErrCallSid tells of a form that names no call.
var ErrCallSid = errors.New("the form has no valid CallSid")

var (
	callSid    = regexp.MustCompile(`^CA[0-9a-fA-F]{32}$`)
	accountSid = regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`)
	e164       = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	keyword    = regexp.MustCompile(`^[a-z][a-z-]{0,31}$`)
)

// Parse reads a webhook's form. Parameters it does not know are let be: Twilio
// adds new ones without notice.
func Parse(form url.Values) (Request, error) {
	if !callSid.MatchString(form.Get("CallSid")) {
		return Request{}, ErrCallSid
	}
	return Request{
		CallSid:    form.Get("CallSid"),
		AccountSid: matching(accountSid, form.Get("AccountSid")),
		From:       number(form.Get("From")),
		To:         number(form.Get("To")),
		Status:     matching(keyword, form.Get("CallStatus")),
		Direction:  matching(keyword, form.Get("Direction")),
		Form:       form,
	}, nil
}

// spelt are words typed on a keypad, which some networks send in place of a
// withheld number: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE.
var spelt = map[string]bool{
	"+266696687": true, "+7378742833": true, "+2562533": true, "+8656696": true, "+86282452253": true,
}

// QueueSid is the queue that a wait document's request speaks of; "" when it
// names none.
func QueueSid(form url.Values) string { return matching(queueSid, form.Get("QueueSid")) }

// number keeps a telephone number and drops what is none: a withheld one,
// client:alice, sip:alice@example.com, another network's raw text.
func number(s string) ivr.Masked {
	if spelt[s] {
		return ""
	}
	return ivr.Masked(matching(e164, s))
}

// matching is s if the pattern allows it, else nothing.
func matching(pattern *regexp.Regexp, s string) string {
	if !pattern.MatchString(s) {
		return ""
	}
	return s
}

// maxDuration is the longest call that Twilio carries.
const maxDuration = 24 * time.Hour

// seconds reads a duration in whole seconds; zero when missing or nonsense.
func seconds(form url.Values, name string) time.Duration {
	return time.Duration(count(form, name, int(maxDuration/time.Second))) * time.Second
}

// count reads a number from 0 to most; zero when missing or nonsense.
func count(form url.Values, name string, most int) int {
	n, err := strconv.Atoi(form.Get(name))
	if err != nil {
		return 0
	}
	return min(max(n, 0), most)
}

// maxSpeech is more than a caller says at one prompt, in characters.
const maxSpeech = 500

// speech cleans what a recogniser heard.
func speech(s string) string {
	if len(s) > maxSpeech*utf8.UTFMax {
		s = s[:maxSpeech*utf8.UTFMax]
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, unicode.In(r, unicode.C):
			return -1
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > maxSpeech {
		s = string(runes[:maxSpeech])
	}
	return strings.TrimSpace(s)
}

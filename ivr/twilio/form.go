package twilio

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr"
)

// Request holds what every webhook of a call contains.
type Request struct {
	CallSid    string
	AccountSid string     // "" when malformed
	To         ivr.Masked // E.164; "" when not a telephone number
	Status     string     // Twilio's CallStatus: ringing, in-progress, completed, ...
	Direction  string     // inbound, outbound-api or outbound-dial
	Form       Values     // unchanged
}

// ErrCallSid reports a form without a valid CallSid.
var ErrCallSid = errors.New("the form has no valid CallSid")

var errorCode = regexp.MustCompile(`^[0-9]{1,6}$`)

// Parse reads a webhook's form. Unknown parameters are ignored: Twilio adds new ones without notice.
func Parse(form Values) (Request, error) {
	sid := CallSid(form)
	if sid == "" {
		return Request{}, ErrCallSid
	}
	return Request{
		CallSid:    sid,
		AccountSid: accountIn(form),
		To:         number(form.Get("To")),
		Status:     keyword(form.Get("CallStatus")),
		Direction:  keyword(form.Get("Direction")),
		Form:       form,
	}, nil
}

// CallSid returns the call that a form names; "" for what is no call's SID.
func CallSid(form Values) string {
	if sid := form.Get("CallSid"); isSid("CA", sid) {
		return sid
	}
	return ""
}

// ErrorCode returns Twilio's code of why it asks for the fallback document; "" for what is no
// code.
func ErrorCode(form Values) string { return matching(errorCode, form.Get("ErrorCode")) }

// Final reports whether a call with the status is over.
func Final(status string) bool {
	return slices.Contains([]string{"completed", "busy", "failed", "no-answer", "canceled"}, status)
}

// IsOver reports whether a call is over, of what [REST.CallStatus] returned for it. One that the carrier
// does not know, or not any more, is.
func IsOver(now ivr.Ended, err error) (bool, error) {
	if IsGone(err) {
		return true, nil
	}
	return err == nil && Final(now.Status), err
}

// Over reports whether the call is over.
func (r Request) Over() bool { return Final(r.Status) }

// Broken reports whether the call has ended without anybody hanging up.
func (r Request) Broken() bool { return r.Status == "failed" }

// Pressed reports whether a key was pressed. A mailbox presses none.
func (r Request) Pressed() bool { return r.Form.Get("Digits") != "" }

// From returns the caller's number in E.164; "" when it is withheld, or not a telephone number that can
// exist.
func (r Request) From() ivr.Masked { return caller(r.Form.Get("From"), r.To) }

// accountIn returns the account's SID that a form names.
func accountIn(form Values) string {
	if sid := form.Get("AccountSid"); isSid("AC", sid) {
		return sid
	}
	return ""
}

// keyword returns a word of Twilio's, such as in-progress; "" for what is none.
func keyword(s string) string {
	const longest, first = 32, "abcdefghijklmnopqrstuvwxyz"
	if s == "" || len(s) > longest || s[0] == '-' || strings.Trim(s, first+"-") != "" {
		return ""
	}
	return s
}

// isSid reports whether a text is a SID of a kind, such as CA, with 32 hexadecimal digits.
func isSid(kind, s string) bool {
	const size = 34
	return len(s) == size && s[:len(kind)] == kind && !strings.ContainsFunc(s[len(kind):], func(r rune) bool {
		return !('0' <= r && r <= '9' || 'a' <= r && r <= 'f' || 'A' <= r && r <= 'F')
	})
}

// QueueSid returns the queue of a wait document's request; "" when it names none.
func QueueSid(form Values) string { return matching(queueSid, form.Get("QueueSid")) }

// matching returns s if it matches the pattern, else "".
func matching(pattern *regexp.Regexp, s string) string {
	if s == "" || !pattern.MatchString(s) {
		return ""
	}
	return s
}

// maxDuration is the longest call that Twilio carries.
const maxDuration = 24 * time.Hour

// seconds reads a duration in whole seconds; zero when missing or invalid.
func seconds(form Values, name string) time.Duration {
	return time.Duration(count(form, name, int(maxDuration/time.Second))) * time.Second
}

// count reads a number from 0 to most; zero when missing or invalid.
func count(form Values, name string, most int) int {
	given := form.Get(name)
	if given == "" {
		return 0
	}
	n, err := strconv.Atoi(given)
	if err != nil {
		return 0
	}
	return min(max(n, 0), most)
}

// maxSpeech is more characters than a caller says at one prompt.
const maxSpeech = 500

// speech cleans recognised speech.
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

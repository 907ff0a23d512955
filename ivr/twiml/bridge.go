package twiml

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr"
)

const (
	maxQueueName = 64 // characters (error 14205)
	maxNumbers   = 10 // in one Dial
)

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// dial omits answerOnBridge: our callers are answered and greeted before anyone is dialled, so it would
// change nothing.
func (r *renderer) dial(d ivr.Dial) error {
	if len(d.Numbers) < 1 || len(d.Numbers) > maxNumbers {
		return fmt.Errorf("%d numbers, not 1 to %d", len(d.Numbers), maxNumbers)
	}
	var attrs []attr
	if !r.static {
		if err := absolute("action", r.links.Step); err != nil {
			return err
		}
		attrs = []attr{{"action", r.links.Step}, {"method", "POST"}}
	}
	r.open("Dial", append(attrs, dialAttrs(d)...)...)
	for _, n := range d.Numbers {
		if err := r.number(n, d.Whisper); err != nil {
			return err
		}
	}
	r.shut("Dial")
	return nil
}

// joinConference joins a conference without sounds or announcements. When an agent leaves, it ends for the caller
// too, who goes on with the document.
func (r *renderer) joinConference(m ivr.JoinConference) error {
	if !room.MatchString(m.Room) {
		return errors.New("a room without a name")
	}
	if err := absolute("action", r.links.Step); err != nil {
		return err
	}
	attrs := []attr{{"action", r.links.Step}, {"method", "POST"}}
	if m.Star {
		attrs = append(attrs, attr{"hangupOnStar", "true"})
	}
	r.open("Dial", attrs...)
	r.element("Conference", m.Room, attr{"beep", "false"}, attr{"startConferenceOnEnter", "true"},
		attr{"endConferenceOnExit", strconv.FormatBool(m.Closes)}, attr{"waitUrl", ""})
	r.shut("Dial")
	return nil
}

var room = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

func dialAttrs(d ivr.Dial) []attr {
	attrs := []attr{{"timeout", seconds(cmp.Or(d.Timeout, 30*time.Second), 5, 600)}}
	if d.InTurn {
		attrs = append(attrs, attr{"sequential", "true"})
	}
	if e164.MatchString(d.CallerID) { // any other makes the Dial fail (error 13247)
		attrs = append(attrs, attr{"callerId", d.CallerID})
	}
	return attrs
}

func (r *renderer) number(n ivr.Masked, whisper bool) error {
	if !e164.MatchString(n.Reveal()) {
		return fmt.Errorf("%v is no number of the form +8610…", n)
	}
	if !whisper {
		r.element("Number", n.Reveal())
		return nil
	}
	if err := absolute("whisper", r.links.Whisper); err != nil {
		return err
	}
	r.element("Number", n.Reveal(), attr{"url", r.links.Whisper}, attr{"method", "POST"})
	return nil
}

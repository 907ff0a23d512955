package exchange

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/exchange/fault"
	"github.com/okpay/hotline/ivr/twiml/grammar"
)

// dialing is one execution of a Dial to numbers, clients or SIP addresses.
type dialing struct {
	v       verb
	parent  *Call
	timeout time.Duration
	limit   time.Duration
	legs    []*Call // all that were dialled, in order
	winner  *Call   // the first to pick up
	bridge  *bridge // set when the winner's own document has ended
}

// target is an address to dial and the noun it came from (nil for text).
type target struct {
	to   string
	noun *grammar.Element
}

// dial executes a Dial. If it has an action the document ends here, otherwise the next verb follows.
func dial(v verb) (*fetch, error) {
	v.call.talks.ending = v.el.Is("hangupOnStar")
	defer func() { v.call.talks.ending, v.call.talks.pressed = false, false }()
	for _, e := range v.el.Elements() {
		switch e.Name {
		case "Queue":
			return dialQueue(v, e)
		case "Conference":
			return dialConference(v, e)
		}
	}
	d := &dialing{
		v: v, parent: v.call, timeout: v.el.Seconds("timeout", 30), limit: v.el.Seconds("timeLimit", int(maxCall/time.Second)),
	}
	err := d.run(targets(v))
	return afterDial(v, d.result(), err)
}

func targets(v verb) []target {
	var list []target
	for _, e := range v.el.Elements() {
		if known(e, v.el) {
			list = append(list, target{address(e), e})
		}
	}
	if number := v.el.Text(); number != "" && len(list) == 0 {
		list = append(list, target{to: dialable(number)})
	}
	return list
}

// address returns the address of a noun, in the form of Config.Parties.
func address(noun *grammar.Element) string {
	text := noun.Text()
	for _, e := range noun.Elements() {
		if e.Name == "Identity" || e.Name == "Uri" {
			text = e.Text()
		}
	}
	if noun.Name == "Client" {
		return "client:" + strings.TrimPrefix(text, "client:")
	}
	uri, _, _ := strings.Cut(text, "?") // headers are not part of the address
	return dialable(uri)
}

// formatting removes what people write in telephone numbers and no telephone dials.
var formatting = strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "(", "", ")", "", ".", "")

// dialable returns an address without the formatting of a telephone number.
func dialable(address string) string {
	number := formatting.Replace(address)
	if strings.Trim(number, "+0123456789") == "" {
		return number
	}
	return address
}

// run dials all targets at once, or one after the other, and connects the parent to the one that
// answers.
func (d *dialing) run(all []target) error {
	if len(all) == 0 {
		d.parent.warn(fault.New(13223, "<Dial> without a number"))
		return nil
	}
	if !d.v.el.Is("sequential") {
		return d.reach(all)
	}
	for _, t := range all {
		if err := d.reach([]target{t}); err != nil || d.winner != nil {
			return err
		}
	}
	return nil
}

// reach dials targets at once and waits until one is connected or all have failed.
func (d *dialing) reach(all []target) error {
	c := d.parent
	for _, t := range all {
		d.legs = append(d.legs, d.start(t))
		c.emit(Event{Kind: Ringing, To: t.to})
	}
	defer d.hangUp(nil)
	for d.bridge == nil && !d.allOver() {
		if err := c.sleep(c.expires); err != nil {
			return err
		}
	}
	if d.bridge == nil {
		return nil
	}
	return c.talks.join(d.bridge, d.winner, d.limit)
}

// start starts the leg to one target.
func (d *dialing) start(t target) *Call {
	c := d.parent
	from := c.From
	if c.Direction != "inbound" {
		from = c.To
	}
	leg := c.x.dialled(d.v.el.Or("callerId", from), t.to, "outbound-dial")
	leg.ParentSid = c.Sid
	leg.onEnd = func() { c.x.s.Wake(c.p) }
	if t.noun != nil {
		leg.progress.ask(t.noun, d.v.page)
	}
	leg.run(func() { leg.conclude(d.serve(leg, t)) })
	return leg
}

// serve runs a dialled leg to its end.
func (d *dialing) serve(leg *Call, t target) error {
	if err := ring(leg, d.timeout); err != nil {
		return err
	}
	d.winner = leg
	d.hangUp(leg)
	err := d.greet(leg, t)
	if err == nil {
		d.bridge = &bridge{}
		leg.x.s.Wake(d.parent.p)
		err = leg.talks.join(d.bridge, d.parent, maxCall)
	}
	var moved *diversion
	if errors.As(err, &moved) {
		leg.x.s.Wake(d.parent.p)
		return interpreter{leg}.follow(moved.to)
	}
	return err
}

// greet dials the extension, and runs the document of the noun's url (the whisper) on the dialled leg.
func (d *dialing) greet(leg *Call, t target) error {
	if t.noun == nil {
		return nil
	}
	if digits := t.noun.Or("sendDigits", ""); digits != "" {
		tones := &grammar.Element{Name: "Play", Attrs: []grammar.Attr{{Name: "digits", Value: digits}}}
		if err := play(leg, tones); err != nil {
			return err
		}
	}
	ref := t.noun.Or("url", "")
	if ref == "" {
		return nil
	}
	address, err := d.v.page.resolve(ref)
	if err != nil {
		return err
	}
	return interpreter{leg}.execute(fetch{method: t.noun.Or("method", http.MethodPost), url: address}, whispering)
}

// hangUp ends all legs except one.
func (d *dialing) hangUp(but *Call) {
	for _, leg := range d.legs {
		if leg != but {
			leg.drop()
		}
	}
}

func (d *dialing) allOver() bool {
	for _, leg := range d.legs {
		if !leg.over {
			return false
		}
	}
	return true
}

// result returns the action's parameters: those of the leg that answered, or else of the last that was
// dialled.
func (d *dialing) result() url.Values {
	if len(d.legs) == 0 {
		return url.Values{"DialCallStatus": {"failed"}}
	}
	leg := d.legs[len(d.legs)-1]
	if d.winner != nil {
		leg = d.winner
	}
	v := url.Values{
		"DialCallStatus": {leg.status}, "DialCallSid": {leg.Sid},
		"DialBridged": {strconv.FormatBool(d.bridge != nil)},
	}
	if d.winner != nil {
		v.Set("DialCallStatus", "completed")
		v.Set("DialCallDuration", strconv.Itoa(wholeSeconds(leg.length())))
	}
	return v
}

// afterDial requests the Dial's action. Twilio does so even when the caller has hung up, but not when
// the call was redirected.
func afterDial(v verb, result url.Values, err error) (*fetch, error) {
	if _, ok := v.el.Attr("action"); !ok {
		return nil, err
	}
	next, bad := v.action("", result)
	if err == nil {
		return next, bad
	}
	if bad == nil && errors.Is(err, errGone) {
		_, _ = post(v.call, *next)
	}
	return nil, err
}

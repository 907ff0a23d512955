package exchange

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
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
	noun *element
}

// dial executes a Dial. If it has an action the document ends here, otherwise the next verb follows.
func (c *Call) dial(v verb) (*fetch, error) {
	for _, e := range v.elements() {
		switch e.name {
		case "Queue":
			return c.dialQueue(v, e)
		case "Conference":
			return c.conference(v, e)
		}
	}
	d := &dialing{
		v: v, parent: c, timeout: v.seconds("timeout", 30), limit: v.seconds("timeLimit", int(maxCall/time.Second)),
	}
	err := d.run(targets(v))
	return c.afterDial(v, d.result(), err)
}

func targets(v verb) []target {
	var list []target
	for _, e := range v.elements() {
		if known(e, v.element) {
			list = append(list, target{address(e), e})
		}
	}
	if number := v.text(); number != "" && len(list) == 0 {
		list = append(list, target{to: dialable(number)})
	}
	return list
}

// address returns the address of a noun, in the form of Config.Parties.
func address(noun *element) string {
	text := noun.text()
	for _, e := range noun.elements() {
		if e.name == "Identity" || e.name == "Uri" {
			text = e.text()
		}
	}
	if noun.name == "Client" {
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
		d.parent.warn(faultf(13223, "<Dial> without a number"))
		return nil
	}
	if !d.v.is("sequential") {
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
	return c.talk(d.bridge, d.winner, d.limit)
}

// start starts the leg to one target.
func (d *dialing) start(t target) *Call {
	c := d.parent
	from := c.From
	if c.Direction != "inbound" {
		from = c.To
	}
	leg := c.x.dialled(d.v.or("callerId", from), t.to, "outbound-dial")
	leg.ParentSid = c.Sid
	leg.onEnd = func() { c.x.s.wake(c.p) }
	if t.noun != nil {
		leg.follows(t.noun, d.v.page)
	}
	leg.run(func() { leg.conclude(d.serve(leg, t)) })
	return leg
}

// follows sets the status callback that a noun asks for.
func (c *Call) follows(noun *element, pg page) {
	ref, ok := noun.attr("statusCallback")
	address, err := pg.resolve(ref)
	if !ok || err != nil {
		return
	}
	c.statusURL = address
	c.statusMethod = noun.or("statusCallbackMethod", http.MethodPost)
	c.statusEvents = strings.Fields(noun.or("statusCallbackEvent", "completed"))
}

// serve runs a dialled leg to its end.
func (d *dialing) serve(leg *Call, t target) error {
	if err := leg.ring(d.timeout); err != nil {
		return err
	}
	d.winner = leg
	d.hangUp(leg)
	err := d.greet(leg, t)
	if err == nil {
		d.bridge = &bridge{}
		leg.x.s.wake(d.parent.p)
		err = leg.talk(d.bridge, d.parent, maxCall)
	}
	var moved *diversion
	if errors.As(err, &moved) {
		leg.x.s.wake(d.parent.p)
		return leg.follow(moved.to)
	}
	return err
}

// greet dials the extension, and runs the document of the noun's url (the whisper) on the dialled leg.
func (d *dialing) greet(leg *Call, t target) error {
	if t.noun == nil {
		return nil
	}
	if digits := t.noun.or("sendDigits", ""); digits != "" {
		tones := &element{name: "Play", attrs: []attribute{{"digits", digits}}}
		if err := leg.play(tones); err != nil {
			return err
		}
	}
	ref := t.noun.or("url", "")
	if ref == "" {
		return nil
	}
	address, err := d.v.page.resolve(ref)
	if err != nil {
		return err
	}
	return leg.execute(fetch{method: t.noun.or("method", http.MethodPost), url: address}, whispering)
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
func (c *Call) afterDial(v verb, result url.Values, err error) (*fetch, error) {
	if _, ok := v.attr("action"); !ok {
		return nil, err
	}
	next, bad := v.action("", result)
	if err == nil {
		return next, bad
	}
	if bad == nil && errors.Is(err, errGone) {
		_, _ = c.post(*next)
	}
	return nil, err
}

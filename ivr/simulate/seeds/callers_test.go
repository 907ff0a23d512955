package seeds

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/store"
)

// caller is a person who calls, does something at each prompt, and hangs up at some time. When the
// hotline calls back, the same person answers, or does not.
type caller struct {
	w      *course
	chance chance
	from   string
	after  time.Duration // from the beginning of the course to the call
	stays  time.Duration
	talks  time.Duration
	line   line // where the call is, as the caller knows it
	hungUp bool // they have meant to
	missed bool // a violation of their wait was told
}

// queueing reports whether the caller is in a queue.
func (c *caller) queueing() bool { return c.line.queue != "" }

// line is where a call is, from what the person on it heard.
type line struct {
	call   string
	queue  string    // "" when not in one
	since  time.Time // when they came to it
	agents int       // on the line with them
	ended  bool
}

// people draws the callers and the agents of a course.
func (w *course) people() {
	for i := range w.plan.callers {
		c := drawn(w.seed, uint64(1000+i))
		w.callers = append(w.callers, &caller{
			w: w, chance: c, from: pick(c, mandarin, mandarin, english, senior, withheld, number, stranger(i), stranger(i), stranger(i)),
			after: c.between(0, 2*time.Minute), stays: c.between(time.Second, 20*time.Minute), talks: c.between(time.Second, 2*time.Minute),
		})
	}
	for i := range w.plan.agents {
		w.agents = append(w.agents, newAgent(w, i))
	}
	w.enter(store.Agent{Name: "duty", Number: dutyNumber, Departments: []string{"fraud"}, OnDuty: true, Languages: []string{"zh-CN", "en-US"}})
	if w.plan.dialsIn {
		w.dialer = newDialer(w)
		w.enter(store.Agent{Name: "eve", Number: dialerNumber, PIN: pinHash(), Departments: queues, Languages: []string{"zh-CN", "en-US"}})
	}
}

// enter enters somebody who takes calls.
func (w *course) enter(a store.Agent) {
	if err := w.store.PutAgent(context.Background(), a); err != nil {
		w.violated("an agent can be entered", "%v", err)
	}
}

// stranger is a number without an account.
func stranger(i int) string { return fmt.Sprintf("+861390000%04d", i) }

// parties are the telephones of callers who may be called back.
func (w *course) parties() map[string]exchange.Callee {
	all := map[string]exchange.Callee{}
	for i, c := range w.callers {
		own := drawn(w.seed, uint64(2000+i))
		back := &caller{w: w, chance: own, from: c.from, stays: 20 * time.Minute, talks: c.talks}
		all[c.from] = exchange.Callee{
			Outcome: pick(own, exchange.Answers, exchange.Answers, exchange.Answers, exchange.NoAnswer, exchange.Busy),
			After:   own.between(time.Second, 12*time.Second), Person: back,
		}
	}
	all[dialerNumber] = exchange.Callee{After: 3 * time.Second, Talk: 20 * time.Second, Person: readily{}}
	all[dutyNumber] = exchange.Callee{After: 4 * time.Second, Talk: 30 * time.Second, Person: readily{}}
	return all
}

// Stays implements [exchange.Timed].
func (c *caller) Stays() (line, talk time.Duration) { return c.stays, c.talks }

// Hear implements [exchange.Human].
func (c *caller) Hear(e exchange.Event) {
	c.line.call = e.Call
	switch e.Kind {
	case exchange.Queued:
		c.line.queue, c.line.since = e.Queue, e.At
	case exchange.Left:
		c.line.queue = ""
	case exchange.Connected:
		c.line.agents++
	case exchange.Disconnected:
		c.line.agents--
	case exchange.Ended:
		c.line.ended, c.line.queue = true, ""
	}
}

var sixDigits = regexp.MustCompile(`\d{6}`)

// Answer implements [exchange.Human].
func (c *caller) Answer(_ context.Context, p exchange.Prompt) exchange.Action {
	a := c.does(p)
	c.hungUp = c.hungUp || a.Hangup
	c.w.trace.add(c.w.now(), "%s answers: %+v", c.line.call, a)
	return a
}

func (c *caller) does(p exchange.Prompt) exchange.Action {
	after := c.chance.between(0, p.Length+2*time.Second)
	switch {
	case p.Typed != "":
		return exchange.Action{}
	case p.Waiting:
		return c.waits(after)
	case p.Verb == exchange.ToRecord:
		return c.speaks()
	case c.chance.of(0.04):
		return exchange.Hangup(after)
	case c.chance.of(0.08):
		return exchange.Action{}
	case c.chance.of(0.05):
		return exchange.Press(pick(c.chance, "*", "##", "7777777", "0#", "123456789012345678901234#", "8"), after)
	case strings.Contains(p.Input, "speech") && c.chance.of(0.15):
		return exchange.Say(pick(c.chance, "退款", "人工", "refund", "English", "我要投诉 <&>", "诈骗", "agent", "……"), c.chance.Float64(), after)
	}
	return exchange.Press(c.types(p), after)
}

// types is what a caller presses who has understood.
func (c *caller) types(p exchange.Prompt) string {
	switch {
	case strings.Contains(p.Text, "验证码") || strings.Contains(p.Text, "verification code"):
		return c.code()
	case strings.Contains(p.Text, "手机号") || strings.Contains(p.Text, "phone number"):
		return pick(c.chance, mandarin, english, senior, "13900000000")[1:] + "#"
	case strings.Contains(p.Text, "交易编号") || strings.Contains(p.Text, "transaction number"):
		return pick(c.chance, "20260001#", "20260001#", "20260002#", "20260003#", "99999999#")
	case strings.Contains(p.Text, "给您回电") || strings.Contains(p.Text, "call you back"):
		return "1"
	}
	return pick(c.chance, "0", "0", "0", "1", "1", "2", "2", "3", "4", "5", "9")
}

// code is the code of the last message, or not.
func (c *caller) code() string {
	if c.chance.of(0.15) {
		return pick(c.chance, "111111", "1#", "0")
	}
	all := c.w.hotline.Messages("")
	for i := len(all) - 1; i >= 0; i-- {
		if found := sixDigits.FindString(all[i].Body); found != "" {
			return found
		}
	}
	return "1#"
}

// waits is what a caller does in a queue.
func (c *caller) waits(after time.Duration) exchange.Action {
	switch n := c.chance.IntN(40); n {
	case 0:
		return exchange.Press("1", after)
	case 1:
		return exchange.Press("2", after)
	case 2:
		return exchange.Press(pick(c.chance, "7", "#", "*", "0"), after)
	case 3:
		return exchange.Hangup(after)
	}
	return exchange.Action{}
}

// speaks is what a caller says into a recorder.
func (c *caller) speaks() exchange.Action {
	switch c.chance.IntN(5) {
	case 0:
		return exchange.Action{}
	case 1:
		return exchange.Action{Text: "请给我回电", Hangup: true}
	}
	return exchange.Action{Text: "请给我回电", Keys: "#"}
}

package scenario

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
)

// Environment is what surrounds a script's caller, which the script observes and changes.
type Environment interface {
	Now() time.Time
	Code(ctx context.Context) (string, error) // of the last text message
	Texts() string                            // all text messages, one a line
	Fail(what Failing, once bool)             // makes it fail from now on, or the next time
	Gone(transaction string)                  // removes it from the ledger
	Close(line string)                        // closes it as an operator does
}

// Player plays the caller of a script on the exchange.
type Player struct {
	Call        Call
	Environment Environment
	Message     string // said at the tone before keys are pressed there; "" is nothing

	mu          sync.Mutex
	next        int
	heard       []string    // since the caller last did something
	heardAt     []time.Time // when each of these was said
	after       [][]string  // by step: what was heard after it
	opening     []string    // what was heard before the first step
	coming      []string    // of the current prompt: what is not said yet
	ahead       []string    // what will be said, and counts as heard already
	talked      bool        // since then
	talkedAt    time.Time
	talkedAfter int      // things heard
	first       int      // index of the first thing that hear first considers
	told        []string // the call so far, for showing
	until       time.Time
	inQueue     bool      // where they wait until then
	noticed     time.Time // when something last came that the script expects
	failure     *Failure
}

// longest is the longest time that a script's caller stays on a call.
const longest = time.Hour

// The confidence of speech recognition.
const (
	clear   = 0.9
	unclear = 0.3
)

// Stays implements [exchange.Timed].
func (p *Player) Stays() (line, talk time.Duration) { return 2 * longest, 0 }

// Hear implements [exchange.Human].
func (p *Player) Hear(e exchange.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e.Kind {
	case exchange.Listening:
		p.coming, p.ahead = lines(e.Prompt.Text), nil
	case exchange.Said:
		p.said(e.Text)
	case exchange.Queued:
		p.tell("  (waits in the queue " + e.Queue + ")")
		p.notices("queue " + e.Queue)
	case exchange.Connected:
		p.talked, p.talkedAt, p.talkedAfter = true, p.Environment.Now(), len(p.heard)
		p.tell("  (talks with a person)")
		p.notices(string(ivr.Connected))
	case exchange.Recorded:
		p.tell("  (a message is recorded)")
	case exchange.Ended:
		p.tell("  (the call is over)")
		p.notices("goodbye")
	}
}

// notices records that the call has come to the end that the script expects.
func (p *Player) notices(end string) {
	if p.Call.End == end {
		p.noticed = p.Environment.Now()
	}
}

// Noticed returns when the caller last heard, read or reached what the script expects: words, a text
// message, a talk, or an end that is a queue, a talk or a goodbye. The script ignores what happens
// later. It is zero for a script that expects nothing of the kind.
func (p *Player) Noticed() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.noticed
}

// Answer implements [exchange.Human]: it continues the script.
func (p *Player) Answer(ctx context.Context, prompt exchange.Prompt) exchange.Action {
	p.mu.Lock()
	defer p.mu.Unlock()
	if prompt.Typed != "" {
		return exchange.Action{}
	}
	p.listen()
	if p.waits(prompt) {
		return exchange.Action{}
	}
	for p.next < len(p.Call.Steps) && p.failure == nil && !p.Call.Steps[p.next].Do.dials() {
		s := p.Call.Steps[p.next]
		if s.Do == Talk && !p.talked && prompt.Waiting {
			return exchange.Action{}
		}
		p.next++
		if act, acts := p.do(ctx, s, prompt); acts {
			return act
		}
	}
	if p.next == len(p.Call.Steps) && prompt.Waiting && p.Call.End == string(ivr.Connected) {
		return exchange.Action{} // for a person
	}
	return p.hangUp(prompt)
}

// dials reports whether a step is another call.
func (d Do) dials() bool { return d == CallAgain || d == CallBack }

// tell adds a line to the call, unless it repeats what was just heard.
func (p *Player) tell(line string) {
	if len(p.told) == 0 || p.told[len(p.told)-1] != line || strings.HasPrefix(line, ">") {
		p.told = append(p.told, line)
	}
}

func (p *Player) hears(text string) {
	p.heard, p.heardAt = append(p.heard, text), append(p.heardAt, p.Environment.Now())
	p.tell("  " + text)
	step := p.next - 1
	if p.talked && p.next < len(p.Call.Steps) && p.Call.Steps[p.next].Do == Talk {
		step++ // the caller does it at the next prompt, or after the call
	}
	if step < 0 {
		p.opening = append(p.opening, text)
		return
	}
	for len(p.after) <= step {
		p.after = append(p.after, nil)
	}
	p.after[step] = append(p.after[step], text)
}

// said records what is said, unless it counts as heard already.
func (p *Player) said(text string) {
	if len(p.ahead) > 0 && p.ahead[0] == text {
		p.ahead = p.ahead[1:]
		return
	}
	p.hears(text)
	if len(p.coming) > 0 && p.coming[0] == text {
		p.coming = p.coming[1:]
	}
}

// Heard returns what the caller has heard after each step of the script.
func (p *Player) Heard() [][]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.after
}

// Opening returns what the caller has heard before the first step of the script.
func (p *Player) Opening() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.opening
}

// listen hears a prompt to its end, when the caller acts.
func (p *Player) listen() {
	for _, text := range p.coming {
		p.hears(text)
	}
	p.ahead, p.coming = p.coming, nil
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// waits reports whether a waiting caller goes on waiting: as long as the script says, or until the
// queue lets them go.
func (p *Player) waits(prompt exchange.Prompt) bool {
	if p.Environment.Now().Before(p.until) && (prompt.Waiting || !p.inQueue) {
		return true
	}
	p.until = time.Time{}
	return false
}

// runPassive runs a step that needs no caller action and reports whether it did.
func (p *Player) runPassive(s Step) bool {
	switch s.Do {
	case Hear, HearFirst, NotHear, Texted, Talk:
		p.check(s)
	case Fail, FailOnce:
		p.Environment.Fail(Failing(s.Text), s.Do == FailOnce)
		p.tell("  (" + string(s.Do) + ": " + s.Text + ")")
	case Gone:
		p.Environment.Gone(s.Text)
		p.tell("  (from here on the transaction is gone)")
	case Close:
		p.Environment.Close(s.Text)
		p.tell("  (from here on " + s.Text + " is closed by hand)")
	default:
		return false
	}
	return true
}

// do runs a step; acts is false for one that needs no caller action.
func (p *Player) do(ctx context.Context, s Step, prompt exchange.Prompt) (act exchange.Action, acts bool) {
	if p.runPassive(s) {
		return act, false
	}
	p.forget()
	return p.act(ctx, s, prompt), true
}

// forget clears what the caller has heard since they last did something.
func (p *Player) forget() {
	p.heard, p.heardAt, p.talked, p.talkedAfter, p.first = nil, nil, false, 0, 0
}

// act returns the caller's action at a prompt.
func (p *Player) act(ctx context.Context, s Step, prompt exchange.Prompt) exchange.Action {
	switch s.Do {
	case HangUp:
		return p.hangUp(prompt)
	case Silence:
		p.tell("> (silence)")
		return exchange.Action{}
	case Wait:
		p.tell("> (waits " + brief(s.For) + ")")
		p.until, p.inQueue = p.Environment.Now().Add(s.For), prompt.Waiting
		return exchange.Action{}
	case Say:
		p.tell("> “" + s.Text + "”")
		return speak(s.Text, clear, prompt)
	case Mumble:
		p.tell("> “" + s.Text + "”, hard to understand")
		return speak(s.Text, unclear, prompt)
	case Again:
		return p.press(again(prompt), prompt)
	}
	if s.Text != Code {
		return p.press(s.Text, prompt)
	}
	code, err := p.Environment.Code(ctx)
	if err != nil {
		p.fail(s, "a text message with a code", nil, err.Error())
	}
	p.tell("> code")
	return exchange.Press(code, prompt.Length)
}

func (p *Player) press(keys string, prompt exchange.Prompt) exchange.Action {
	p.tell("> " + keys)
	if prompt.Verb == exchange.ToRecord && p.Message != "" {
		return exchange.Action{Text: p.Message, Keys: keys, After: prompt.Length}
	}
	return exchange.Press(keys, prompt.Length)
}

// again returns the keys that repeat a prompt: where digits are typed, # ends them.
func again(prompt exchange.Prompt) string {
	if prompt.Digits == 1 {
		return "*"
	}
	return "*#"
}

func (p *Player) hangUp(prompt exchange.Prompt) exchange.Action {
	p.tell("> hangs up")
	return exchange.Hangup(prompt.Length)
}

// speak says words or, after the tone, a message that # ends.
func speak(words string, confidence float64, prompt exchange.Prompt) exchange.Action {
	if prompt.Verb == exchange.ToRecord {
		return exchange.Action{Text: words, Keys: "#"}
	}
	return exchange.Say(words, confidence, prompt.Length)
}

// brief formats a duration as scripts write it: 5m, 1m30s.
func brief(d time.Duration) string {
	if d%time.Minute == 0 {
		return strconv.Itoa(int(d/time.Minute)) + "m"
	}
	return d.String()
}

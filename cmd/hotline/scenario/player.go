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

// World is what is around the caller of a script.
type World interface {
	Now() time.Time
	Code(ctx context.Context) (string, error) // of the last text message
	Texts() string                            // all text messages, one a line
	Fail(what Failing, once bool)             // it does not work from now on, or the next time
	Gone(transaction string)                  // the ledger has it no more
	Close(line string)                        // an operator has closed it
}

// Player is the caller of a script, on the exchange.
type Player struct {
	Call    Call
	World   World
	Message string // what is said at the tone before keys are pressed there; "" is nothing

	mu          sync.Mutex
	next        int
	heard       []string    // since the caller did something last
	heardAt     []time.Time // when each of these was said
	after       [][]string  // what was heard after each step
	coming      []string    // of the prompt that has begun: what is not said yet
	ahead       []string    // what will be said, and is heard already
	talked      bool        // since then
	talkedAt    time.Time
	talkedAfter int      // things heard
	first       int      // of the things heard is the one that hear first begins with
	told        []string // the call so far, as it is shown
	until       time.Time
	inQueue     bool      // where they wait until then
	noticed     time.Time // when something last came that the script expects
	failure     *Failure
}

// longest bounds how long a caller of a script stays on the line.
const longest = time.Hour

// How sure it is what was said.
const (
	clear   = 0.9
	unclear = 0.3
)

// Stays implements [exchange.Timed].
func (p *Player) Stays() (line, talk time.Duration) { return 2 * longest, 0 }

// Hear implements [exchange.Person].
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
		p.talked, p.talkedAt, p.talkedAfter = true, p.World.Now(), len(p.heard)
		p.tell("  (talks with a person)")
		p.notices(string(ivr.Connected))
	case exchange.Recorded:
		p.tell("  (a message is recorded)")
	case exchange.Ended:
		p.tell("  (the call is over)")
		p.notices("goodbye")
	}
}

// notices notes that the call has come to the end that the script expects.
func (p *Player) notices(end string) {
	if p.Call.End == end {
		p.noticed = p.World.Now()
	}
}

// Noticed returns when the caller last heard, read or reached what the script
// expects: words, a text message, a talk, or an end that is a queue, a talk or a
// goodbye. What happens to the caller later than that, the script does not notice. It
// is zero for a script that expects nothing of the kind.
func (p *Player) Noticed() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.noticed
}

// Answer implements [exchange.Person]: it goes on in the script.
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

// tell adds a line to the call, unless it is what was heard just before.
func (p *Player) tell(line string) {
	if len(p.told) == 0 || p.told[len(p.told)-1] != line || strings.HasPrefix(line, ">") {
		p.told = append(p.told, line)
	}
}

func (p *Player) hears(text string) {
	p.heard, p.heardAt = append(p.heard, text), append(p.heardAt, p.World.Now())
	p.tell("  " + text)
	step := p.next - 1
	if p.talked && p.next < len(p.Call.Steps) && p.Call.Steps[p.next].Do == Talk {
		step++ // which the caller comes to at the next prompt, or when all is over
	}
	if step < 0 {
		return
	}
	for len(p.after) <= step {
		p.after = append(p.after, nil)
	}
	p.after[step] = append(p.after[step], text)
}

// said hears what is said, unless it was heard before.
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

// Heard is what the caller has heard after each step of the script.
func (p *Player) Heard() [][]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.after
}

// listen hears a prompt to its end, which is when the caller acts.
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

// waits reports whether a caller who waits goes on to: for as long as the script
// says, or until the queue lets them go.
func (p *Player) waits(prompt exchange.Prompt) bool {
	if p.World.Now().Before(p.until) && (prompt.Waiting || !p.inQueue) {
		return true
	}
	p.until = time.Time{}
	return false
}

// befalls does a step that only listens, or that the world does; it is false for
// one that the caller does.
func (p *Player) befalls(s Step) bool {
	switch s.Do {
	case Hear, HearFirst, NotHear, Texted, Talk:
		p.check(s)
	case Fail, FailOnce:
		p.World.Fail(Failing(s.Text), s.Do == FailOnce)
		p.tell("  (" + string(s.Do) + ": " + s.Text + ")")
	case Gone:
		p.World.Gone(s.Text)
		p.tell("  (from here on the transaction is gone)")
	case Close:
		p.World.Close(s.Text)
		p.tell("  (from here on " + s.Text + " is closed by hand)")
	default:
		return false
	}
	return true
}

// do does a step; acts is false for one that the caller has no part in.
func (p *Player) do(ctx context.Context, s Step, prompt exchange.Prompt) (act exchange.Action, acts bool) {
	if p.befalls(s) {
		return act, false
	}
	p.forget()
	return p.act(ctx, s, prompt), true
}

// forget begins anew what the caller has heard since they did something.
func (p *Player) forget() {
	p.heard, p.heardAt, p.talked, p.talkedAfter, p.first = nil, nil, false, 0, 0
}

// act is what the caller does at a prompt.
func (p *Player) act(ctx context.Context, s Step, prompt exchange.Prompt) exchange.Action {
	switch s.Do {
	case HangUp:
		return p.hangUp(prompt)
	case Silence:
		p.tell("> (silence)")
		return exchange.Action{}
	case Wait:
		p.tell("> (waits " + brief(s.For) + ")")
		p.until, p.inQueue = p.World.Now().Add(s.For), prompt.Waiting
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
	code, err := p.World.Code(ctx)
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

// again is what says a prompt again: where digits are typed, # ends them.
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

// speak says words, or, after the tone, a message that # ends.
func speak(words string, confidence float64, prompt exchange.Prompt) exchange.Action {
	if prompt.Verb == exchange.ToRecord {
		return exchange.Action{Text: words, Keys: "#"}
	}
	return exchange.Say(words, confidence, prompt.Length)
}

// brief is a length of time as it is written: 5m, 1m30s.
func brief(d time.Duration) string {
	if d%time.Minute == 0 {
		return strconv.Itoa(int(d/time.Minute)) + "m"
	}
	return d.String()
}

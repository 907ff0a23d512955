package script

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
)

// Player is the caller of a script, on the exchange.
type Player struct {
	Call Call
	Code func(ctx context.Context) (string, error) // of the last text message
	Text func() string                             // all text messages, one a line

	mu      sync.Mutex
	next    int
	heard   []string // since the caller did something last
	ahead   []string // of a prompt that has begun: what will be said, and is known
	told    []string // the call so far, as it is shown
	failure *Failure
}

// Failure is where a call went otherwise than its script.
type Failure struct {
	Position Position
	Want     string
	Got      string
	Call     []string // the call up to there, one line for each thing heard or done
}

// longest bounds how long a caller of a script stays on the line.
const longest = 30 * time.Minute

// Stays implements [exchange.Timed].
func (p *Player) Stays() (line, talk time.Duration) { return longest, time.Minute }

// Hear implements [exchange.Person].
func (p *Player) Hear(e exchange.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e.Kind {
	case exchange.Said:
		if len(p.ahead) > 0 && p.ahead[0] == e.Text {
			p.ahead = p.ahead[1:]
			return
		}
		p.hears(e.Text)
	case exchange.Queued:
		p.told = append(p.told, "  (waits in the queue "+e.Queue+")")
	case exchange.Connected:
		p.told = append(p.told, "  (talks with a person)")
	case exchange.Recorded:
		p.told = append(p.told, "  (a message is recorded)")
	case exchange.Ended:
		p.told = append(p.told, "  (the call is over)")
	}
}

// Answer implements [exchange.Person]: it goes on in the script.
func (p *Player) Answer(ctx context.Context, prompt exchange.Prompt) exchange.Act {
	p.mu.Lock()
	defer p.mu.Unlock()
	if prompt.Typed != "" {
		return exchange.Act{}
	}
	p.listen(prompt.Text)
	for p.next < len(p.Call.Steps) && p.failure == nil {
		s := p.Call.Steps[p.next]
		p.next++
		if act, acts := p.do(ctx, s, prompt); acts {
			p.heard = nil
			return act
		}
	}
	p.told = append(p.told, "> hangs up")
	return exchange.Hangup(prompt.Length)
}

func (p *Player) hears(text string) {
	p.heard = append(p.heard, text)
	p.told = append(p.told, "  "+text)
}

// listen hears a prompt to its end, which is when the caller acts.
func (p *Player) listen(prompt string) {
	if prompt == "" {
		return
	}
	p.ahead = strings.Split(prompt, "\n")
	if last := len(p.heard) - 1; last >= 0 && p.heard[last] == p.ahead[0] {
		p.ahead = p.ahead[1:] // it was heard as it began
	}
	for _, text := range p.ahead {
		p.hears(text)
	}
}

// do does a step; acts is false for one that only listens.
func (p *Player) do(ctx context.Context, s Step, prompt exchange.Prompt) (act exchange.Act, acts bool) {
	switch s.Do {
	case "hear", "not_hear", "sms":
		p.check(s)
		return act, false
	case "silence":
		p.told = append(p.told, "> (silence)")
		return exchange.Act{}, true
	case "hang_up":
		p.told = append(p.told, "> hangs up")
		return exchange.Hangup(prompt.Length), true
	case "say":
		p.told = append(p.told, "> “"+s.Text+"”")
		return p.speak(s.Text, prompt), true
	}
	p.told = append(p.told, "> "+s.Text)
	keys := s.Text
	if keys == "code" {
		code, err := p.Code(ctx)
		if err != nil {
			p.fail(s, "a text message with a code", err.Error())
		}
		keys = code
	}
	return exchange.Press(keys, prompt.Length), true
}

// speak says words, or, after the tone, a message that # ends.
func (p *Player) speak(words string, prompt exchange.Prompt) exchange.Act {
	if prompt.Verb == exchange.ToRecord {
		return exchange.Act{Text: words, Keys: "#"}
	}
	return exchange.Say(words, 0.9, prompt.Length)
}

func (p *Player) check(s Step) {
	heard := strings.Join(p.heard, " ")
	switch s.Do {
	case "hear":
		if !strings.Contains(heard, s.Text) {
			p.fail(s, "hears “"+s.Text+"”", heard)
		}
	case "not_hear":
		if strings.Contains(heard, s.Text) {
			p.fail(s, "does not hear “"+s.Text+"”", heard)
		}
	case "sms":
		if texts := p.Text(); !strings.Contains(texts, s.Text) {
			p.fail(s, "a text message with “"+s.Text+"”", texts)
		}
	}
}

func (p *Player) fail(s Step, want, got string) {
	if p.failure == nil {
		p.failure = &Failure{s.Position, want, got, append(append([]string(nil), p.told...), "✗ expected: "+want)}
	}
}

// Finish checks what is left when the call is over, and how it ended: ends tells
// whether an end is the call's.
func (p *Player) Finish(ends func(end string) (got string, ok bool)) *Failure {
	p.mu.Lock()
	defer p.mu.Unlock()
	for ; p.next < len(p.Call.Steps) && p.failure == nil; p.next++ {
		s := p.Call.Steps[p.next]
		switch s.Do {
		case "hear", "not_hear", "sms":
			p.check(s)
		case "hang_up":
		default:
			p.fail(s, fmt.Sprintf("%s %s", s.Do, s.Text), "the call was over, or nobody listened")
		}
	}
	if p.failure == nil && p.Call.End != "" {
		if got, ok := ends(p.Call.End); !ok {
			p.fail(Step{Position: p.Call.EndAt}, "ends: "+p.Call.End, got)
		}
	}
	return p.failure
}

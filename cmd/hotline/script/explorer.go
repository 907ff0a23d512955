package script

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
)

// Explorer is a caller without a plan, who remembers what they did: a script can
// be made of it.
type Explorer struct {
	Random *rand.Rand
	Typed  []string // what they type where many digits are asked for
	Code   func(ctx context.Context) (string, error)
	After  int    // from this step on they always do
	Then   string // the same: press these keys; "" is silence

	mu    sync.Mutex
	steps []Step
	heard string
}

// explored bounds what an explorer does in one call.
const explored = 14

// Stays implements [exchange.Timed].
func (e *Explorer) Stays() (line, talk time.Duration) { return longest, time.Minute }

// Hear implements [exchange.Person].
func (e *Explorer) Hear(event exchange.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if event.Kind == exchange.Said {
		e.heard = event.Text
	}
}

// Answer implements [exchange.Person].
func (e *Explorer) Answer(ctx context.Context, p exchange.Prompt) exchange.Act {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case p.Typed != "":
		return exchange.Act{}
	case len(e.steps) >= explored:
		return exchange.Hangup(p.Length)
	}
	return e.act(ctx, p)
}

func (e *Explorer) act(ctx context.Context, p exchange.Prompt) exchange.Act {
	if p.Verb == exchange.ToRecord {
		if e.Random.IntN(3) == 0 {
			e.note("silence", "")
			return exchange.Act{}
		}
		e.note("say", "请回电")
		return exchange.Act{Text: "请回电", Keys: "#"}
	}
	keys := e.keys(p)
	if len(e.steps) >= e.After && e.After > 0 {
		keys = e.always(p)
	}
	if keys == "" || keys == "-" {
		e.note("silence", "")
		return exchange.Act{}
	}
	e.note("press", keys)
	if keys == "code" {
		code, err := e.Code(ctx)
		if err != nil {
			code = "000000"
			e.steps[len(e.steps)-1].Text = code
		}
		keys = code
	}
	return exchange.Press(keys, p.Length)
}

// always is what the explorer does from some step on.
func (e *Explorer) always(p exchange.Prompt) string {
	if e.Then != "" && p.Digits != 1 && !p.Waiting {
		return e.Then + "#"
	}
	return e.Then
}

// keys are what to press: the sensible mostly, and at times the other.
func (e *Explorer) keys(p exchange.Prompt) string {
	if p.Digits == 1 || p.Waiting {
		return strings.Split("1 2 3 4 5 1 2 3 1 2 9 0 # * 8 -", " ")[e.Random.IntN(15)]
	}
	choices := append([]string{"", "12#", "0#", "#", "999999#"}, e.Typed...)
	if p.Digits == 6 || strings.Contains(p.Text, "验证码") || strings.Contains(p.Text, "code") {
		choices = []string{"code", "code", "code", "code", "000000", "", "0#", "#"}
	}
	return choices[e.Random.IntN(len(choices))]
}

func (e *Explorer) note(do, text string) { e.steps = append(e.steps, Step{Do: do, Text: text}) }

// Steps are what the explorer did, and what was heard last.
func (e *Explorer) Steps() (steps []Step, heard string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.steps, e.heard
}

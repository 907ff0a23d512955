package telephone

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/cmd/hotline/scenario/run"
	"github.com/okpay/hotline/ivr/exchange"
)

// Circumstances are those of a call, in the words of callers' scripts. Their tags are those of
// a command line's flags.
type Circumstances struct {
	Agents  string   `placeholder:"HOW" help:"How those behave who are there to answer: answer, busy, decline, \"no answer\", \"cut off\", away, or \"on duty\" (nobody at the desk; those on duty answer), as when left out."`
	Waiting int      `placeholder:"COUNT" help:"How many callers wait in each queue already; 100 fill one."`
	Often   bool     `help:"The number has called more often than is allowed."`
	Closed  []string `placeholder:"LINE" help:"A line, one of the menus' hours, that an operator has closed by hand; may be given several times."`
	Fail    []string `placeholder:"WHAT" help:"What does not work: lookups, cases, store, texts, lines or queue; may be given several times."`
	Gone    []string `placeholder:"ID" help:"A transaction that the ledger has not; may be given several times."`
}

// Any reports whether some circumstance is given.
func (g Circumstances) Any() bool {
	return g.Agents != "" || g.Waiting > 0 || g.Often || len(g.Closed)+len(g.Fail)+len(g.Gone) > 0
}

// Check says what cannot stand among the circumstances.
func (g Circumstances) Check() error {
	for _, x := range []struct {
		flag   string
		values []string
		of     []string
	}{
		{"--agents", slices.DeleteFunc([]string{g.agents()}, func(a string) bool { return a == "" }), scenario.WaysOfAgents()},
		{"--fail", g.Fail, scenario.Parts()},
	} {
		for _, value := range x.values {
			if !slices.Contains(x.of, value) {
				return fmt.Errorf("%s: %q is none of: %s", x.flag, value, strings.Join(x.of, ", "))
			}
		}
	}
	if g.Waiting < 0 {
		return errors.New("--waiting must not be negative")
	}
	return nil
}

// agents is how the agents behave; - stands for a space.
func (g Circumstances) agents() string { return strings.ReplaceAll(g.Agents, "-", " ") }

// Call is the script of a call in these circumstances.
func (g Circumstances) Call(from string, steps []scenario.Step) scenario.Call {
	c := scenario.Call{
		Name: "hotline call", From: from, Agents: scenario.OnDuty, Waiting: g.Waiting, Often: g.Often, Closed: g.Closed,
	}
	if g.Agents != "" {
		c.Agents = scenario.Agents(g.agents())
	}
	for _, what := range g.Fail {
		c.Failing = append(c.Failing, scenario.Failing(what))
	}
	for _, id := range g.Gone {
		c.Steps = append(c.Steps, scenario.Step{Do: scenario.Gone, Text: id})
	}
	c.Steps = append(c.Steps, steps...)
	return c
}

// Plain reports whether all steps are keys, words, silence or hanging up. Every
// hotline can be called with these.
func Plain(steps []scenario.Step) bool {
	return !slices.ContainsFunc(steps, func(s scenario.Step) bool {
		return !slices.Contains([]scenario.Do{scenario.Press, scenario.Say, scenario.Silence, scenario.HangUp}, s.Do)
	})
}

// Groups writes plain steps as the exchange's person takes them.
func Groups(steps []scenario.Step) []string {
	groups := make([]string, len(steps))
	for i, s := range steps {
		switch s.Do {
		case scenario.Silence:
			groups[i] = "-"
		case scenario.HangUp:
			groups[i] = "bye"
		case scenario.Say:
			groups[i] = "say:" + s.Text
		default:
			groups[i] = s.Text
		}
	}
	return groups
}

// Rehearse makes a call in its circumstances, in a hotline of its own. The error is a
// [scenario.Problem] when the script asks for what the hotline has not.
func Rehearse(ctx context.Context, r run.Runner, script scenario.Call, view *Captions) error {
	p := run.Result{Call: script}
	box := &Mailbox{}
	err := r.Dial(ctx, &p, func(w *run.Sandbox) run.Caller {
		box.list = func(context.Context) ([]exchange.Message, error) {
			return w.Hotline.Exchange.Messages(script.From), nil
		}
		return overheard{&scenario.Player{Call: p.Call, Environment: w, Message: exchange.DefaultMessage}, func(e exchange.Event) { view.look(ctx, box); view.event(e) }}
	})
	if err != nil {
		return err
	}
	view.look(ctx, box)
	if p.Failure != nil {
		view.note(fmt.Sprintf("expected: %s; but came: %s", p.Failure.Want, p.Failure.Got))
	}
	return nil
}

// overheard is a caller whose line somebody listens to.
type overheard struct {
	*scenario.Player
	listen func(exchange.Event)
}

// Hear implements [exchange.Person].
func (o overheard) Hear(e exchange.Event) {
	o.Player.Hear(e)
	o.listen(e)
}

package rehearse

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/hours"
)

// Profile is what a day's callers and agents are like. Shares are from 0 to 1; in YAML they are written
// in per cent.
type Profile struct {
	Calls   int                           `yaml:"calls"`   // of the day
	ByHour  map[int]float64               `yaml:"by_hour"` // how many of them come in an hour of the day, in proportion
	Callers Callers                       `yaml:"callers"`
	Choices map[string]map[string]float64 `yaml:"choices"` // by node and exit, in proportion; [HangUp] is one, too
	Agents  Agents                        `yaml:"agents"`
	Queues  map[string]Agents             `yaml:"queues"` // what differs in a queue
	Roster  []Shift                       `yaml:"roster"` // empty: as many agents as each queue needs
}

// HangUp stands among the exits of a node for callers who hang up there.
const HangUp = "hang_up"

// Callers is what callers are like, wherever they go.
type Callers struct {
	Known    Share        `yaml:"known"`    // whose number is on file
	Senior   Share        `yaml:"senior"`   // of those known: 65 and over
	Withheld Share        `yaml:"withheld"` // who show no number
	Patience Distribution `yaml:"patience"` // how long they wait before they hang up
	Callback Share        `yaml:"callback"` // who take the offer to be called back instead of waiting
	Message  Share        `yaml:"message"`  // who leave a message instead
	Reached  Share        `yaml:"reached"`  // who pick up when they are called back
}

// Agents is what agents are like. In a queue, what is left out is as in all.
type Agents struct {
	Answer Distribution `yaml:"answer" json:",omitzero"`  // from the first ring to the key that takes the call
	Talk   Distribution `yaml:"talk" json:",omitzero"`    // with the caller
	WrapUp Distribution `yaml:"wrap_up" json:",omitzero"` // after the call
}

// Shift is agents who are on duty together.
type Shift struct {
	Agents    int      `yaml:"agents"`
	Queues    []string `yaml:"queues"`
	Languages []string `yaml:"languages"` // empty: all of the menu's
	Hours     Spans    `yaml:"hours"`
}

// Share is a part of a whole, from 0 to 1, written "85%".
type Share float64

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Share) UnmarshalText(text []byte) error {
	number, ok := strings.CutSuffix(string(text), "%")
	percent, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if !ok || err != nil || !(percent >= 0 && percent <= 100) {
		return fmt.Errorf("%q is no share; write it as 85%%, from 0%% to 100%%", text)
	}
	*s = Share(percent / 100)
	return nil
}

// MarshalText implements [encoding.TextMarshaler].
func (s Share) MarshalText() ([]byte, error) {
	return append(strconv.AppendFloat(nil, float64(s)*100, 'g', -1, 64), '%'), nil
}

// Spans are times of the day, written "09:00-12:00, 13:00-18:00".
type Spans []hours.Span

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Spans) UnmarshalText(text []byte) error {
	spans, err := hours.ParseSpans(string(text))
	*s = spans
	return err
}

// MarshalText implements [encoding.TextMarshaler].
func (s Spans) MarshalText() ([]byte, error) {
	if len(s) == 0 {
		return []byte("closed"), nil
	}
	var parts []string
	for _, span := range s {
		parts = append(parts, span.String())
	}
	return []byte(strings.Join(parts, ", ")), nil
}

// Usual returns what holds where a profile says nothing.
func Usual() Profile {
	return Profile{
		Calls:  2000,
		ByHour: map[int]float64{0: 4, 1: 2, 2: 1, 3: 1, 4: 1, 5: 2, 6: 6, 7: 15, 8: 40, 9: 90, 10: 120, 11: 110, 12: 75, 13: 80, 14: 105, 15: 110, 16: 100, 17: 75, 18: 35, 19: 25, 20: 20, 21: 16, 22: 12, 23: 7},
		Callers: Callers{
			Known: 0.8, Senior: 0.06, Withheld: 0.01, Patience: Exponential(3 * time.Minute), Callback: 0.05, Message: 0.01, Reached: 0.85,
		},
		Agents: Agents{Answer: Always(3 * time.Second), Talk: Lognormal(4*time.Minute, 0.7), WrapUp: Exponential(30 * time.Second)},
	}
}

// agents returns what the agents of a queue are like.
func (p *Profile) agents(queue string) Agents {
	return p.Agents.but(p.Queues[queue])
}

// but returns a with what b gives in place of its own.
func (a Agents) but(b Agents) Agents {
	for _, one := range []struct{ own, other *Distribution }{{&a.Answer, &b.Answer}, {&a.Talk, &b.Talk}, {&a.WrapUp, &b.WrapUp}} {
		if one.other.given() {
			*one.own = *one.other
		}
	}
	return a
}

// without returns a without what b gives.
func (a Agents) without(b Agents) Agents {
	for _, one := range []struct{ own, other *Distribution }{{&a.Answer, &b.Answer}, {&a.Talk, &b.Talk}, {&a.WrapUp, &b.WrapUp}} {
		if one.other.given() {
			*one.own = Distribution{}
		}
	}
	return a
}

// handling is the mean time that a call of a queue takes an agent.
func (p *Profile) handling(queue string) time.Duration {
	a := p.agents(queue)
	return a.Answer.Mean() + joining + a.Talk.Mean() + a.WrapUp.Mean()
}

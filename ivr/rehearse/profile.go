package rehearse

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
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
	Answer Distribution `yaml:"answer"`  // from the first ring to the key that takes the call
	Talk   Distribution `yaml:"talk"`    // with the caller
	WrapUp Distribution `yaml:"wrap_up"` // after the call
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
	var percent float64
	number, ok := strings.CutSuffix(string(text), "%")
	if n, err := fmt.Sscanf(number, "%g", &percent); !ok || n != 1 || err != nil || percent < 0 || percent > 100 {
		return fmt.Errorf("%q is no share; write it like 85%%", text)
	}
	*s = Share(percent / 100)
	return nil
}

// MarshalText implements [encoding.TextMarshaler].
func (s Share) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%g%%", float64(s)*100), nil }

// Spans are times of the day, written "09:00-12:00, 13:00-18:00".
type Spans []hours.Span

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *Spans) UnmarshalText(text []byte) error {
	spans, err := hours.ParseSpans(string(text))
	*s = spans
	return err
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

// ParseProfile reads a profile for a menu. What it leaves out is as in base.
func ParseProfile(text []byte, base Profile, m *menus.Menu) (Profile, error) {
	p := base
	p.ByHour, p.Choices, p.Queues = nil, nil, nil
	err := readYAML(text, &p)
	if p.ByHour == nil {
		p.ByHour = base.ByHour
	}
	p.Choices, p.Queues = over(base.Choices, p.Choices), over(base.Queues, p.Queues)
	if err == nil {
		err = p.Check(m)
	}
	if err != nil {
		return p, fmt.Errorf("reading the profile: %w", err)
	}
	return p, nil
}

// readYAML reads a document; one that holds nothing changes nothing.
func readYAML(text []byte, into *Profile) error {
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithKnownFields())
	if err != nil {
		return err
	}
	if err = loader.Load(into); errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// over is a map with the entries of another in place of its own.
func over[V any](base, other map[string]V) map[string]V {
	all := maps.Clone(base)
	if all == nil {
		all = map[string]V{}
	}
	maps.Copy(all, other)
	return all
}

// MostCalls bounds the calls of a day.
const MostCalls = 1_000_000

// Check returns what is wrong with the profile for a menu, all at once.
func (p *Profile) Check(m *menus.Menu) error {
	var wrong []error
	add := func(format string, values ...any) { wrong = append(wrong, fmt.Errorf(format, values...)) }
	if p.Calls < 1 || p.Calls > MostCalls {
		add("calls: %d is not from 1 to %d", p.Calls, MostCalls)
	}
	sum := 0.0
	for _, hour := range slices.Sorted(maps.Keys(p.ByHour)) {
		if weight := p.ByHour[hour]; hour < 0 || hour > 23 || !(weight >= 0 && weight < 1e9) {
			add("by_hour: %d: %g; hours are 0 to 23, and what they hold is a number, 0 or more", hour, weight)
		} else {
			sum += weight
		}
	}
	if sum == 0 {
		add("by_hour: no hour has callers")
	}
	for _, name := range slices.Sorted(maps.Keys(p.Choices)) {
		wrong = append(wrong, p.checkChoices(m, name)...)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Queues)) {
		if _, ok := m.Queues[name]; !ok {
			add("queues: there is no queue %q; %s", name, menus.Instead(name, slices.Sorted(maps.Keys(m.Queues))))
		}
	}
	for i, s := range p.Roster {
		wrong = append(wrong, s.check(m, i)...)
	}
	return errors.Join(wrong...)
}

func (p *Profile) checkChoices(m *menus.Menu, name string) (wrong []error) {
	at, ok := m.Tree.Nodes[name]
	if !ok {
		return []error{fmt.Errorf("choices: there is no node %q; %s", name, menus.Instead(name, slices.Sorted(maps.Keys(m.Tree.Nodes))))}
	}
	if _, ok := at.Node.(node.Playable); !ok {
		return []error{fmt.Errorf("choices: callers choose nothing at %s", name)}
	}
	exits := append(at.Node.Exits(), HangUp)
	sum := 0.0
	for _, exit := range slices.Sorted(maps.Keys(p.Choices[name])) {
		weight := p.Choices[name][exit]
		if !slices.Contains(exits, exit) {
			wrong = append(wrong, fmt.Errorf("choices: %s has no exit %q; %s", name, exit, menus.Instead(exit, exits)))
		}
		if !(weight >= 0 && weight < 1e9) {
			wrong = append(wrong, fmt.Errorf("choices: %s: %s: %g is not a number, 0 or more", name, exit, weight))
		}
		sum += weight
	}
	if sum == 0 {
		wrong = append(wrong, fmt.Errorf("choices: %s: nobody chooses anything", name))
	}
	return wrong
}

// mostAgents bounds a shift.
const mostAgents = 5000

func (s Shift) check(m *menus.Menu, i int) (wrong []error) {
	if s.Agents < 1 || s.Agents > mostAgents || len(s.Queues) == 0 || len(s.Hours) == 0 {
		wrong = append(wrong, fmt.Errorf("roster: entry %d needs agents (1 to %d), queues, and hours", i+1, mostAgents))
	}
	for _, queue := range s.Queues {
		if _, ok := m.Queues[queue]; !ok {
			wrong = append(wrong, fmt.Errorf("roster: entry %d: there is no queue %q; %s", i+1, queue, menus.Instead(queue, slices.Sorted(maps.Keys(m.Queues)))))
		}
	}
	for _, language := range s.Languages {
		if m.Tree.Language(language).Name != language {
			wrong = append(wrong, fmt.Errorf("roster: entry %d: the menu has no language %q", i+1, language))
		}
	}
	return wrong
}

// agents returns what the agents of a queue are like.
func (p *Profile) agents(queue string) Agents {
	all, own := p.Agents, p.Queues[queue]
	for _, one := range []struct{ all, own *Distribution }{{&all.Answer, &own.Answer}, {&all.Talk, &own.Talk}, {&all.WrapUp, &own.WrapUp}} {
		if *one.own != (Distribution{}) {
			*one.all = *one.own
		}
	}
	return all
}

// handling is the mean time that a call of a queue takes an agent.
func (p *Profile) handling(queue string) time.Duration {
	a := p.agents(queue)
	return a.Answer.Mean() + joining + a.Talk.Mean() + a.WrapUp.Mean()
}

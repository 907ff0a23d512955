package rehearse

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
)

// The bounds of a profile.
const (
	MostCalls     = 1_000_000 // of a day
	mostAgents    = 5000      // of a shift
	mostWeight    = 1e9       // of an hour or an exit
	leastPatience = time.Second
)

// fault is one thing wrong with a profile: the keys that lead to it, and what to write instead.
type fault struct {
	path    []string
	message string
}

// faults collects what is wrong with a profile for a menu.
type faults struct {
	menu *menus.Menu
	all  []fault
}

func (f *faults) add(path []string, format string, values ...any) {
	f.all = append(f.all, fault{slices.Clone(path), fmt.Sprintf(format, values...)})
}

// Check returns what is wrong with the profile for a menu, a line each.
func (p *Profile) Check(m *menus.Menu) error {
	var wrong []error
	for _, f := range p.faults(m) {
		wrong = append(wrong, fmt.Errorf("%s: %s", strings.Join(f.path, ": "), f.message))
	}
	return errors.Join(wrong...)
}

func (p *Profile) faults(m *menus.Menu) []fault {
	f := &faults{menu: m}
	if p.Calls < 1 || p.Calls > MostCalls {
		f.add([]string{"calls"}, "%d calls is not from 1 to %d; write how many the day has", p.Calls, MostCalls)
	}
	f.byHour(p.ByHour)
	f.callers(p.Callers)
	for _, name := range slices.Sorted(maps.Keys(p.Choices)) {
		f.choices(name, p.Choices[name])
	}
	for _, name := range slices.Sorted(maps.Keys(p.Queues)) {
		f.queue([]string{"queues", name}, name)
	}
	for i, s := range p.Roster {
		f.shift([]string{"roster", strconv.Itoa(i)}, s)
	}
	return f.all
}

func (f *faults) byHour(by map[int]float64) {
	callers, known := false, len(f.all)
	for _, hour := range slices.Sorted(maps.Keys(by)) {
		path := []string{"by_hour", strconv.Itoa(hour)}
		switch {
		case hour < 0 || hour > 23:
			f.add(path, "there is no hour %d; hours are 0 to 23", hour)
		default:
			f.weight(path, by[hour])
		}
		callers = callers || by[hour] > 0
	}
	if !callers && len(f.all) == known {
		f.add([]string{"by_hour"}, "no hour has callers; give one a number above 0, or leave by_hour out")
	}
}

func (f *faults) weight(path []string, weight float64) {
	if !(weight >= 0 && weight < mostWeight) {
		f.add(path, "%g is not a number from 0 to %g; write how many, in proportion", weight, mostWeight)
	}
}

func (f *faults) callers(c Callers) {
	if c.Callback+c.Message > 1+1e-9 {
		f.add([]string{"callers", "message"}, "callback and message are %.4g%% together; a caller takes one of the two, so write 100%% or less", 100*float64(c.Callback+c.Message))
	}
	if c.Patience.Mean() < leastPatience {
		f.add([]string{"callers", "patience"}, "with a patience of less than %s nobody would wait; write that or more", leastPatience)
	}
}

func (f *faults) choices(name string, weights map[string]float64) {
	path := []string{"choices", name}
	at, ok := f.menu.Tree.Nodes[name]
	if !ok {
		f.add(path, "there is no node %q; %s", name, menus.Instead(name, slices.Sorted(maps.Keys(f.menu.Tree.Nodes))))
		return
	}
	if _, ok := at.Node.(node.Playable); !ok {
		f.add(path, "callers choose nothing at %s; take it out", name)
		return
	}
	exits, known, chosen := append(at.Node.Exits(), HangUp), len(f.all), false
	for _, exit := range slices.Sorted(maps.Keys(weights)) {
		if !slices.Contains(exits, exit) {
			f.add(append(path, exit), "%s has no exit %q; %s", name, exit, menus.Instead(exit, exits))
		}
		f.weight(append(path, exit), weights[exit])
		chosen = chosen || weights[exit] > 0
	}
	if !chosen && len(f.all) == known {
		f.add(path, "nobody chooses anything at %s; give an exit a number above 0, or take it out", name)
	}
}

func (f *faults) queue(path []string, name string) {
	if _, ok := f.menu.Queues[name]; !ok {
		f.add(path, "there is no queue %q; %s", name, menus.Instead(name, slices.Sorted(maps.Keys(f.menu.Queues))))
	}
}

func (f *faults) shift(path []string, s Shift) {
	if s.Agents < 1 || s.Agents > mostAgents {
		f.add(append(path, "agents"), "%d agents; write how many are on duty, 1 to %d", s.Agents, mostAgents)
	}
	if len(s.Queues) == 0 {
		f.add(append(path, "queues"), "the shift serves no queue; write queues: [%s]", strings.Join(slices.Sorted(maps.Keys(f.menu.Queues)), ", "))
	}
	if len(s.Hours) == 0 {
		f.add(append(path, "hours"), `the shift is never on duty; write hours: "09:00-12:00, 13:00-18:00"`)
	}
	for i, queue := range s.Queues {
		at := append(path, "queues", strconv.Itoa(i))
		if f.queue(at, queue); slices.Contains(s.Queues[:i], queue) {
			f.add(at, "%s is named twice; name it once", queue)
		}
	}
	var languages []string
	for _, l := range f.menu.Tree.Languages {
		languages = append(languages, l.Name)
	}
	for i, language := range s.Languages {
		at := append(path, "languages", strconv.Itoa(i))
		switch {
		case !slices.Contains(languages, language):
			f.add(at, "the menu has no language %q; %s", language, menus.Instead(language, languages))
		case slices.Contains(s.Languages[:i], language):
			f.add(at, "%s is named twice; name it once", language)
		}
	}
}

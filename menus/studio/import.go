package studio

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Note is something that an operator must know about an import.
type Note struct {
	Widget string // "" for the whole flow
	Type   string // the widget's, as Studio names it: say-play
	Kind   NoteKind
	Text   string // what, and why
	Mend   string // what to do; "" when nothing is to be done
}

// NoteKind is what a note is about.
type NoteKind string

// The kinds of notes.
const (
	Trap  NoteKind = "trap"  // was wrong in the flow already
	Lost  NoteKind = "lost"  // could not be converted
	Added NoteKind = "added" // missing in the flow
)

// Import is a flow converted to a menu.
type Import struct {
	Files map[string][]byte // by name, menu.yaml among them
	Notes []Note            // those of the whole flow first, then in the order of the widgets
	Nodes map[string]string // by node that callers can reach: the widget it comes from
}

// Convert converts a flow into a menu. language is the flow's: zh-CN, en-US, or "" to detect it. The
// same flow always gives the same menu, and the menu loads. Its error is one line with the position and
// what is wrong with the file, as "3:14: is no JSON".
func Convert(data []byte, language string) (Import, error) {
	f, err := parse(data)
	if err != nil {
		return Import{}, fmt.Errorf("%s: %w", at(data, err), err)
	}
	first, event := f.first()
	if first == "" {
		return Import{}, errors.New("1:1: takes no calls: nothing is wired to incomingCall of its trigger; export a voice flow")
	}
	b := newBuilder(f, cmp.Or(language, speaks(f)))
	b.beginsBy(event)
	b.start = b.node(f.trigger(), first)
	b.follow()
	b.strays()
	b.settle()
	return b.menu(), nil
}

// builder builds the menu of a flow.
type builder struct {
	flow
	names    names
	language string
	start    string // the node that calls reach first
	heeded   map[string]bool
	drafts   []*draft
	notes    []Note
	next     []string // widgets that a node leads to
	behind   []string // widgets reached only from one that is not converted
	begun    map[string]bool
	severed  map[string]bool // all that were ever in behind
	queues   []string        // in the order they were met
	timed    bool            // some widget depends on the time of day
	spoken   bool            // some choice may be spoken
	ours     bool            // whether hung_up is needed
}

func newBuilder(f flow, language string) *builder {
	return &builder{flow: f, names: newNames(f), language: language, heeded: f.heeded(), begun: map[string]bool{}, severed: map[string]bool{}}
}

// follow drafts a node for each widget that calls reach, and then for those reached only from widgets
// that could not be converted, to be set aside.
func (b *builder) follow() {
	for len(b.next)+len(b.behind) > 0 {
		if len(b.next) == 0 {
			b.resolve(widget{}, b.behind[0])
			b.behind = b.behind[1:]
			continue
		}
		name := b.next[0]
		b.next = b.next[1:]
		if !b.begun[name] {
			b.begun[name] = true
			b.carry(b.named[name])
		}
	}
}

// cut records that the transitions to widgets are not converted.
func (b *builder) cut(names ...string) {
	for _, name := range names {
		if _, ok := b.named[name]; ok && !b.severed[name] {
			b.severed[name] = true
			b.behind = append(b.behind, name)
		}
	}
}

// note adds a note, once.
func (b *builder) note(w widget, kind NoteKind, mend, format string, args ...any) {
	n := Note{w.Name, w.Type, kind, fmt.Sprintf(format, args...), mend}
	if !slices.Contains(b.notes, n) {
		b.notes = append(b.notes, n)
	}
}

func (b *builder) trap(w widget, mend, format string, args ...any) {
	b.note(w, Trap, mend, format, args...)
}

func (b *builder) lost(w widget, mend, format string, args ...any) {
	b.note(w, Lost, mend, format, args...)
}

func (b *builder) added(w widget, mend, format string, args ...any) {
	b.note(w, Added, mend, format, args...)
}

// beginsBy notes calls that the company starts itself.
func (b *builder) beginsBy(event string) {
	if event != "" && event != voice[0] {
		b.lost(widget{}, "", "calls begin by %s, not by a caller; here a caller comes to the same widget", event)
	}
}

// strays notes widgets that no call reaches; those for messages are no fault of the flow.
func (b *builder) strays() {
	var begins, others []string
	for _, t := range b.trigger().Transitions {
		if slices.Contains(voice, t.Event) {
			begins = append(begins, t.Next)
		} else {
			others = append(others, t.Next)
		}
	}
	called, written := b.reached(append(begins, b.trigger().Name)...), b.reached(others...)
	if b.trigger().Type == typeTrigger {
		called = b.reached(begins...)
	}
	silent := 0
	for _, w := range b.Widgets {
		switch {
		case w.Type == typeTrigger || called[w.Name]:
		case written[w.Name]:
			silent++
		default:
			b.trap(w, "lead to it, or forget it", "nothing leads to this widget; it was left out")
		}
	}
	if silent > 0 {
		b.lost(widget{}, "", "widgets for written messages only were left out: %d", silent)
	}
}

// notesInOrder returns the notes in the order of the widgets.
func (b *builder) notesInOrder() []Note {
	place := make(map[string]int, len(b.Widgets))
	for i, w := range b.Widgets {
		place[w.Name] = i + 1
	}
	slices.SortStableFunc(b.notes, func(x, y Note) int { return cmp.Compare(place[x.Widget], place[y.Widget]) })
	return b.notes
}

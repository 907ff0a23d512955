package studio

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
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
	b := newBuilder(&f, cmp.Or(language, speaks(f)))
	b.beginsBy(event)
	b.nodes.start = b.routes.node(f.trigger(), first)
	b.follow()
	b.strays()
	b.nodes.settle()
	return b.output().menu(), nil
}

// builder converts each widget that calls reach into the draft of a node.
type builder struct {
	flow   *flow
	names  names
	words  wording
	notes  *notes
	routes *routes
	nodes  *nodes
	begun  map[string]bool // the widgets that have been converted
	needs  needs
}

// needs are what the whole menu must have for its nodes.
type needs struct {
	queues []string // in the order they were met
	timed  bool     // opening hours: some widget depends on the time of day
	spoken bool     // speech: some choice may be spoken
}

// queue returns the queue of that name, which is then written to menu.yaml.
func (n *needs) queue(name string) string {
	node := "general"
	if name != "" {
		node = nodeName(name)
	}
	if slices.Contains(reserved, node) {
		node += "_queue" // a word with another meaning in YAML
	}
	if !slices.Contains(n.queues, node) {
		n.queues = append(n.queues, node)
	}
	return node
}

func newBuilder(f *flow, language string) *builder {
	b := &builder{flow: f, names: newNames(f), words: wording{language}, notes: &notes{}, begun: map[string]bool{}}
	b.routes = &routes{flow: f, names: b.names, notes: b.notes, severed: map[string]bool{}}
	b.nodes = &nodes{notes: b.notes, words: b.words}
	return b
}

// output returns what writes the files of the menu.
func (b *builder) output() *output {
	return &output{flow: b.flow, words: b.words, notes: b.notes, nodes: b.nodes, needs: b.needs}
}

// follow drafts a node for each widget that calls reach, and then for those reached only from widgets
// that could not be converted, to be set aside.
func (b *builder) follow() {
	for {
		name, ok := b.routes.take()
		if !ok {
			return
		}
		if !b.begun[name] {
			b.begun[name] = true
			b.carry(b.flow.named[name])
		}
	}
}

// draft begins the node of a widget.
func (b *builder) draft(w widget, kind string) *draft {
	d := &draft{name: b.names.of[w.Name], widget: w, kind: kind}
	return b.nodes.add(d)
}

// beginsBy notes calls that the company starts itself.
func (b *builder) beginsBy(event string) {
	if event != "" && event != voice[0] {
		b.notes.lost(widget{}, "", "calls begin by %s, not by a caller; here a caller comes to the same widget", event)
	}
}

// strays notes widgets that no call reaches; those for messages are no fault of the flow.
func (b *builder) strays() {
	var begins, others []string
	for _, t := range b.flow.trigger().Transitions {
		if slices.Contains(voice, t.Event) {
			begins = append(begins, t.Next)
		} else {
			others = append(others, t.Next)
		}
	}
	called, written := b.flow.reached(append(begins, b.flow.trigger().Name)...), b.flow.reached(others...)
	if b.flow.trigger().Type == typeTrigger {
		called = b.flow.reached(begins...)
	}
	silent := 0
	for _, w := range b.flow.Widgets {
		switch {
		case w.Type == typeTrigger || called[w.Name]:
		case written[w.Name]:
			silent++
		default:
			b.notes.trap(w, "lead to it, or forget it", "nothing leads to this widget; it was left out")
		}
	}
	if silent > 0 {
		b.notes.lost(widget{}, "", "widgets for written messages only were left out: %d", silent)
	}
}

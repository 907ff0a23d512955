package studio

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Note is something that an operator must know of an import.
type Note struct {
	Widget string // "" for the whole flow
	Kind   NoteKind
	Text   string
}

// NoteKind says what a note is about.
type NoteKind string

// The kinds of notes.
const (
	Lost  NoteKind = "lost"  // could not be carried over
	Added NoteKind = "added" // the flow did not say it
	Trap  NoteKind = "trap"  // was wrong in the flow all along
)

// Import is a flow as a menu.
type Import struct {
	Files map[string][]byte // by name; menu.yaml among them
	Notes []Note            // in the order of the widgets
	Nodes map[string]string // of each node, the widget that it comes from
}

// Convert turns a flow into a menu. language is the one that the flow speaks:
// zh-CN, en-US, or "" to find out. Its error says what is wrong with the file.
func Convert(data []byte, language string) (Import, error) {
	f, err := parse(data)
	if err != nil {
		return Import{}, err
	}
	if f.first() == "" {
		return Import{}, fmt.Errorf("no call ever comes in: the trigger's incomingCall leads nowhere")
	}
	b := builder{flow: f, names: newNames(f), language: cmp.Or(language, speaks(f)), nodes: map[string]string{}}
	b.note("", Added, "languages, hours (Monday to Friday 9:00–18:00), the queue, phrases and the whisper are defaults of ours: check them")
	b.reachable()
	return b.done(), nil
}

// builder writes the menu.
type builder struct {
	flow
	names    names
	language string
	notes    []Note
	parts    []*part
	nodes    map[string]string
	merged   map[string]bool // splits that became part of the menu before them
	needed   map[string]bool // of the reserved nodes
}

func (b *builder) note(widget string, kind NoteKind, format string, args ...any) {
	b.notes = append(b.notes, Note{widget, kind, fmt.Sprintf(format, args...)})
}

// reachable writes a node for every widget that a call can come to.
func (b *builder) reachable() {
	b.merged, b.needed = map[string]bool{}, map[string]bool{}
	seen := map[string]bool{}
	next := []string{b.first()}
	for len(next) > 0 {
		name := next[0]
		next = next[1:]
		s, ok := b.state(name)
		if seen[name] || !ok {
			continue
		}
		seen[name] = true
		b.node(s)
		for _, t := range s.Transitions {
			next = append(next, t.Next)
		}
	}
	for _, s := range b.States {
		if !seen[s.Name] && s.Type != "trigger" {
			b.note(s.Name, Trap, "no call can come to this widget; it was left out")
		}
	}
}

// to is the node that an event leads to. One that leads nowhere hangs up in
// Studio: the menu does too, and the trap is told.
func (b *builder) to(s state, what string, events ...string) string {
	target := s.next(events...)
	if target == "" {
		if what != "" {
			b.note(s.Name, Trap, "%s: nothing is wired, so the caller is hung up on", what)
		}
		b.needed["hung_up"] = true
		return "hung_up"
	}
	return b.leads(s, target)
}

func (b *builder) leads(s state, name string) string {
	if _, ok := b.state(name); !ok {
		b.note(s.Name, Trap, "leads to the widget %q, which does not exist: the caller is hung up on", name)
		b.needed["hung_up"] = true
		return "hung_up"
	}
	return b.names.of[name]
}

// node writes what a widget becomes.
func (b *builder) node(s state) {
	write := kinds[s.Type]
	if write == nil {
		write = (*builder).unknown
	}
	write(b, s)
}

// kinds are the widgets that a call may come to (Twilio's widget library).
var kinds = map[string]func(*builder, state){
	"trigger":               (*builder).trigger,
	"say-play":              (*builder).say,
	"gather-input-on-call":  (*builder).gather,
	"split-based-on":        (*builder).split,
	"connect-call-to":       (*builder).connect,
	"enqueue-call":          (*builder).enqueue,
	"send-to-flex":          (*builder).enqueue,
	"record-voicemail":      (*builder).voicemail,
	"send-message":          (*builder).message,
	"set-variables":         (*builder).passes,
	"fork-stream":           (*builder).passes,
	"record-call":           (*builder).passes,
	"call-recording":        (*builder).passes,
	"make-http-request":     (*builder).asksTheWorld,
	"run-function":          (*builder).asksTheWorld,
	"run-subflow":           (*builder).asksTheWorld,
	"search-knowledge-base": (*builder).asksTheWorld,
}

func (b *builder) begin(s state, kind string) { b.open(b.names.of[s.Name], s, kind) }

// open begins a node.
func (b *builder) open(name string, s state, kind string) {
	b.nodes[name] = s.Name
	b.parts = append(b.parts, &part{name: name})
	b.line("\n  # %s (%s)\n  %s:\n    %s:", comment(s.Name), comment(s.Type), name, kind)
}

// part is the YAML of one node.
type part struct {
	name string
	yaml strings.Builder
}

// target is a name that a part may lead to.
var target = regexp.MustCompile(`: ([a-z0-9_]+)`)

// met are the parts that a call can come to, in their order: of a circle that a
// menu's own patience takes the place of, something may be left over.
func (b *builder) met(start string) string {
	parts := map[string]*part{}
	for _, p := range b.parts {
		parts[p.name] = p
	}
	seen, next := map[string]bool{}, []string{start}
	for len(next) > 0 {
		name := next[0]
		next = next[1:]
		p := parts[name]
		if seen[name] || p == nil {
			continue
		}
		seen[name] = true
		for _, m := range target.FindAllStringSubmatch(p.yaml.String(), -1) {
			next = append(next, m[1])
		}
	}
	var y strings.Builder
	for _, p := range b.parts {
		if seen[p.name] {
			y.WriteString(p.yaml.String())
		} else {
			delete(b.nodes, p.name)
		}
	}
	return y.String()
}

func comment(s string) string { text, _ := plain(s); return text }

func (b *builder) line(format string, args ...any) {
	fmt.Fprintf(&b.parts[len(b.parts)-1].yaml, format+"\n", args...)
}

// quoted is a text as YAML holds any text.
func quoted(s string) string { return strconv.Quote(s) }

// in gives a text in the flow's language.
func (b *builder) in(text string) string { return fmt.Sprintf("{ %s: %s }", b.language, quoted(text)) }

// words gives one of ours in the flow's language.
func (b *builder) words(chinese, english string) string {
	if b.language == "zh-CN" {
		return b.in(chinese)
	}
	return b.in(english)
}

// prompt is what a widget says; otherwise ours.
func (b *builder) prompt(s state, chinese, english string) string {
	text, templates := plain(s.text("say"))
	if templates {
		b.note(s.Name, Lost, "says values of the flow ({{…}}), which a menu does not know; they were left out of the text: %s", quoted(text))
	}
	if play := s.text("play"); play != "" {
		b.note(s.Name, Lost, "plays %s; record it as words, or keep the file as the music of a queue", quoted(play))
	}
	if text != "" {
		return text
	}
	if b.language == "zh-CN" {
		return chinese
	}
	return english
}

func (b *builder) trigger(s state) {
	b.begin(s, "say")
	b.line("      text: %s", b.words("您好。", "Hello."))
	b.line("    go: %s", b.to(s, "a call that comes in", "incomingCall", "incomingRequest"))
}

func (b *builder) say(s state) {
	b.begin(s, "say")
	b.line("      text: %s", b.in(b.prompt(s, "请稍候。", "One moment, please.")))
	b.line("    go: %s", b.to(s, "", "audioComplete"))
}

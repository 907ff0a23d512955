package studio

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
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

// gather becomes a menu together with the split that reads its digits, or a
// collect where many digits are asked for.
func (b *builder) gather(s state) {
	split, isMenu := b.splitOf(s)
	most, err := strconv.Atoi(s.text("number_of_digits"))
	if isMenu && (err != nil || most == 1 || keyed(split)) {
		b.menu(s, split)
		return
	}
	if err != nil || most < 1 || most > 32 {
		most = 20
	}
	b.begin(s, "collect")
	b.line("      ask: %s", b.in(b.prompt(s, "请输入号码，按井号键结束。", "Please enter the digits and press pound.")))
	b.line("      into: typed.%s", b.names.of[s.Name])
	b.line("      min: 1\n      max: %d", most)
	b.line("    on: { done: %s, no_input: %s }", b.to(s, "digits typed", "keypress", "speech"), b.to(s, "silence", "timeout"))
	b.loops(s)
}

// splitOf is the split that decides by what a gather has heard, right after it.
func (b *builder) splitOf(s state) (state, bool) {
	next, ok := b.state(s.next("keypress", "speech"))
	if !ok || next.Type != "split-based-on" {
		return next, false
	}
	about := next.text("input") + " "
	for _, t := range next.Transitions {
		for _, c := range t.Conditions {
			about += strings.Join(c.Arguments, " ")
		}
	}
	return next, strings.Contains(about, "."+s.Name+".") || strings.Contains(about, "Digits") || strings.Contains(about, "SpeechResult")
}

// keyed tells whether a split goes by single keys only.
func keyed(s state) bool {
	for _, t := range s.Transitions {
		for _, c := range t.Conditions {
			for value := range strings.SplitSeq(c.Value, ",") {
				if value = strings.TrimSpace(value); len(value) == 1 && value[0] >= '0' && value[0] <= '9' {
					return true
				}
			}
		}
	}
	return false
}

// loops tells of a gather that asks again for ever: Studio counts no tries.
func (b *builder) loops(s state) {
	at := s.next("timeout")
	for range 20 {
		if at == s.Name {
			b.note(s.Name, Trap, "silence leads back to itself without a bound: a silent caller is never let go; here, three times and then a person")
			return
		}
		via, ok := b.state(at)
		if !ok || via.Type != "say-play" && via.Type != "set-variables" {
			return
		}
		at = via.next("audioComplete", "next")
	}
}

// offer is a choice of a menu to be.
type offer struct{ key, words, to string }

// menu writes a gather and its split as one menu.
func (b *builder) menu(s, split state) {
	b.merged[split.Name] = true
	prompt := b.prompt(s, "", "")
	said := spokenOffers(prompt)
	var list []offer
	for _, t := range split.Transitions {
		if t.Event != "match" {
			continue
		}
		for _, c := range t.Conditions {
			for value := range strings.SplitSeq(c.Value, ",") {
				b.offer(&list, s, split, t, strings.TrimSpace(value), said)
			}
		}
	}
	slices.SortStableFunc(list, func(x, y offer) int { return cmp.Compare(x.key, y.key) })
	if len(list) == 0 {
		b.note(s.Name, Lost, "goes by what is said or typed in a way that keys cannot show (%s); callers go to a person", split.Name)
		b.needed["to_person"] = true
		b.begin(s, "say")
		b.line("      text: %s", b.in(cmp.Or(prompt, "…")))
		b.line("    go: to_person")
		return
	}
	b.writeMenu(s, split, opening(prompt), list)
}

func (b *builder) offer(list *[]offer, s, split state, t transition, value string, said map[string]string) {
	switch {
	case value == "0":
		b.note(s.Name, Lost, "key 0 leads to %q; in every menu here 0 is a person", t.Next)
		return
	case len(value) != 1 || value[0] < '1' || value[0] > '9':
		if value != "" {
			b.note(s.Name, Lost, "the word or digits %q lead to %q: a menu goes by single keys; add it to a choice's hear", value, t.Next)
		}
		return
	case slices.ContainsFunc(*list, func(o offer) bool { return o.key == value }):
		b.note(s.Name, Trap, "key %s is given twice; only the first counts", value)
		return
	}
	to := "hung_up"
	if t.Next == "" {
		b.note(split.Name, Trap, "key %s leads nowhere: the caller is hung up on", value)
		b.needed[to] = true
	} else {
		to = b.leads(split, t.Next)
	}
	words := said[value]
	if words == "" {
		words = cmp.Or(wordsOf(t.Next), "…")
		b.note(s.Name, Added, "the prompt does not say in a way we can read what key %s is for; we say %q", value, words)
	}
	*list = append(*list, offer{value, words, to})
}

func wordsOf(widget string) string { return strings.ReplaceAll(nodeName(widget), "_", " ") }

// most is how many choices a menu offers.
const most = 5

func (b *builder) writeMenu(s, split state, say string, list []offer) {
	noMatch := split.next("noMatch")
	if noMatch == "" {
		b.note(split.Name, Trap, "a key that no condition knows leads nowhere: the caller is hung up on; here it is asked for again, and then a person")
	}
	if s.next("timeout") == "" {
		b.note(s.Name, Trap, "silence leads nowhere: the caller is hung up on")
	}
	b.loops(s)
	name := b.names.of[s.Name]
	for page := 1; ; page++ {
		some, rest := list, []offer(nil)
		if len(list) > most {
			some, rest = list[:most-1], list[most-1:]
			b.note(s.Name, Lost, "has more than %d choices, which callers cannot keep in mind: the others are in a menu behind “more”", most)
		}
		b.open(name, s, "menu")
		if say != "" && page == 1 {
			b.line("      say: %s", b.in(say))
		}
		b.line("      choices:")
		for i, o := range some {
			if key := strconv.Itoa(i + 1); key != o.key {
				b.note(s.Name, Lost, "%q was on key %s and is on key %s now: choices are numbered in order", o.words, o.key, key)
			}
			b.line("        - { for: %s, go: %s }", b.in(o.words), o.to)
		}
		more := ""
		if len(rest) > 0 {
			more = b.names.free(b.names.of[s.Name] + "_more")
			b.line("        - { for: %s, go: %s }", b.words("更多服务", "more"), more)
		}
		b.menuExits(s)
		if len(rest) == 0 {
			return
		}
		name, list = more, rest
	}
}

// menuExits wires silence as the flow does, unless it comes round to the menu.
func (b *builder) menuExits(s state) {
	if target := s.next("timeout"); target == "" {
		b.needed["hung_up"] = true
		b.line("    on: { no_input: hung_up }")
	} else if !b.comesBack(s, target) {
		b.line("    on: { no_input: %s }", b.leads(s, target))
	}
}

// comesBack tells whether a way leads back to a widget without asking anything.
func (b *builder) comesBack(s state, at string) bool {
	for range 20 {
		if at == s.Name {
			return true
		}
		via, ok := b.state(at)
		if !ok || via.Type != "say-play" && via.Type != "set-variables" {
			return false
		}
		at = via.next("audioComplete", "next")
	}
	return false
}

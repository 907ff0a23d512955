package studio

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr/node"
)

// largest bounds a file of nodes in bytes: the loader takes 256 KB.
const largest = 160 << 10

// menu assembles the files.
func (b *builder) menu() Import {
	if !slices.Contains(b.queues, "general") {
		b.queues = append(b.queues, "general")
	}
	b.defaults()
	var kept, aside []*draft
	nodes := map[string]string{}
	for _, d := range b.drafts {
		if d.aside {
			aside = append(aside, d)
			continue
		}
		kept, nodes[d.name] = append(kept, d), d.widget.Name
	}
	files := map[string][]byte{"words.yaml": b.wordsFile()}
	names := []string{"words.yaml"}
	pages := pages(kept)
	for i, page := range pages[1:] {
		names = append(names, fmt.Sprintf("nodes_%d.yaml", i+2))
		files[names[i+1]] = []byte("# More nodes of the flow.\n\nnodes:" + page)
	}
	files["menu.yaml"] = b.mainFile(names, pages[0])
	if len(aside) > 0 {
		b.setAsideIn(files, aside)
	}
	notes := b.notesInOrder()
	files["NOTES.md"] = notesFile(notes)
	return Import{Files: files, Notes: notes, Nodes: nodes}
}

// pages returns the nodes in files.
func pages(drafts []*draft) []string {
	list := []string{""}
	for _, d := range drafts {
		if y := d.yaml(); len(list[len(list)-1])+len(y) <= largest {
			list[len(list)-1] += y
		} else {
			list = append(list, y)
		}
	}
	return list
}

// defaults notes what a menu needs and the flow does not say.
func (b *builder) defaults() {
	w := widget{}
	b.added(w, "say them in your own words", "the words that every menu says alike, in words.yaml")
	b.added(w, "", "0 leads to a person in every menu, and so do three silences or wrong keys: by the queue general, or to a message")
	if b.timed {
		b.added(w, "set the hours of the line support in menu.yaml", "opening hours, Monday to Friday from 9 to 18, for the flow keeps its own in code or conditions")
	} else {
		b.added(w, "set the hours of the line support in menu.yaml", "the line support is open day and night, as the flow is")
	}
	b.added(w, "sign people in for them", "the queues: %s; who waits longer than ten minutes leaves a message", strings.Join(b.queues, ", "))
	b.added(w, "set timezone and country in menu.yaml", "the time zone %s, and +%s for numbers typed without a calling code", tongues[b.language].zone, tongues[b.language].country)
	if others := b.otherTongues(); len(others) > 0 {
		b.lost(w, "translate the texts", "the flow speaks %s; the menu speaks %s", strings.Join(others, ", "), b.language)
	}
}

// otherTongues returns languages of widgets that are neither Mandarin nor English.
func (b *builder) otherTongues() []string {
	var list []string
	for _, w := range b.Widgets {
		named := comment(w.text("language"))
		short, _, _ := strings.Cut(strings.ToLower(named), "-")
		if named != "" && !slices.Contains([]string{"en", "zh", "cmn"}, short) && !slices.Contains(list, named) {
			list = append(list, named)
		}
	}
	return list
}

// mainFile returns menu.yaml.
func (b *builder) mainFile(include []string, nodes string) []byte {
	var y strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&y, format+"\n", args...) }
	t := tongues[b.language]
	say("# From a flow of Twilio Studio: %s", cmp.Or(comment(b.Description), "without a description"))
	say("# What could not be carried over, and what was wrong with it, stands in NOTES.md.\n")
	say("hotline: %s\nstart: %s\nlifeline: %s\noverlong: %s", quoted(cmp.Or(comment(b.Description), "Imported")), b.start, toPerson, toPerson)
	say("timezone: %s\ncountry: %q\ntries: 3\nspeech: %t\n", t.zone, t.country, b.spoken)
	say("languages:\n  %s: { say: %s, voice: %s, hear: %s }\n", b.language, t.say, t.voice, t.hear)
	say("include: [%s]\n", strings.Join(include, ", "))
	if b.timed {
		say("hours:\n  support: { mon-fri: \"09:00-18:00\" } # a guess: the flow keeps its hours in code\n")
	} else {
		say("hours:\n  support: { mon-sun: \"00:00-24:00\" } # the flow knows no hours\n")
	}
	say("queues:")
	for _, q := range b.queues {
		say("  %s: { hours: support }", q)
	}
	say("\nwhisper: %s\n", b.ourWords(whisper))
	always := make([]string, len(unwired))
	for i, e := range unwired {
		always[i] = e.name + ": " + e.to
	}
	say("always: { %s }\n\nnodes:%s", strings.Join(always, ", "), nodes)
	y.WriteString(b.ourNodes())
	return []byte(y.String())
}

// ourNodes returns the nodes that lead to a person, which every imported menu has.
func (b *builder) ourNodes() string {
	var y strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&y, format+"\n", args...) }
	say("  # The way to a person.")
	say("  %s:\n    hours: { line: support }\n    on: { open: %s, closed: %s }\n", toPerson, theQueue, noPerson)
	say("  %s:\n    queue: { name: general }\n    on: { bridged: %s, callback: %s, message: %s, full: %s, nobody: %s, too_long: %s, closed: %s, failed: %s }\n",
		theQueue, parting, callBack, noPerson, noPerson, noPerson, noPerson, noPerson, noPerson)
	say("  %s:\n    callback: { department: general }\n    on: { done: %s, withheld: %s, failed: %s }\n", callBack, parting, noPerson, noPerson)
	say("  %s:\n    message:\n      ask: %s\n      empty: %s\n      department: general\n    on: { done: %s, empty: %s, failed: %s }\n",
		noPerson, b.ourWords(nobodyNow), b.ourWords(noMessage), parting, parting, later)
	say("  %s:\n    end: { say: %s }\n", later, b.ourWords(callLater))
	say("  %s:\n    end: { say: %s }", parting, b.ourWords(thanksAndBye))
	if b.ours {
		y.WriteString(b.hungUpNode())
	}
	return y.String()
}

// hungUpNode returns the node for unwired transitions.
func (b *builder) hungUpNode() string {
	return fmt.Sprintf("\n  # Here the flow hung up, for nothing was wired. Lead these ways to a person.\n  %s:\n    end: { say: %s }\n", hungUp, b.ourWords(goodbye))
}

// setAsideIn writes the nodes that no call reaches, for the operator to use.
func (b *builder) setAsideIn(files map[string][]byte, aside []*draft) {
	for i, page := range pages(aside) {
		name := "behind.yaml"
		if i > 0 {
			name = fmt.Sprintf("behind_%d.yaml", i+1)
		}
		files[name] = []byte("# Nodes behind widgets that could not be carried over: no call comes here. Take\n" +
			"# them into menu.yaml, with include, when something leads to them again.\n\nnodes:" + page)
	}
	if !b.ours && slices.ContainsFunc(aside, func(d *draft) bool { return slices.Contains(d.targets(), hungUp) }) {
		files["behind.yaml"] = append(files["behind.yaml"], b.hungUpNode()...)
	}
	b.added(widget{}, "take in those that you lead to again, and forget the others", "nodes that no call comes to, for they stand behind what could not be carried over, are kept in behind.yaml: %d", len(aside))
}

// wordsFile returns the phrases that every menu has, in the flow's language.
func (b *builder) wordsFile() []byte {
	var y strings.Builder
	y.WriteString("# What every menu says alike: words of ours.\n\nphrases:\n")
	for _, p := range node.Phrases() {
		text := cmp.Or(p.Default[b.language], phraseWords[p.Name][b.language])
		fmt.Fprintf(&y, "  %s: %s\n", p.Name, b.in(text))
	}
	y.WriteString("\nhear:\n")
	for _, key := range spokenKeys {
		fmt.Fprintf(&y, "  %s: { %s: [%s] }\n", key.name, b.language, key.words[b.language])
	}
	fmt.Fprintf(&y, "\nterms:\n  language.%s: %s\n", b.language, b.in(tongues[b.language].name))
	return []byte(y.String())
}

// Headings are the kinds of notes in the order in which they are listed, each with its heading.
var Headings = []struct {
	Kind  NoteKind
	Title string
}{
	{Trap, "Was wrong in the flow all along"},
	{Lost, "Could not be carried over"},
	{Added, "Added, for the flow does not say it"},
}

// notesFile returns the list of notes as a file for the operator.
func notesFile(notes []Note) []byte {
	var y strings.Builder
	y.WriteString("# Notes on the import\n")
	for _, h := range Headings {
		fmt.Fprintf(&y, "\n## %s\n\n", h.Title)
		before := y.Len()
		for _, n := range notes {
			if n.Kind == h.Kind {
				y.WriteString("- " + n.String() + "\n")
			}
		}
		if y.Len() == before {
			y.WriteString("Nothing.\n")
		}
	}
	return []byte(y.String())
}

// todo introduces what to do about a note.
var todo = map[NoteKind]string{Trap: "to mend it", Lost: "instead", Added: "next"}

// String returns the note in one line: the widget, the note, what to do.
func (n Note) String() string {
	text := n.Text
	if n.Mend != "" {
		text += " (" + todo[n.Kind] + ": " + n.Mend + ")"
	}
	if n.Widget == "" {
		return text
	}
	return fmt.Sprintf("%s (%s): %s", comment(n.Widget), comment(n.Type), text)
}

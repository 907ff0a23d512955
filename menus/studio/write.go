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

// output writes the files of a menu.
type output struct {
	flow  *flow
	words wording
	notes *notes
	nodes *nodes
	needs needs
}

// menu assembles the files.
func (o *output) menu() Import {
	if !slices.Contains(o.needs.queues, "general") {
		o.needs.queues = append(o.needs.queues, "general")
	}
	o.defaults()
	var kept, aside []*draft
	nodes := map[string]string{}
	for _, d := range o.nodes.list {
		if d.aside {
			aside = append(aside, d)
			continue
		}
		kept, nodes[d.name] = append(kept, d), d.widget.Name
	}
	files := map[string][]byte{"words.yaml": o.wordsFile()}
	names := []string{"words.yaml"}
	pages := pages(kept)
	for i, page := range pages[1:] {
		names = append(names, fmt.Sprintf("nodes_%d.yaml", i+2))
		files[names[i+1]] = []byte("# More nodes of the flow.\n\nnodes:" + page)
	}
	files["menu.yaml"] = o.mainFile(names, pages[0])
	if len(aside) > 0 {
		o.setAsideIn(files, aside)
	}
	notes := o.notes.inOrder(o.flow)
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
func (o *output) defaults() {
	w := widget{}
	o.notes.added(w, "say them in your own words", "the words that every menu says alike, in words.yaml")
	o.notes.added(w, "", "0 leads to a person in every menu, and so do three silences or wrong keys: by the queue general, or to a message")
	if o.needs.timed {
		o.notes.added(w, "set the hours of the line support in menu.yaml", "opening hours, Monday to Friday from 9 to 18, for the flow keeps its own in code or conditions")
	} else {
		o.notes.added(w, "set the hours of the line support in menu.yaml", "the line support is open day and night, as the flow is")
	}
	o.notes.added(w, "sign people in for them", "the queues: %s; who waits longer than ten minutes leaves a message", strings.Join(o.needs.queues, ", "))
	o.notes.added(w, "set timezone and country in menu.yaml", "the time zone %s, and +%s for numbers typed without a calling code", spokenAs[o.words.language].zone, spokenAs[o.words.language].country)
	if others := o.flow.otherTongues(); len(others) > 0 {
		o.notes.lost(w, "translate the texts", "the flow speaks %s; the menu speaks %s", strings.Join(others, ", "), o.words.language)
	}
}

// otherTongues returns languages of widgets that are neither Mandarin nor English.
func (f *flow) otherTongues() []string {
	var list []string
	for _, w := range f.Widgets {
		named := comment(w.text("language"))
		short, _, _ := strings.Cut(strings.ToLower(named), "-")
		if named != "" && !slices.Contains([]string{"en", "zh", "cmn"}, short) && !slices.Contains(list, named) {
			list = append(list, named)
		}
	}
	return list
}

// mainFile returns menu.yaml.
func (o *output) mainFile(include []string, nodes string) []byte {
	var y strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&y, format+"\n", args...) }
	t := spokenAs[o.words.language]
	say("# From a flow of Twilio Studio: %s", cmp.Or(comment(o.flow.Description), "without a description"))
	say("# What could not be carried over, and what was wrong with it, stands in NOTES.md.\n")
	say("hotline: %s\nstart: %s\nlifeline: %s\noverlong: %s", quoted(cmp.Or(comment(o.flow.Description), "Imported")), o.nodes.start, toPerson, toPerson)
	say("timezone: %s\ncountry: %q\ntries: 3\nspeech: %t\n", t.zone, t.country, o.needs.spoken)
	say("languages:\n  %s: { say: %s, voice: %s, hear: %s }\n", o.words.language, t.say, t.voice, t.hear)
	say("include: [%s]\n", strings.Join(include, ", "))
	if o.needs.timed {
		say("hours:\n  support: { mon-fri: \"09:00-18:00\" } # a guess: the flow keeps its hours in code\n")
	} else {
		say("hours:\n  support: { mon-sun: \"00:00-24:00\" } # the flow knows no hours\n")
	}
	say("queues:")
	for _, q := range o.needs.queues {
		say("  %s: { hours: support }", q)
	}
	say("\nwhisper: %s\n", o.words.ours(whisper))
	always := make([]string, len(unwired))
	for i, e := range unwired {
		always[i] = e.name + ": " + e.to
	}
	say("always: { %s }\n\nnodes:%s", strings.Join(always, ", "), nodes)
	y.WriteString(o.ourNodes())
	return []byte(y.String())
}

// ourNodes returns the nodes that lead to a person, which every imported menu has.
func (o *output) ourNodes() string {
	var y strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&y, format+"\n", args...) }
	say("  # The way to a person.")
	say("  %s:\n    hours: { line: support }\n    on: { open: %s, closed: %s }\n", toPerson, theQueue, noPerson)
	say("  %s:\n    queue: { name: general }\n    on: { bridged: %s, callback: %s, message: %s, full: %s, nobody: %s, too_long: %s, closed: %s, failed: %s }\n",
		theQueue, parting, callBack, noPerson, noPerson, noPerson, noPerson, noPerson, noPerson)
	say("  %s:\n    callback: { department: general }\n    on: { done: %s, withheld: %s, failed: %s }\n", callBack, parting, noPerson, noPerson)
	say("  %s:\n    message:\n      ask: %s\n      empty: %s\n      department: general\n    on: { done: %s, empty: %s, failed: %s }\n",
		noPerson, o.words.ours(nobodyNow), o.words.ours(noMessage), parting, parting, later)
	say("  %s:\n    end: { say: %s }\n", later, o.words.ours(callLater))
	say("  %s:\n    end: { say: %s }", parting, o.words.ours(thanksAndBye))
	if o.nodes.hangsUp {
		y.WriteString(o.hungUpNode())
	}
	return y.String()
}

// hungUpNode returns the node for unwired transitions.
func (o *output) hungUpNode() string {
	return fmt.Sprintf("\n  # Here the flow hung up, for nothing was wired. Lead these ways to a person.\n  %s:\n    end: { say: %s }\n", hungUp, o.words.ours(goodbye))
}

// setAsideIn writes the nodes that no call reaches, for the operator to use.
func (o *output) setAsideIn(files map[string][]byte, aside []*draft) {
	for i, page := range pages(aside) {
		name := "behind.yaml"
		if i > 0 {
			name = fmt.Sprintf("behind_%d.yaml", i+1)
		}
		files[name] = []byte("# Nodes behind widgets that could not be carried over: no call comes here. Take\n" +
			"# them into menu.yaml, with include, when something leads to them again.\n\nnodes:" + page)
	}
	if !o.nodes.hangsUp && slices.ContainsFunc(aside, func(d *draft) bool { return slices.Contains(d.targets(), hungUp) }) {
		files["behind.yaml"] = append(files["behind.yaml"], o.hungUpNode()...)
	}
	o.notes.added(widget{}, "take in those that you lead to again, and forget the others", "nodes that no call comes to, for they stand behind what could not be carried over, are kept in behind.yaml: %d", len(aside))
}

// wordsFile returns the phrases that every menu has, in the flow's language.
func (o *output) wordsFile() []byte {
	var y strings.Builder
	y.WriteString("# What every menu says alike: words of ours.\n\nphrases:\n")
	for _, p := range node.Phrases() {
		text := cmp.Or(p.Default[o.words.language], phraseWords[p.Name][o.words.language])
		fmt.Fprintf(&y, "  %s: %s\n", p.Name, o.words.in(text))
	}
	y.WriteString("\nhear:\n")
	for _, key := range spokenKeys {
		fmt.Fprintf(&y, "  %s: { %s: [%s] }\n", key.name, o.words.language, key.words[o.words.language])
	}
	fmt.Fprintf(&y, "\nterms:\n  language.%s: %s\n", o.words.language, o.words.in(spokenAs[o.words.language].name))
	return []byte(y.String())
}

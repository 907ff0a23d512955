package studio

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Note is something that an operator must know about an import.
type Note struct {
	Kind   NoteKind `json:"kind"`
	Widget string   `json:"widget,omitempty"` // "" for the whole flow
	Type   string   `json:"type,omitempty"`   // the widget's, as Studio names it: say-play
	Text   string   `json:"text"`             // what, and why
	Mend   string   `json:"mend,omitempty"`   // what to do; "" when nothing is to be done
}

// NoteKind is what a note is about.
type NoteKind string

// The kinds of notes.
const (
	Trap  NoteKind = "trap"  // was wrong in the flow already
	Lost  NoteKind = "lost"  // could not be converted
	Added NoteKind = "added" // missing in the flow
)

// notes are the notes of one import, in the order in which they were made.
type notes struct{ list []Note }

// note adds a note, once.
func (n *notes) note(w widget, kind NoteKind, mend, format string, args ...any) {
	one := Note{kind, w.Name, w.Type, fmt.Sprintf(format, args...), mend}
	if !slices.Contains(n.list, one) {
		n.list = append(n.list, one)
	}
}

func (n *notes) trap(w widget, mend, format string, args ...any) {
	n.note(w, Trap, mend, format, args...)
}

func (n *notes) lost(w widget, mend, format string, args ...any) {
	n.note(w, Lost, mend, format, args...)
}

func (n *notes) added(w widget, mend, format string, args ...any) {
	n.note(w, Added, mend, format, args...)
}

// inOrder returns the notes in the order of the widgets.
func (n *notes) inOrder(f *flow) []Note {
	place := make(map[string]int, len(f.Widgets))
	for i, w := range f.Widgets {
		place[w.Name] = i + 1
	}
	slices.SortStableFunc(n.list, func(x, y Note) int { return cmp.Compare(place[x.Widget], place[y.Widget]) })
	return n.list
}

// headings are the kinds of notes in the order in which they are listed, each with its heading.
var headings = []struct {
	kind  NoteKind
	title string
}{
	{Trap, "Was wrong in the flow all along"},
	{Lost, "Could not be carried over"},
	{Added, "Added, for the flow does not say it"},
}

// notesFile returns the list of notes as a file for the operator.
func notesFile(notes []Note) []byte {
	var y strings.Builder
	y.WriteString("# Notes on the import\n")
	for _, h := range headings {
		fmt.Fprintf(&y, "\n## %s\n\n", h.title)
		before := y.Len()
		for _, n := range notes {
			if n.Kind == h.kind {
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

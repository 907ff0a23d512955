package node

import (
	"slices"

	"github.com/okpay/hotline/ivr"
)

// Group is the family of a kind: kinds of one group look alike in pictures.
type Group string

// The groups, in the order in which a legend lists them.
const (
	Listens  Group = "menu"   // listens for keys
	Speaks   Group = "say"    // speaks
	Decides  Group = "branch" // decides where to go
	LooksUp  Group = "lookup" // looks up or opens something of an account
	Connects Group = "queue"  // leads to a person, now or later
	Sends    Group = "sms"    // sends a message
	Finishes Group = "end"    // ends the call
)

// Groups lists every group in the order of the legend.
func Groups() []Group {
	return []Group{Listens, Speaks, Decides, LooksUp, Connects, Sends, Finishes}
}

// Heard says what callers hear of the texts of a kind.
type Heard uint8

// What callers hear of a node.
const (
	HeardBySome Heard = iota // its texts; some callers pass it and hear nothing of it
	HeardByAll               // all its texts, on every visit
	HeardRing                // a telephone being rung
	HeardNot                 // nothing: its texts are read
)

// Label is something that people know a node by, such as its queue or the value
// that it looks at.
type Label struct {
	Setting    string // the setting that says it
	Text       string // "" when the setting is left out
	Department bool   // Text is the department whose people the caller is led to
}

// Describer is a node that people know by more than its texts.
type Describer interface {
	ivr.Node
	Labels() []Label
}

// Labels returns the labels of any node, without those that are left out.
func Labels(n ivr.Node) []Label {
	d, ok := n.(Describer)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(d.Labels(), func(l Label) bool { return l.Text == "" })
}

// Detour reports whether a caller who gets what they came for leaves a node of the kind
// by another exit.
func (k Kind) Detour(exit string) bool {
	return slices.Contains(k.Detours, exit) || slices.ContainsFunc(listening(), func(e Exit) bool { return e.Name == exit })
}

// Ringing is a node that rings the people on duty of a department.
type Ringing interface {
	ivr.Node
	// Rings names the department; it is "" when the node rings given numbers.
	Rings() string
}

// Chooser is a node that offers choices, each by an exit that is named by its key.
type Chooser interface {
	ivr.Node
	// Offered returns the choices in the order they are said, each with its key.
	Offered() []Choice
}

// Chosen returns the choice of an exit; ok is false for an exit that is no choice.
func Chosen(n ivr.Node, exit string) (c Choice, ok bool) {
	chooser, ok := n.(Chooser)
	if !ok {
		return Choice{}, false
	}
	choices := chooser.Offered()
	i := slices.IndexFunc(choices, func(c Choice) bool { return c.Key == exit })
	if i < 0 {
		return Choice{}, false
	}
	return choices[i], true
}

// Asks reports whether a node asks a question, and so stands for what it asks.
func Asks(n ivr.Node) bool {
	_, chooses := n.(Chooser)
	_, types := n.(Typing)
	return chooses || types
}

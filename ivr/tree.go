package ivr

import "time"

// Tree is a loaded menu: complete, checked and never changed.
type Tree struct {
	Name      string
	Revision  string // a hash of the menu's content
	Start     string
	Languages []Language // calls begin in the first
	Nodes     map[string]TreeNode
	Tries     int    // silences, or wrong keys, at one node before the caller goes to a person
	Fallback  string // where a failed call goes: to a person, or a message
	TooLong   string // where a call with too many steps goes
	Zone      *time.Location
	Country   string           // calling code of numbers typed without one, e.g. "86"
	Terms     map[string]Text  // words for values of type Term: "refund.status.paid"
	Phrases   map[string]Text  // what every menu says in the same words: "press", "no_input"
	Hear      map[string]Words // words that stand for keys everywhere: "person", "again", "back", "yes", "no"
	Whisper   Text             // what a dialled person hears: {language}, {topic}, {verified}, {waited}, {caller}
	Speech    bool             // whether callers may speak as well as press
}

// TreeNode is a node in its tree: its kind, and where its exits lead.
type TreeNode struct {
	Node  Node
	Kind  string
	Menu  bool // "back" may lead here
	Exits map[string]string
	Topic Text // what a caller here wants, in an agent's words; nil: as before
}

// Text is a prompt in every language, with {names} of values in it.
type Text map[string]string

// Audio is a recording of a [Text] by language: an https address, or a file of the
// menu's folder.
type Audio map[string]string

// Words are spoken words with the same meaning, by language.
type Words map[string][]string

// Language is how a language is spoken and recognised by the carrier.
type Language struct {
	Name  string // zh-CN
	Say   string // the carrier's code for speaking: cmn-CN
	Voice string // the carrier's voice: Polly.Zhiyu-Neural
	Hear  string // the carrier's code for recognising: cmn-Hans-CN
}

// Language returns a language by name, or the tree's first one if it does not have it.
func (t *Tree) Language(name string) Language {
	for _, l := range t.Languages {
		if l.Name == name {
			return l
		}
	}
	return t.Languages[0]
}

// NextLanguage returns the language after name; after the last comes the first.
func (t *Tree) NextLanguage(name string) Language {
	for i, l := range t.Languages {
		if l.Name == name {
			return t.Languages[(i+1)%len(t.Languages)]
		}
	}
	return t.Languages[0]
}

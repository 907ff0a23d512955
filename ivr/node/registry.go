package node

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
)

// Kind is a kind of node, with all that the world outside must know of it.
type Kind struct {
	Name    string   // its key in the YAML
	Doc     string   // what it is for, in an operator's words
	Example string   // a node in YAML, complete with its wiring; a test loads and runs it
	Title   ivr.Text // what pictures call it
	// Words are a picture's words for the exits and settings that this kind alone
	// has, by "exit.NAME" and "setting.NAME".
	Words  map[string]ivr.Text
	Group  Group // its family in pictures
	Heard  Heard // what callers hear of it
	Menu   bool  // "back" may lead to it
	New    func() ivr.Node
	Uses   []Fact             // what of the call its turns look at
	Exits  []Exit             // the fixed ones; a node's own Exits has them all
	Values []Value            // what prompts may say after it
	Means  map[string]Meaning // of exits: what leaving by them means for the caller
	// Detours are the exits of callers who did not get what they came for, beside those
	// of every node that listens.
	Detours []string
	// Otherwise names for an exit that a menu may leave out the one whose way it
	// then takes: so menus written before it was there go on as they are.
	Otherwise map[string]string
	// Unheard are the settings that callers cannot notice: who gets what they leave behind.
	Unheard []string
	// Own are the values that the texts of a setting may say beside the call's, by the
	// setting's name.
	Own map[string][]string
	// Defaults are the values that hold when a setting is left out, by its name.
	Defaults map[string]string
}

// Fact is something of a call that decides where a turn leads or what the caller
// hears, beside the node's own state, the language, and the values that its
// settings name. Package explore builds on what a kind does not use: it merges
// callers who differ in nothing else, and random calls test that it may.
type Fact string

// The facts.
const (
	OfLines    Fact = "lines"    // which lines are open now
	OfNumber   Fact = "number"   // the caller's number, or that it is withheld
	OfLimited  Fact = "limited"  // whether the number calls too often
	OfBarred   Fact = "barred"   // whether the number is called back and texted
	OfAccount  Fact = "account"  // the account the call is about
	OfVerified Fact = "verified" // whether the caller has proved that it is theirs
	OfQueue    Fact = "queue"    // where the caller waits, and whether they are called back
	OfCases    Fact = "cases"    // the cases of this call
)

// Meaning says what leaving a node by an exit means for the caller.
type Meaning uint8

// The meanings.
const (
	Talked          Meaning = iota + 1 // with a person
	ToldOpen                           // a line is open
	ToldClosed                         // a line is closed
	MessageFailed                      // a message was to be left, and cannot be kept
	MessageDeclined                    // the caller left none though asked
	KnownNumber                        // the shown number has an account
	UnknownNumber                      // it has none, or none is shown
)

// Exit documents a way out.
type Exit struct{ Name, Doc string }

// Value documents a value that a kind sets.
type Value struct {
	Name    string
	Type    ivr.ValueType
	Doc     string
	Private bool     // said after verification only
	Terms   []string // of type Term: the words that the menu must give
}

// Wired is a node whose settings say where its own exits lead.
type Wired interface {
	ivr.Node
	Wires() map[string]string
}

// Setter is a node whose settings name values that it sets.
type Setter interface {
	ivr.Node
	Sets() []Value
}

// Typing is a node that asks for digits of a certain length.
type Typing interface {
	ivr.Node
	// Lengths returns the fewest and the most digits.
	Lengths() (least, most int)
	// Kept names the value that keeps them.
	Kept() string
}

// Testing is a node that compares a value with texts.
type Testing interface {
	ivr.Node
	// Tests returns the value's name and the texts.
	Tests() (value string, texts []string)
}

// Reporting is a node that opens a case of a kind that its settings name.
type Reporting interface {
	ivr.Node
	Reports() ivr.CaseKind
}

// Bound is a node that needs more of the menu than its own settings.
type Bound interface {
	ivr.Node
	// Bind takes what the node needs, and tells what is missing or wrong.
	Bind(Env) []Problem
}

// Preparer is a node that makes what it says to every caller in the same words beforehand.
type Preparer interface {
	ivr.Node
	// Prepare is called once the tree is complete.
	Prepare(tree *ivr.Tree)
}

// Env is what the rest of the menu offers a node.
type Env struct {
	Lines     map[string]*hours.Schedule
	Calendars map[string]*hours.Calendar
	Queues    map[string]Queueing
	Values    map[string]Value    // every value that some node sets
	Tested    map[string][]string // by value: the texts that nodes compare it with
	Languages []string            // the names of the menu's languages
	// Sound takes in a recording of the menu's folder. served names it for [ivr.Say];
	// why is what is wrong with the file, and how to mend it.
	Sound func(file string) (served, why string)
}

// Problem is a setting that cannot stand.
type Problem struct {
	Field   string // the setting's key, and with / what is in it: audio/en-US; "" for the node itself
	Message string // what is wrong, and how to mend it
}

// setBySome is the problem of a setting that names a value which nothing sets.
func setBySome(env Env, field, name string) []Problem {
	if _, ok := env.Values[name]; name == "" || ok {
		return nil
	}
	return []Problem{{field, "no node sets " + name + "; name one that a collect, a menu's set or a look-up does"}}
}

// Spoken returns the names of the values that a node's texts say or send.
func Spoken(n ivr.Node) []string {
	var names []string
	for _, text := range texts(reflect.ValueOf(n)) {
		for _, part := range strings.Split(text, "{")[1:] {
			if name, _, closed := strings.Cut(part, "}"); closed {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// texts returns all strings in the settings of a node.
func texts(v reflect.Value) []string {
	var list []string
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return texts(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() || f.Anonymous {
				list = append(list, texts(v.Field(i))...)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			list = append(list, texts(v.Index(i))...)
		}
	case reflect.Map:
		for _, item := range v.Seq2() {
			list = append(list, texts(item)...)
		}
		slices.Sort(list)
	case reflect.String:
		return []string{v.String()}
	}
	return list
}

var kinds = map[string]Kind{}

// register is called from the init of each kind's file.
func register(k Kind) { kinds[k.Name] = k }

// Kinds lists every kind by name.
func Kinds() []Kind {
	list := make([]Kind, 0, len(kinds))
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		list = append(list, kinds[name])
	}
	return list
}

// Find gives the kind of that name.
func Find(name string) (Kind, bool) {
	k, ok := kinds[name]
	return k, ok
}

// exitNames are the names of documented exits.
func exitNames(exits []Exit) []string {
	names := make([]string, len(exits))
	for i, e := range exits {
		names[i] = e.Name
	}
	return names
}

package studio

import (
	"regexp"
	"strconv"
	"strings"
)

// names gives widgets unique names of nodes: lower-case letters, digits and underscores.
type names struct {
	of   map[string]string
	used map[string]bool
}

// The nodes that every imported menu has.
const (
	hungUp   = "hung_up"      // where the flow hung up
	toPerson = "to_person"    // leads to a person
	theQueue = "person_queue" // where callers wait for one
	callBack = "person_callback"
	noPerson = "no_person"
	parting  = "person_parting"
	later    = "person_later"
)

// reserved are names that no widget gets: our own nodes, and words of YAML.
var reserved = []string{hungUp, toPerson, theQueue, callBack, noPerson, parting, later, "y", "n", "yes", "no", "on", "off", "true", "false", "null"}

// longestName is how much of a widget's name a node keeps.
const longestName = 48

func newNames(f *flow) names {
	n := names{of: map[string]string{}, used: map[string]bool{}}
	for _, name := range reserved {
		n.used[name] = true
	}
	for _, w := range f.Widgets {
		n.of[w.Name] = n.free(nodeName(w.Name))
	}
	return n
}

// free returns a name, with a number if it is taken.
func (n names) free(name string) string {
	candidate := name
	for i := 2; n.used[candidate]; i++ {
		candidate = name + "_" + strconv.Itoa(i)
	}
	n.used[candidate] = true
	return candidate
}

// hump matches where a word begins in a name like mainMenu.
var hump = regexp.MustCompile(`([a-z0-9])([A-Z])`)

// nodeName turns "Main menu (EN)" into main_menu_en, and mainMenu into main_menu; a name without any
// such letter becomes "widget".
func nodeName(s string) string {
	s = hump.ReplaceAllString(s, "${1}_${2}")
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !isWord(r) })
	name := strings.Join(words, "_")
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		name = strings.TrimRight("widget_"+name, "_")
	}
	return strings.TrimRight(name[:min(len(name), longestName)], "_")
}

func isWord(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// readAloud returns a widget's name as words.
func readAloud(widget string) string { return strings.ReplaceAll(nodeName(widget), "_", " ") }

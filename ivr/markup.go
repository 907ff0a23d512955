package ivr

import "strings"

// Markup returns the first character of a name that HTML or an address would take for its own, and
// whether there is one. Pages escape names; what reads exports and logs may not.
func Markup(name string) (rune, bool) {
	i := strings.IndexAny(name, "<>\"&/\\?#%")
	if i < 0 {
		return 0, false
	}
	return rune(name[i]), true
}

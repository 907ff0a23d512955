package ivr

import "unicode"

// Invisible returns the first character of a name that is invisible or changes the direction of the
// text, so that two names could look the same, and whether there is one. The joiners and tags inside
// emoji count as visible.
func Invisible(name string) (rune, bool) {
	runes := []rune(name)
	for i, r := range runes {
		if unseen(r) && !inEmoji(runes, i) {
			return r, true
		}
	}
	return 0, false
}

// unseen reports whether a character has no visible shape of its own.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

const (
	joiner    = '\u200d'
	emojiForm = '\ufe0f'
	blackFlag = '\U0001f3f4' // with tags it makes the flags of regions
	cancelTag = '\U000e007f'
)

// inEmoji reports whether an invisible character is part of an emoji: a variation selector, a joiner
// between two, or a tag of a complete flag.
func inEmoji(runes []rune, i int) bool {
	switch r := runes[i]; {
	case r == emojiForm:
		return i > 0 && (pictured(runes[i-1]) || keycap(runes[i-1]))
	case r == joiner:
		return i > 0 && i+1 < len(runes) && (pictured(runes[i-1]) || runes[i-1] == emojiForm) && pictured(runes[i+1])
	case tag(r):
		return flagAround(runes, i)
	}
	return false
}

// pictured reports whether a character is a pictograph, or the skin colour of one.
func pictured(r rune) bool { return unicode.Is(unicode.So, r) || r >= 0x1f3fb && r <= 0x1f3ff }

// keycap reports whether a character may be part of a keycap emoji: 1️⃣.
func keycap(r rune) bool { return r == '#' || r == '*' || r >= '0' && r <= '9' }

func tag(r rune) bool { return r >= 0xe0020 && r <= cancelTag }

// flagAround reports whether the tags around position i begin with the black flag and end with the end
// tag.
func flagAround(runes []rune, i int) bool {
	first, last := i, i
	for first > 0 && tag(runes[first]) {
		first--
	}
	for last+1 < len(runes) && runes[last] != cancelTag && tag(runes[last+1]) {
		last++
	}
	return runes[first] == blackFlag && runes[last] == cancelTag && last-first > 1
}

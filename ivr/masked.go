package ivr

import (
	"fmt"
	"regexp"
	"strings"
)

// Secret is a string that must never be shown: a one-time code, a token. It prints, logs and marshals
// as stars; only Reveal returns it.
type Secret string

// Masked is a customer's own string: a phone number, a transaction number, a name. It prints, logs and
// marshals as its last four characters after stars; only the store writes it in full.
type Masked string

const hidden = "****"

// shortest is the shortest string whose last four characters may be shown: of a shorter one they would
// be most of it.
const shortest = 8

// Reveal returns the string itself.
func (s Secret) Reveal() string { return string(s) }

// String returns stars, which hide the length too.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString hides the string from %#v.
func (s Secret) GoString() string { return s.String() }

// Format hides the string from every verb of package fmt, %x and %d too.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, s.String()) }

// MarshalText hides the string from JSON, XML, YAML and zerolog.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal returns the string itself.
func (m Masked) Reveal() string { return string(m) }

// LastFour returns the last four characters, which may be spoken or shown; "" for a string shorter than
// eight.
func (m Masked) LastFour() string {
	runes := []rune(string(m))
	if len(runes) < shortest {
		return ""
	}
	return string(runes[len(runes)-4:])
}

// String returns the last four characters after stars.
func (m Masked) String() string {
	if m == "" {
		return ""
	}
	return hidden + m.LastFour()
}

// GoString masks the string in %#v.
func (m Masked) GoString() string { return m.String() }

// Format masks the string in every verb of package fmt.
func (m Masked) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, m.String()) }

// MarshalText masks the string in JSON, XML, YAML and zerolog.
func (m Masked) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// Hide masks each of the private strings in a text that may quote them, such as a carrier's error.
func Hide(text string, private ...Masked) string {
	for _, p := range private {
		if p != "" {
			text = strings.ReplaceAll(text, p.Reveal(), p.String())
		}
	}
	return text
}

// long matches numbers that may be a customer's: of an account, a transaction, a telephone; with or
// without gaps.
var long = regexp.MustCompile(`\+?[0-9](?:[ -]?[0-9]){7,}`)

var gaps = strings.NewReplacer(" ", "", "-", "")

// HideNumbers masks the numbers of eight digits and more in a text that somebody wrote.
func HideNumbers(text string) string {
	return long.ReplaceAllStringFunc(text, func(n string) string { return Masked(gaps.Replace(n)).String() })
}

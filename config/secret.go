package config

import "fmt"

// Secret is a setting that must not be seen: it prints, logs and marshals as
// stars. Only Reveal gives it back.
type Secret string

const hidden = "****"

// Reveal gives the secret itself.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret, its length too.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return hidden
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// Format hides the secret from every verb of package fmt.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, s.String()) }

// MarshalText hides the secret from JSON, XML, YAML and loggers.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

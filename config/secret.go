package config

import (
	"encoding/base64"
	"fmt"
)

// Secret is a setting that must not be shown: it prints, logs and marshals as stars. Only Reveal
// returns it.
type Secret string

const hidden = "****"

// Reveal returns the secret itself.
func (s Secret) Reveal() string { return string(s) }

// Bytes decodes a secret that is written in base64; nil if it is not.
func (s Secret) Bytes() []byte {
	decoded, err := base64.StdEncoding.DecodeString(string(s))
	if err != nil {
		return nil
	}
	return decoded
}

// String returns stars, which hide the length too.
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

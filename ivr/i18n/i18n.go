// Package i18n holds the hotline's own texts in the languages that it speaks to the people who run
// it. The texts of a package are in a JSON file beside it: by key, then by language.
package i18n

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
)

// The languages of texts.
const (
	Mandarin = "zh-CN"
	English  = "en-US"
)

// Languages are all of them; the first is the default.
func Languages() []string { return []string{Mandarin, English} }

// Catalogue holds texts by key. "{0}" and "{1}" in a text stand for its arguments.
type Catalogue map[string]ivr.Text

// Read reads a catalogue. A text that lacks a language, or has other placeholders in one language
// than in the other, is an error.
func Read(file []byte) (Catalogue, error) {
	var c Catalogue
	if err := json.Unmarshal(file, &c); err != nil {
		return nil, fmt.Errorf("reading texts: %w", err)
	}
	for _, key := range slices.Sorted(maps.Keys(c)) {
		want := placeholders(c[key][English])
		for _, language := range Languages() {
			text := c[key][language]
			if text == "" {
				return nil, fmt.Errorf("%q has no text in %s", key, language)
			}
			if has := placeholders(text); !slices.Equal(has, want) {
				return nil, fmt.Errorf("%q has the placeholders %v in %s and %v in %s", key, want, English, has, language)
			}
		}
	}
	return c, nil
}

// MustRead is [Read] of a file that is part of the program, where an error is a mistake in the program.
func MustRead(file []byte) Catalogue {
	c, err := Read(file)
	if err != nil {
		panic(err)
	}
	return c
}

var placeholder = regexp.MustCompile(`\{[0-9]\}`)

// placeholders lists those of a text, sorted, each once.
func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// With is the catalogue with more texts, which take the place of those with the same key.
func (c Catalogue) With(more Catalogue) Catalogue {
	all := maps.Clone(c)
	maps.Copy(all, more)
	return all
}

// Text is the text of a key in a language, with its arguments in place; [ivr.Masked] ones stay masked,
// and those of type [Both] are in the text's language. A key without a text is returned as it is, so
// that a state or an outcome added later still shows.
func (c Catalogue) Text(language, key string, args ...any) string {
	text, known := c[key][language]
	if !known {
		return key
	}
	if len(args) == 0 {
		return text
	}
	return placeholder.ReplaceAllStringFunc(text, func(place string) string {
		if i := int(place[1] - '0'); i < len(args) {
			return written(language, args[i])
		}
		return place
	})
}

// Both is a text in both languages.
type Both struct{ Mandarin, English string }

// Both is [Catalogue.Text] in both languages.
func (c Catalogue) Both(key string, args ...any) Both {
	return Both{Mandarin: c.Text(Mandarin, key, args...), English: c.Text(English, key, args...)}
}

// Same is a text that is the same in both languages, such as a name or a number.
func Same(text string) Both { return Both{text, text} }

// In is the text in one of the languages.
func (b Both) In(language string) string {
	if language == Mandarin {
		return b.Mandarin
	}
	return b.English
}

func written(language string, arg any) string {
	switch arg := arg.(type) {
	case ivr.Masked:
		return arg.String()
	case Both:
		return arg.In(language)
	}
	return fmt.Sprint(arg)
}

// Name is the text for a thing of a kind, such as a department; its own name where it has no text.
func (c Catalogue) Name(language, kind, name string) string {
	if text, known := c[kind+"."+name][language]; known {
		return text
	}
	return name
}

// Names lists the things of a kind that have texts, sorted.
func (c Catalogue) Names(kind string) []string {
	var names []string
	for _, key := range slices.Sorted(maps.Keys(c)) {
		if name, ok := strings.CutPrefix(key, kind+"."); ok {
			names = append(names, name)
		}
	}
	return names
}

package page

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Languages are the languages of the house's own pages, the first by default.
func Languages() []string { return []string{"zh-CN", "en-US"} }

var matcher = language.NewMatcher([]language.Tag{language.SimplifiedChinese, language.AmericanEnglish})

// match is the page language nearest to what a browser asks for.
func match(wanted ...string) string {
	_, i := language.MatchStrings(matcher, wanted...)
	return Languages()[i]
}

// Words are a room's texts: key, then language. "{0}" and "{1}" stand for values.
type Words map[string]map[string]string

// ReadWords reads words.json of a room; a word that lacks a language is an error.
func ReadWords(files fs.FS, name string) (Words, error) {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("reading words: %w", err)
	}
	var words Words
	if err := json.Unmarshal(raw, &words); err != nil {
		return nil, fmt.Errorf("reading words of %s: %w", name, err)
	}
	for _, key := range slices.Sorted(maps.Keys(words)) {
		for _, l := range Languages() {
			if words[key][l] == "" {
				return nil, fmt.Errorf("%s: %q has no words in %s", name, key, l)
			}
		}
	}
	return words, nil
}

// over gives words of which those in more come first.
func (w Words) over(more Words) Words {
	all := maps.Clone(w)
	maps.Copy(all, more)
	return all
}

// Name is the word for a thing of a kind, such as a department, in a language; its own
// name where there is no word for it.
func (w Words) Name(language, kind, name string) string {
	if word, ok := w[kind+"."+name][language]; ok {
		return word
	}
	return name
}

// Names lists the things of a kind that have words, sorted.
func (w Words) Names(kind string) []string {
	var names []string
	for _, key := range slices.Sorted(maps.Keys(w)) {
		if name, ok := strings.CutPrefix(key, kind+"."); ok {
			names = append(names, name)
		}
	}
	return names
}

// Say is the word for a key in a language, values put in. A key without a word
// is said as it stands, so that a state or an outcome added later still shows.
func (w Words) Say(language, key string, values ...any) string {
	text, ok := w[key][language]
	if !ok {
		return key
	}
	return fill(text, values)
}

package diagram

import (
	_ "embed" // the words
	"slices"
	"strings"
	"sync"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/ivr/node"
)

//go:embed words.json
var wordsFile []byte

// Words are a text in each language of a graph, in their order; nil is none.
type Words []string

// String gives the text in all languages, each once: 主菜单 · Main menu.
func (w Words) String() string {
	if w.second() == "" {
		return w.first()
	}
	return w.first() + " · " + w.second()
}

func (w Words) first() string {
	if len(w) == 0 {
		return ""
	}
	return w[0]
}

// second is what the second language says, unless the first says the same.
func (w Words) second() string {
	if len(w) < 2 || w[1] == w[0] {
		return ""
	}
	return w[1]
}

// languages are the languages of a graph: one, or two.
type languages []string

// words are what of gives for each language.
func (t languages) words(of func(language string) string) Words {
	w := make(Words, len(t))
	for i, language := range t {
		w[i] = of(language)
	}
	if slices.Contains(w, "") {
		return nil
	}
	return w
}

// word is the word for a key.
func (t languages) word(key string) Words { return t.wordOr(key, key) }

// wordOr is the word for a key; otherwise when there is none, so that a kind or
// an exit added later still shows.
func (t languages) wordOr(key, otherwise string) Words {
	return t.words(func(language string) string {
		if text, ok := vocabulary()[key][language]; ok {
			return text
		}
		return otherwise
	})
}

func (t languages) text(text ivr.Text) Words {
	return t.words(func(language string) string { return text[language] })
}

// joined puts texts after each other, language by language.
func (t languages) joined(separator string, parts ...Words) Words {
	w := make(Words, len(t))
	for i := range t {
		var said []string
		for _, p := range parts {
			if i < len(p) && p[i] != "" {
				said = append(said, p[i])
			}
		}
		w[i] = strings.Join(said, separator)
	}
	return w
}

// plain is a text that is the same in every language.
func (t languages) plain(s string) Words { return t.words(func(string) string { return s }) }

// vocabulary is what the picture says itself, and what kinds say of their own exits
// and settings.
var vocabulary = sync.OnceValue(func() i18n.Catalogue {
	all := i18n.MustRead(wordsFile)
	for _, kind := range node.Kinds() {
		all = all.With(kind.Words)
	}
	return all
})

// setting is what a setting is called.
func (t languages) setting(name string) Words { return t.wordOr("setting."+name, name) }

// filled puts a value into the words for a key.
func (t languages) filled(key, value string) Words {
	return t.words(func(language string) string { return vocabulary().Text(language, key, value) })
}

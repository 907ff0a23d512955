package menus

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
)

//go:embed reference_zh.json
var chinese []byte

// tongue says a sentence of the documentation in some language. The sentences
// themselves are English, and stand beside what they explain.
type tongue func(english string) string

// speaking gives the tongue of a language; English for any that is not known.
func speaking(language string) tongue {
	if language == "zh-CN" {
		return inChinese
	}
	return func(english string) string { return english }
}

// inChinese leaves a sentence as it is that has no Chinese: a test finds those.
func inChinese(english string) string {
	if said, ok := dictionary()[english]; ok {
		return said
	}
	return english
}

var dictionary = sync.OnceValue(func() map[string]string {
	words := map[string]string{}
	if err := json.Unmarshal(chinese, &words); err != nil {
		return nil // a test reads it
	}
	return words
})

// say gives a sentence; nothing has none.
func (t tongue) say(english string) string {
	if english == "" {
		return ""
	}
	return t(english)
}

// cell is a sentence that fits a table: a bar would end it.
func (t tongue) cell(english string) string { return bars(t.say(english)) }

func bars(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

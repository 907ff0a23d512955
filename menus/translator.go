package menus

import (
	_ "embed"
	"encoding/json"
	"sync"
)

//go:embed reference_zh.json
var chinese []byte

// translator translates a sentence of the documentation. The sentences themselves are English, and are
// written beside what they explain.
type translator func(english string) string

// translatorTo returns the translator into a language; English for an unknown one.
func translatorTo(language string) translator {
	if language == "zh-CN" {
		return inChinese
	}
	return func(english string) string { return english }
}

// inChinese returns a sentence unchanged if it has no Chinese: a test finds those.
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

// say translates a sentence; "" stays "".
func (t translator) say(english string) string {
	if english == "" {
		return ""
	}
	return t(english)
}

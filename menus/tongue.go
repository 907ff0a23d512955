package menus

import (
	_ "embed"
	"encoding/json"
	"sync"
)

//go:embed reference_zh.json
var chinese []byte

// tongue says the documentation's sentences in another language. The sentences
// themselves are English, and stand beside what they explain.
type tongue map[string]string

// speaking gives the tongue of a language; English for any that is not known.
func speaking(language string) tongue {
	if language == "zh-CN" {
		return inChinese()
	}
	return nil
}

var inChinese = sync.OnceValue(func() tongue {
	t := tongue{}
	if err := json.Unmarshal(chinese, &t); err != nil {
		return nil // a test reads it
	}
	return t
})

// say gives a sentence in this tongue, and in English where it has none.
func (t tongue) say(english string) string {
	if said, ok := t[english]; ok {
		return said
	}
	return english
}

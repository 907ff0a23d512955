package diff

import (
	_ "embed"
	"strings"

	"github.com/okpay/hotline/ivr/i18n"
)

//go:embed words.json
var file []byte

// texts says what changes, in both languages.
var texts = i18n.MustRead(file)

// say is a text of this package with its arguments in place.
func say(key string, args ...any) i18n.Both { return texts.Both(key, args...) }

// or is a value as it is, or a text where it is "".
func or(value, key string) i18n.Both {
	if value == "" {
		return say(key)
	}
	return i18n.Same(value)
}

// spoken is the language of texts for a language as people name it: zh, zh-CN, en.
func spoken(language string) string {
	if strings.HasPrefix(language, "zh") {
		return i18n.Mandarin
	}
	return i18n.English
}

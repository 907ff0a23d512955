package diff

import (
	"fmt"

	"github.com/okpay/hotline/ivr/node"
)

// valued describes a setting with another value. A value of "" is left out.
func valued(setting, was, is, otherwise string) (english, chinese string) {
	switch {
	case otherwise == "" && was == "":
		return fmt.Sprintf("%s is %s; it was left out before", setting, is), fmt.Sprintf("%s 改成 %s，原来没有写", setting, is)
	case otherwise == "" && is == "":
		return fmt.Sprintf("%s is left out; it was %s", setting, was), fmt.Sprintf("%s 不再写，原来是 %s", setting, was)
	}
	before, oldChinese := held(was, otherwise)
	after, newChinese := held(is, otherwise)
	return fmt.Sprintf("%s is %s instead of %s", setting, after, before), fmt.Sprintf("%s 由 %s 改成 %s", setting, oldChinese, newChinese)
}

// held returns a value as it applies: the default when it is left out.
func held(value, otherwise string) (english, chinese string) {
	if value == "" {
		return short(otherwise) + " (the default)", short(otherwise) + "（默认）"
	}
	return value, value
}

// defaults returns the values that apply when settings of a kind are left out.
func defaults(kind string) map[string]string {
	k, _ := node.Find(kind)
	return k.Defaults
}

package diff

import (
	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/ivr/node"
)

// valued describes a setting with another value. A value of "" is left out.
func valued(setting, was, is, otherwise string) i18n.Both {
	switch {
	case otherwise == "" && was == "":
		return say("value_new", setting, is)
	case otherwise == "" && is == "":
		return say("value_gone", setting, was)
	}
	return say("value", setting, held(is, otherwise), held(was, otherwise))
}

// held returns a value as it applies: the default when it is left out.
func held(value, otherwise string) i18n.Both {
	if value == "" {
		return say("default", short(otherwise))
	}
	return i18n.Same(value)
}

// defaults returns the values that apply when settings of a kind are left out.
func defaults(kind string) map[string]string {
	k, _ := node.Find(kind)
	return k.Defaults
}

package twiml

import (
	"net/url"
	"strings"

	"github.com/okpay/hotline/ivr/twiml/grammar"
)

// isURL reports whether an attribute holds a URL.
func isURL(name string) bool {
	switch name {
	case "action", "url", "waitUrl", "referUrl", "clientNotificationUrl":
		return true
	}
	return strings.HasSuffix(name, "allback") || name == "eventCallbackUrl" || name == "statusCallbackUrl"
}

// url checks an attribute that is a URL; an empty waitUrl is silence.
func (v *validator) url(class string, a grammar.Attr) (code int) {
	if !isURL(a.Name) || a.Name == "waitUrl" && a.Value == "" || isAbsolute(a.Value) {
		return 0
	}
	if class == "Enqueue" && a.Name == "waitUrl" {
		return codeWaitURL
	}
	return v.relativeCode()
}

func (v *validator) relativeCode() int {
	if v.context == RESTTwiml {
		return codeRelative
	}
	return codeURL
}

func isAbsolute(link string) bool {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return false
	}
	switch u.Scheme {
	case "http", "https", "ws", "wss":
		return true
	}
	return false
}

package exchange

import (
	"net/url"
	"strings"
)

// params returns the parameters that every webhook of the leg carries.
func params(c *Call) url.Values {
	v := url.Values{
		"CallSid": {c.Sid}, "AccountSid": {c.x.cfg.AccountSID}, "ApiVersion": {"2010-04-01"},
		"From": {c.From}, "To": {c.To}, "Caller": {c.From}, "Called": {c.To},
		"CallStatus": {c.status}, "Direction": {c.Direction},
	}
	geography(v, c.From, "From", "Caller")
	geography(v, c.To, "To", "Called")
	if c.ParentSid != "" {
		v.Set("ParentCallSid", c.ParentSid)
	}
	if c.Direction == "inbound" {
		v.Set("CallToken", c.token)
	}
	if c.Direction == "inbound" && country(c.From) == "US" {
		v.Set("StirVerstat", "TN-Validation-Passed-A")
	}
	return v
}

// countries maps prefixes to the countries that this exchange distinguishes; the longest prefix comes
// first.
var countries = []struct{ prefix, code string }{
	{"+852", "HK"}, {"+853", "MO"}, {"+886", "TW"}, {"+86", "CN"},
	{"+65", "SG"}, {"+81", "JP"}, {"+82", "KR"}, {"+44", "GB"}, {"+1", "US"},
}

func country(number string) string {
	for _, c := range countries {
		if strings.HasPrefix(number, c.prefix) {
			return c.code
		}
	}
	return ""
}

// geography sets the location of a number, as Twilio does outside North America: all parameters
// present, all but the country empty.
func geography(v url.Values, number string, names ...string) {
	for _, name := range names {
		for _, part := range []string{"City", "State", "Zip"} {
			v.Set(name+part, "")
		}
		v.Set(name+"Country", country(number))
	}
}

package twilio

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/okpay/hotline/ivr"
)

// spelt are words typed on a keypad, which some networks send in place of a withheld number: ANONYMOUS,
// RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE.
var spelt = map[string]bool{
	"+266696687": true, "+7378742833": true, "+2562533": true, "+8656696": true, "+86282452253": true,
}

// dialled matches the digits of a number that is not in E.164.
var dialled = regexp.MustCompile(`^\+?[0-9]{7,17}$`)

// number returns a telephone number, and "" for anything else: client:alice, sip:alice@example.com,
// another network's raw text.
func number(s string) ivr.Masked {
	if spelt[s] {
		return ""
	}
	if !isE164(s) {
		return ""
	}
	return ivr.Masked(s)
}

// isE164 reports whether a text is a plus sign and 7 to 15 digits. The first digit is not 0.
func isE164(s string) bool {
	const shortest, longest = 8, 16
	return shortest <= len(s) && len(s) <= longest && s[0] == '+' && s[1] != '0' && strings.Trim(s[1:], "0123456789") == ""
}

// caller reads the number that a call shows. One that is not in E.164 is read as if dialled in the
// country of the called number, and must be valid there. A withheld or impossible number is "": nobody
// can be called back on it.
func caller(s string, called ivr.Masked) ivr.Masked {
	if clean := number(s); clean != "" {
		return existing(clean)
	}
	digits := matching(dialled, user(s))
	if digits == "" || spelt[s] || spelt[digits] {
		return ""
	}
	read, err := phonenumbers.Parse(digits, region(called))
	if err != nil || !phonenumbers.IsValidNumber(read) {
		return ""
	}
	return number(phonenumbers.Format(read, phonenumbers.E164))
}

// user returns the number in a SIP or tel address; other text is unchanged.
func user(s string) string {
	for _, scheme := range []string{"sip:", "sips:", "tel:"} {
		if rest, found := strings.CutPrefix(s, scheme); found {
			rest, _, _ = strings.Cut(rest, "@")
			rest, _, _ = strings.Cut(rest, ";")
			return rest
		}
	}
	return s
}

// existing returns a number in E.164 if its country has numbers of that length, else "".
func existing(clean ivr.Masked) ivr.Masked {
	read, err := phonenumbers.Parse(clean.Reveal(), "")
	if err != nil || !phonenumbers.IsPossibleNumber(read) {
		return ""
	}
	return clean
}

// region returns the region of a number; "ZZ", the library's unknown region, if it has none.
func region(n ivr.Masked) string {
	read, err := phonenumbers.Parse(n.Reveal(), "")
	if err != nil {
		return "ZZ"
	}
	return phonenumbers.GetRegionCodeForCountryCode(int(read.GetCountryCode()))
}

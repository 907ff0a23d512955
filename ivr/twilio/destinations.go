package twilio

import (
	"slices"
	"strconv"

	"github.com/nyaruka/phonenumbers"

	"github.com/okpay/hotline/ivr"
)

// Destinations are the numbers that may be called back and texted. Who calls can
// show any number, and the hotline pays for what it dials: premium numbers, and
// countries where it has no customers, are never dialled for a caller.
type Destinations struct {
	number    string
	others    []string
	countries []string
	country   string // of number
}

// NewDestinations allows numbers of countries, which are calling codes such as 86; of the country of
// number, the hotline's own in E.164, if there are none. The company's other numbers are refused, too.
func NewDestinations(number string, others, countries []string) Destinations {
	d := Destinations{number: number, others: others, countries: countries}
	if own, err := phonenumbers.Parse(number, ""); err == nil {
		d.country = country(own)
	}
	return d
}

// Own reports whether a number is the hotline's own.
func (d Destinations) Own(number ivr.Masked) bool {
	return number != "" && number.Reveal() == d.number
}

// Refusal is why a number is not called or texted. It is a metric's label.
type Refusal string

// The refusals; "" is none.
const (
	RefusedOwn     Refusal = "own"     // the hotline's or the company's
	RefusedCountry Refusal = "country" // of a country that is not allowed
	RefusedPremium Refusal = "premium" // who is called earns by it
	RefusedShared  Refusal = "shared-cost"
	RefusedKind    Refusal = "kind" // neither a fixed nor a mobile line: a pager, a short number, no number in use
)

// Refuse gives the reason why a number is neither called nor texted, or "".
func (d Destinations) Refuse(to ivr.Masked) Refusal {
	if to.Reveal() == d.number || slices.Contains(d.others, to.Reveal()) {
		return RefusedOwn
	}
	read, err := phonenumbers.Parse(to.Reveal(), "")
	switch {
	case err != nil:
		return RefusedKind
	case !d.allows(read):
		return RefusedCountry
	}
	switch phonenumbers.GetNumberType(read) {
	case phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.VOIP:
		return ""
	case phonenumbers.PREMIUM_RATE:
		return RefusedPremium
	case phonenumbers.SHARED_COST:
		return RefusedShared
	}
	return RefusedKind
}

// allows reports whether a number's country is allowed. A calling code that is set
// allows all its countries; the hotline's own country is that alone, also where
// others share its code, as Jamaica and Canada share that of the United States.
func (d Destinations) allows(read *phonenumbers.PhoneNumber) bool {
	if len(d.countries) > 0 {
		return slices.Contains(d.countries, strconv.Itoa(int(read.GetCountryCode())))
	}
	return d.country != "" && country(read) == d.country
}

// country is the region of a number, or the first of its calling code where the
// number is not of one in use; numbers of no country have region 001.
func country(read *phonenumbers.PhoneNumber) string {
	if region := phonenumbers.GetRegionCodeForNumber(read); region != "" {
		return region
	}
	return phonenumbers.GetRegionCodeForCountryCode(int(read.GetCountryCode()))
}

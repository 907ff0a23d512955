package node

import (
	"slices"
	"strconv"

	"github.com/nyaruka/phonenumbers"

	"github.com/okpay/hotline/ivr"
)

// phones reads typed digits as the E.164 numbers that they may mean: as dialled
// at home, abroad with or without the prefix for calls abroad, and ten digits as
// a number in North America. Numbers that exist by their country's numbering
// plan come first; every country's own prefixes are the library's.
func phones(digits, country string) []ivr.Masked {
	home := dialled(digits, country)
	abroad := dialled("+"+digits, country)
	readings := []reading{home, abroad}
	if len(digits) > len(country) && digits[:len(country)] == country {
		readings = []reading{abroad, home}
	}
	if len(digits) == northAmerican {
		readings = append(readings, dialled("+1"+digits, country))
	}
	slices.SortStableFunc(readings, func(a, b reading) int { return b.rank() - a.rank() })
	var found []ivr.Masked
	for _, r := range readings {
		if r.number != "" && !slices.Contains(found, r.number) {
			found = append(found, r.number)
		}
	}
	if len(found) == 0 {
		return []ivr.Masked{ivr.Masked("+" + digits)}
	}
	return found
}

// northAmerican is how many digits a number in North America has.
const northAmerican = 10

// reading is a number that digits may mean.
type reading struct {
	number ivr.Masked // "" when they mean none
	exists bool       // by the numbering plan
}

func (r reading) rank() int {
	if r.exists {
		return 1
	}
	return 0
}

// dialled reads a number as it is dialled in a country, given by its code.
func dialled(number, country string) reading {
	code, err := strconv.Atoi(country)
	if err != nil {
		return reading{}
	}
	parsed, err := phonenumbers.Parse(number, phonenumbers.GetRegionCodeForCountryCode(code))
	if err != nil {
		return reading{}
	}
	return reading{ivr.Masked(phonenumbers.Format(parsed, phonenumbers.E164)), phonenumbers.IsValidNumber(parsed)}
}

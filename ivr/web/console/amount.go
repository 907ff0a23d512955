package console

import (
	"fmt"
	"time"

	"github.com/bojanz/currency"
)

// amount writes minor units as a decimal with its currency: "128.50 CNY".
func amount(minor int64, code string) string {
	whole, fraction, code := parts(minor, code)
	return whole + fraction + " " + code
}

// parts writes minor units as what stands before the decimal point, what stands from
// it on, and the currency.
func parts(minor int64, code string) (whole, fraction, currencyCode string) {
	digits, known := currency.GetDigits(code)
	if !known {
		return fmt.Sprint(minor), "", code
	}
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	text := fmt.Sprintf("%0*d", int(digits)+1, minor)
	point := len(text) - int(digits)
	if digits == 0 {
		return sign + text, "", code
	}
	return sign + text[:point], "." + text[point:], code
}

// shown is an instant on the hotline's own clock; "" for the zero time.
func (s *Console) shown(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(s.zone()).Format("2006-01-02 15:04")
}

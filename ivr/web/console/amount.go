package console

import (
	"fmt"
	"strings"
	"time"

	"github.com/bojanz/currency"
)

// amount writes minor units as a decimal with its currency: "128.50 CNY".
func amount(minor int64, code string) string {
	digits, known := currency.GetDigits(code)
	if !known {
		return fmt.Sprintf("%d %s", minor, code)
	}
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	text := fmt.Sprintf("%0*d", int(digits)+1, minor)
	whole, part := text[:len(text)-int(digits)], text[len(text)-int(digits):]
	return sign + strings.TrimSuffix(whole+"."+part, ".") + " " + code
}

// shown is an instant on the hotline's own clock; "" for the zero time.
func (s *Console) shown(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(s.zone()).Format("2006-01-02 15:04")
}

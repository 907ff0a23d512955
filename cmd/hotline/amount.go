package main

import (
	"fmt"
	"strings"

	"github.com/bojanz/currency"
)

// amount writes minor units as a decimal with its currency: "128.50 CNY".
func amount(minor int64, code string) string {
	digits, known := currency.GetDigits(code)
	if !known {
		return fmt.Sprintf("%d minor units of %s", minor, code)
	}
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	text := fmt.Sprintf("%0*d", int(digits)+1, minor)
	whole, part := text[:len(text)-int(digits)], text[len(text)-int(digits):]
	return sign + strings.TrimSuffix(whole+"."+part, ".") + " " + code
}

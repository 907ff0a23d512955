package ledgerfile

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
)

var decimal = regexp.MustCompile(`^(-?[0-9]{1,18})(?:\.([0-9]{1,18}))?$`)

// ParseAmount reads a decimal exactly, in the minor unit of the ISO 4217 currency: "128.50" in CNY is
// 12850. More decimals than the currency has are an error, unless they are zeros: nothing is rounded.
func ParseAmount(text, code string) (int64, error) {
	digits, known := currency.GetDigits(code)
	if !known {
		return 0, errors.New("the currency is unknown")
	}
	parts := decimal.FindStringSubmatch(text)
	if parts == nil {
		return 0, errors.New("must be a decimal like 128.50, without a sign of the currency or separators")
	}
	fraction := strings.TrimRight(parts[2], "0")
	missing := int(digits) - len(fraction)
	if missing < 0 {
		return 0, fmt.Errorf("has more than the %d decimals of %s", digits, code)
	}
	n, err := strconv.ParseInt(parts[1]+fraction+strings.Repeat("0", missing), 10, 64)
	if err != nil {
		return 0, errors.New("is too large")
	}
	return n, nil
}

// amount reads the field amount; an unknown currency is reported separately.
func (f *fields) amount(code string) int64 {
	if !currency.IsValid(code) {
		return 0
	}
	n, err := ParseAmount(f.values["amount"], code)
	if err != nil {
		f.problem("amount", err.Error())
	}
	return n
}

func (f *fields) currency() string {
	code := f.values["currency"]
	if !currency.IsValid(code) {
		f.problem("currency", "must be a currency of ISO 4217, like CNY")
	}
	return code
}

package ivr

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Money is a sum of money.
type Money struct {
	Minor    int64  `json:"Amount"` // in the currency's minor unit; the store's name for it is Amount
	Currency string // ISO 4217
}

// String writes a sum as a decimal with its currency: "128.50 CNY".
func (m Money) String() string {
	if !IsCurrency(m.Currency) {
		return fmt.Sprintf("%d minor units of %s", m.Minor, m.Currency)
	}
	whole, fraction := m.Parts()
	return whole + fraction + " " + m.Currency
}

// Parts writes what stands before the decimal point, and what stands from it on: "128" and ".50".
// A currency without a minor unit has no fraction.
func (m Money) Parts() (whole, fraction string) {
	sign, digits := "", strconv.FormatInt(m.Minor, 10)
	if m.Minor < 0 {
		sign, digits = "-", digits[1:]
	}
	decimals := Decimals(m.Currency)
	if decimals == 0 {
		return sign + digits, ""
	}
	if missing := decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	point := len(digits) - decimals
	return sign + digits[:point], "." + digits[point:]
}

// Value is the sum as a prompt may say it.
func (m Money) Value() Value { return Value{Type: Amount, Int: m.Minor, Text: Masked(m.Currency)} }

// Money is the sum that a value of the type [Amount] holds.
func (v Value) Money() Money { return Money{v.Int, v.Text.Reveal()} }

// ParseMoney reads a decimal exactly: "128.50" in CNY is 12850 of its minor unit. More decimals than
// the currency has are an error, unless they are zeros: nothing is rounded.
func ParseMoney(text, currency string) (Money, error) {
	if !IsCurrency(currency) {
		return Money{}, errors.New("the currency is unknown")
	}
	whole, fraction, dotted := strings.Cut(text, ".")
	if !isDigits(strings.TrimPrefix(whole, "-")) || dotted && !isDigits(fraction) {
		return Money{}, errors.New("must be a decimal like 128.50, without a sign of the currency or separators")
	}
	fraction, decimals := strings.TrimRight(fraction, "0"), Decimals(currency)
	missing := decimals - len(fraction)
	if missing < 0 {
		return Money{}, fmt.Errorf("has more than the %d decimals of %s", decimals, currency)
	}
	minor, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", missing), 10, 64)
	if err != nil {
		return Money{}, errors.New("is too large")
	}
	return Money{minor, currency}, nil
}

// isDigits reports whether a text is 1 to 18 digits.
func isDigits(s string) bool {
	const most = 18
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) > 0 && len(s) <= most
}

// IsCurrency reports whether a code is one of ISO 4217.
func IsCurrency(code string) bool {
	_, known := decimals[code]
	return known
}

// Decimals is how many decimals a currency has by ISO 4217; two if it is unknown.
func Decimals(currency string) int {
	if n, known := decimals[currency]; known {
		return n
	}
	return 2
}

// decimals holds the currencies of ISO 4217 and how many decimals each has.
var decimals = readDecimals([]string{
	0: `BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF`,
	2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
		CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
		GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
		MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR
		PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
		TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
	3: `BHD IQD JOD KWD LYD OMR TND`,
	4: `CLF UYW`,
})

func readDecimals(codes []string) map[string]int {
	all := map[string]int{}
	for n, list := range codes {
		for _, code := range strings.Fields(list) {
			all[code] = n
		}
	}
	return all
}

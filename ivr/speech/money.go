package speech

import (
	"fmt"
	"strings"
)

// money is how a currency is named. Amounts of one without minor names are said as decimals.
type money struct {
	zh, zhMinor      string
	one, other       string
	oneMinor, minors string
}

var names = map[string]money{
	"CNY": {zh: "元", one: "yuan", other: "yuan"},
	"USD": {"美元", "美分", "dollar", "dollars", "cent", "cents"},
	"EUR": {"欧元", "欧分", "euro", "euros", "cent", "cents"},
	"GBP": {"英镑", "便士", "pound", "pounds", "penny", "pence"},
	"JPY": {zh: "日元", one: "yen", other: "yen"},
	"KRW": {zh: "韩元", one: "won", other: "won"},
	"HKD": {zh: "港元", one: "Hong Kong dollar", other: "Hong Kong dollars"},
	"MOP": {zh: "澳门元", one: "Macao pataca", other: "Macao patacas"},
	"TWD": {zh: "新台币", one: "New Taiwan dollar", other: "New Taiwan dollars"},
	"SGD": {zh: "新加坡元", one: "Singapore dollar", other: "Singapore dollars"},
	"AUD": {zh: "澳元", one: "Australian dollar", other: "Australian dollars"},
	"CAD": {zh: "加元", one: "Canadian dollar", other: "Canadian dollars"},
	"NZD": {zh: "新西兰元", one: "New Zealand dollar", other: "New Zealand dollars"},
	"CHF": {zh: "瑞士法郎", one: "Swiss franc", other: "Swiss francs"},
	"THB": {zh: "泰铢", one: "baht", other: "baht"},
	"MYR": {zh: "林吉特", one: "ringgit", other: "ringgit"},
	"KWD": {zh: "科威特第纳尔", one: "Kuwaiti dinar", other: "Kuwaiti dinars"},
}

// exponents are the currencies of ISO 4217 without two decimals.
var exponents = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
	"UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
}

// Exponent returns how many decimals a currency has by ISO 4217; two if it is unknown.
func Exponent(currency string) int {
	if n, ok := exponents[currency]; ok {
		return n
	}
	return 2
}

// amount is a sum of money in the parts in which it is said.
type amount struct {
	negative     bool
	major, minor uint64
	decimals     string // minor, with leading zeros
	currency     string
}

func amountOf(minor int64, currency string) amount {
	exponent := Exponent(currency)
	unit := power(exponent)
	size := magnitude(minor)
	a := amount{negative: minor < 0, major: size / unit, minor: size % unit, currency: currency}
	if exponent > 0 {
		a.decimals = fmt.Sprintf("%0*d", exponent, a.minor)
	}
	return a
}

// magnitude returns |n|, also of the smallest int64.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func power(exponent int) uint64 {
	unit := uint64(1)
	for range exponent {
		unit *= 10
	}
	return unit
}

// name returns a currency's name, or its letters one by one.
func (a amount) name() money {
	if known, ok := names[a.currency]; ok {
		return known
	}
	letters := strings.Join(strings.Split(a.currency, ""), " ")
	return money{zh: " " + letters, one: letters, other: letters}
}

func numeric(s string) bool { return strings.Trim(s, "0123456789") == "" }

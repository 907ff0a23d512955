package speech

import (
	"fmt"
	"strings"

	"github.com/okpay/hotline/ivr"
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

// amount is a sum of money in the parts in which it is said.
type amount struct {
	negative     bool
	major, minor uint64
	decimals     string // minor, with leading zeros
	currency     string
}

func amountOf(m ivr.Money) amount {
	decimals := ivr.Decimals(m.Currency)
	unit, size := power(decimals), magnitude(m.Minor)
	a := amount{negative: m.Minor < 0, major: size / unit, minor: size % unit, currency: m.Currency}
	if decimals > 0 {
		a.decimals = fmt.Sprintf("%0*d", decimals, a.minor)
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

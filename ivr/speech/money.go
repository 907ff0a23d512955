package speech

import (
	"fmt"
	"strconv"
	"strings"
)

// currency is how a currency is said. Its minor unit is a tenth, hundredth or
// thousandth of it, as ISO 4217 has it.
type currency struct {
	exponent    int
	zh, zhMinor string
	one, other  string
	cent, cents string
}

var currencies = map[string]currency{
	"CNY": {2, "元", "", "yuan", "yuan", "fen", "fen"},
	"USD": {2, "美元", "美分", "dollar", "dollars", "cent", "cents"},
	"HKD": {2, "港元", "港仙", "Hong Kong dollar", "Hong Kong dollars", "cent", "cents"},
	"TWD": {2, "新台币", "分", "New Taiwan dollar", "New Taiwan dollars", "cent", "cents"},
	"SGD": {2, "新加坡元", "分", "Singapore dollar", "Singapore dollars", "cent", "cents"},
	"AUD": {2, "澳元", "分", "Australian dollar", "Australian dollars", "cent", "cents"},
	"CAD": {2, "加元", "分", "Canadian dollar", "Canadian dollars", "cent", "cents"},
	"EUR": {2, "欧元", "欧分", "euro", "euros", "cent", "cents"},
	"GBP": {2, "英镑", "便士", "pound", "pounds", "penny", "pence"},
	"JPY": {0, "日元", "", "yen", "yen", "", ""},
	"KRW": {0, "韩元", "", "won", "won", "", ""},
	"KWD": {3, "科威特第纳尔", "费尔", "Kuwaiti dinar", "Kuwaiti dinars", "fils", "fils"},
}

// known gives a currency; one that is not in the table is said by its letters,
// with two decimals.
func known(code string) currency {
	if c, ok := currencies[code]; ok {
		return c
	}
	letters := strings.Join(strings.Split(code, ""), " ")
	return currency{2, letters, "分", letters, letters, "cent", "cents"}
}

// Exponent is how many decimals a currency has.
func Exponent(code string) int { return known(code).exponent }

// Money says an amount of a currency's minor units: 一百二十八元五角, 三千零五元零六分,
// 五十美分; 128 dollars and 50 cents.
func Money(lang string, minor int64, code string) string {
	c := known(code)
	sign, amount := "", uint64(minor)
	if minor < 0 {
		amount = -amount
		if sign = "负"; english(lang) {
			sign = "minus "
		}
	}
	whole, rest := amount/power(c.exponent), amount%power(c.exponent)
	switch {
	case english(lang):
		return sign + englishMoney(c, whole, rest)
	case code == "CNY":
		return sign + yuan(whole, rest)
	}
	return sign + mandarinMoney(c, whole, rest)
}

func englishMoney(c currency, whole, rest uint64) string {
	minor := englishUnit(rest, c.cent, c.cents)
	switch {
	case rest == 0:
		return englishUnit(whole, c.one, c.other)
	case whole == 0:
		return minor
	}
	return englishUnit(whole, c.one, c.other) + " and " + minor
}

func englishUnit(n uint64, one, other string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatUint(n, 10) + " " + other
}

func mandarinMoney(c currency, whole, rest uint64) string {
	switch {
	case rest == 0:
		return unit(whole) + c.zh
	case whole == 0:
		return unit(rest) + c.zhMinor
	}
	return unit(whole) + c.zh + unit(rest) + c.zhMinor
}

// yuan says 元, 角 and 分.
func yuan(whole, rest uint64) string {
	jiao, fen := rest/10, rest%10
	var out strings.Builder
	if whole > 0 || rest == 0 {
		out.WriteString(unit(whole) + "元")
	}
	if jiao > 0 {
		out.WriteString(unit(jiao) + "角")
	}
	if fen > 0 {
		if whole > 0 && jiao == 0 {
			out.WriteString("零")
		}
		out.WriteString(unit(fen) + "分")
	}
	return out.String()
}

// unit is a number before a unit of money.
func unit(n uint64) string {
	switch n {
	case 0:
		return "零"
	case 2:
		return "两"
	}
	return mandarin(n)
}

// ParseMoney reads a decimal amount as minor units, exactly. It refuses more
// decimals than the currency has, and what int64 cannot hold.
func ParseMoney(amount, code string) (int64, error) {
	exponent := Exponent(code)
	whole, decimals, dotted := strings.Cut(amount, ".")
	digits := strings.TrimPrefix(whole, "-")
	if digits == "" || strings.Trim(digits+decimals, "0123456789") != "" || dotted && decimals == "" {
		return 0, fmt.Errorf("%q is no amount; write e.g. 128.50", amount)
	}
	if len(decimals) > exponent {
		return 0, fmt.Errorf("%q has more than the %d decimals of %s", amount, exponent, code)
	}
	minor, err := strconv.ParseInt(whole+decimals+strings.Repeat("0", exponent-len(decimals)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is too large an amount", amount)
	}
	return minor, nil
}

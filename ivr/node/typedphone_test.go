package node

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTypedNumbersAreReadByTheirCountrysPrefixes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ digits, country, want string }{
		"American area that begins with 86":        {"8605550123", "86", "+18605550123"},
		"American":                                 {"4155550123", "86", "+14155550123"},
		"American with its code":                   {"14155550123", "86", "+14155550123"},
		"China's code, then a zero":                {"8602155550123", "86", "+862155550123"},
		"Chinese landline at home":                 {"02155550123", "86", "+862155550123"},
		"Chinese mobile":                           {"13955550123", "86", "+8613955550123"},
		"Chinese mobile with its code":             {"8613955550123", "86", "+8613955550123"},
		"Chinese mobile with 00":                   {"008613955550123", "86", "+8613955550123"},
		"Italian landline at home keeps its zero":  {"0212345678", "39", "+390212345678"},
		"Italian landline from abroad":             {"00390212345678", "86", "+390212345678"},
		"Italian landline with its code":           {"390212345678", "39", "+390212345678"},
		"Russian prefix":                           {"89215550123", "7", "+79215550123"},
		"Russian with its code":                    {"79215550123", "7", "+79215550123"},
		"American prefix for calls abroad":         {"0118613955550123", "1", "+8613955550123"},
		"British prefix":                           {"02079460123", "44", "+442079460123"},
		"British from abroad with the zero":        {"004402079460123", "86", "+442079460123"},
		"Hong Kong, from abroad without a prefix":  {"85255501234", "86", "+85255501234"},
		"a number of no numbering plan, for tests": {"1550000001", "86", "+861550000001"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, phone := range phones(test.digits, test.country) {
				got = append(got, phone.Reveal())
			}
			require.Contains(t, got, test.want)
		})
	}
}

package ivr_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/bojanz/currency"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
)

func TestMoneyIsWrittenWithItsDecimals(t *testing.T) {
	t.Parallel()
	for want, m := range map[string]ivr.Money{
		"128.50 CNY":                {Minor: 12850, Currency: "CNY"},
		"0.05 USD":                  {Minor: 5, Currency: "USD"},
		"-0.05 USD":                 {Minor: -5, Currency: "USD"},
		"700 JPY":                   {Minor: 700, Currency: "JPY"},
		"-1.00 EUR":                 {Minor: -100, Currency: "EUR"},
		"1.234 KWD":                 {Minor: 1234, Currency: "KWD"},
		"-92233720368547758.08 CNY": {Minor: math.MinInt64, Currency: "CNY"},
		"5 minor units of XYZ":      {Minor: 5, Currency: "XYZ"},
	} {
		require.Equal(t, want, m.String())
	}
}

func TestMoneyIsReadExactly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[string]int64{
		"128.5":             {"CNY": 12850, "USD": 12850, "KWD": 128500},
		"128":               {"JPY": 128, "CNY": 12800},
		"0.10":              {"CNY": 10},
		"-0.01":             {"CNY": -1},
		"1.2300":            {"CNY": 123},
		"92233720368547758": {"CNY": 9223372036854775800},
	} {
		for code, n := range want {
			got, err := ivr.ParseMoney(text, code)
			require.NoError(t, err, text)
			require.Equal(t, ivr.Money{Minor: n, Currency: code}, got, text+code)
		}
	}
	for _, text := range []string{"", ".", "1.", ".5", "1,000", "1e3", "¥1", "1.5", "+1", "0x1", "１", "99999999999999999999"} {
		_, err := ivr.ParseMoney(text, "JPY")
		require.Error(t, err, text)
	}
	_, err := ivr.ParseMoney("922337203685477580", "CNY")
	require.ErrorContains(t, err, "too large")
	_, err = ivr.ParseMoney("1", "XYZ")
	require.ErrorContains(t, err, "unknown")
}

// What is shown is what the ledger's files are read by.
func TestMoneyIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := ivr.Money{
			Minor:    rapid.Int64Range(-1e17, 1e17).Draw(t, "minor"),
			Currency: rapid.SampledFrom(currency.GetCurrencyCodes()).Draw(t, "currency"),
		}
		var text, code string
		_, err := fmt.Sscan(m.String(), &text, &code)
		require.NoError(t, err)
		again, err := ivr.ParseMoney(text, code)
		require.NoError(t, err)
		require.Equal(t, m, again)
	})
}

// If a currency had other decimals than its country gives it, a caller would hear ten times too much.
func TestDecimalsAreThoseOfISO4217(t *testing.T) {
	t.Parallel()
	for _, code := range currency.GetCurrencyCodes() {
		digits, _ := currency.GetDigits(code)
		require.True(t, ivr.IsCurrency(code), code)
		require.Equal(t, int(digits), ivr.Decimals(code), code)
	}
	require.False(t, ivr.IsCurrency("XYZ"))
	require.False(t, ivr.IsCurrency(""))
}

package ledgerfile_test

import (
	"testing"

	"github.com/bojanz/currency"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/speech"
)

// Amounts are read and spoken with two tables of decimals: if these differed, a caller would hear ten
// times too much.
func TestAmountsAreReadAsTheyAreSpoken(t *testing.T) {
	t.Parallel()
	for _, code := range currency.GetCurrencyCodes() {
		digits, known := currency.GetDigits(code)
		require.True(t, known)
		require.Equal(t, int(digits), speech.Exponent(code), code)
	}
}

package ivr_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
)

func TestLongNumbersAreMasked(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"您的编号是20260001。":      "您的编号是****0001。",
		"call +8613800000001": "call ****0001",
		"1 3 8 0 0 0 0 0":     "****0000",
		"按 1，128.50 元，5 月":    "按 1，128.50 元，5 月",
	} {
		require.Equal(t, want, ivr.HideNumbers(text))
	}
}

package web_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/web"
)

func TestANumberThatCallsTooOften(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00", func(c *web.Config) { c.CallsPerHour = 2 })
	for range 2 {
		require.Equal(t, []string{"general"}, h.call(stranger, "0").queued())
	}
	limited := h.call(stranger, "1")
	require.NotContains(t, limited.hears(), "退款，请按 2")
	require.Len(t, h.cases(ivr.CaseFraud), 1, "fraud is reached all the same")
	require.Equal(t, []string{"general"}, h.call(mandarin, "0").queued(), "others are not limited")
}

func TestCodesThatNobodyTypes(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00", func(c *web.Config) { c.CodesPerDay = 2 })
	for range 3 {
		require.Contains(t, h.call(mandarin, "2 1 code").hears(), "交易编号", "a code typed right forgives those before")
	}
	for range 2 {
		require.Contains(t, h.call(mandarin, "2 1").hears(), "验证码")
	}
	require.NotContains(t, h.call(mandarin, "2 1").hears(), "验证码")
	require.Len(t, h.exchange.Messages(mandarin), 5)
}

package exchange_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestAWithheldNumber(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Hangup/>`})
	x := exchange.New(configure(s))
	_, err := x.Call(t.Context(), "anonymous", hotline, nil)
	require.NoError(t, err)
	require.Equal(t, "anonymous", s.once(t, "/voice").form.Get("From"))
	require.Equal(t, []string{""}, s.once(t, "/voice").form["FromCountry"])
}

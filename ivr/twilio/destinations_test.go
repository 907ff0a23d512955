package twilio_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
)

func TestWhoIsCalledBack(t *testing.T) {
	t.Parallel()
	china := twilio.NewDestinations("+861000000000", []string{"+8613900000001"}, nil)
	america := twilio.NewDestinations("+12125550100", nil, nil)
	named := twilio.NewDestinations("+861000000000", nil, []string{"1", "44"})
	for _, c := range []struct {
		of   twilio.Destinations
		to   ivr.Masked
		want twilio.Refusal
	}{
		{china, "+8613800000001", ""},
		{china, "+861065551234", ""},
		{china, "+861000000000", twilio.RefusedOwn},
		{china, "+8613900000001", twilio.RefusedOwn},
		{china, "+19005551234", twilio.RefusedCountry},
		{china, "+88213300001234", twilio.RefusedCountry},
		{china, "+97901234567", twilio.RefusedCountry},
		{china, "+53712345678", twilio.RefusedCountry},
		{china, "+864001234567", twilio.RefusedShared},
		{china, "+8695588", twilio.RefusedKind},
		{china, "+8616812345", twilio.RefusedPremium},
		{china, "95588", twilio.RefusedKind},
		{china, "", twilio.RefusedKind},
		{america, "+12025550123", ""},
		{america, "+19005551234", twilio.RefusedPremium},
		{america, "+18765550123", twilio.RefusedCountry}, // Jamaica shares the calling code
		{named, "+12025550123", ""},
		{named, "+19005551234", twilio.RefusedPremium},
		{named, "+448431234567", twilio.RefusedPremium},
		{named, "+8613800000001", twilio.RefusedCountry},
	} {
		require.Equal(t, c.want, c.of.Refuse(c.to), c.to.Reveal())
	}
}

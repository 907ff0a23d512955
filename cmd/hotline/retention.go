package main

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/privacy"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
)

// retain removes what is over each day, beside the calls. A rehearsal removes nothing: its
// clock may show a day on which everything is over.
func (h hotline) retain(answers *service.Service, carrier privacy.Carrier) {
	terms := h.settings.Terms()
	if len(terms) == 0 {
		return
	}
	if !h.rehearsal.IsZero() {
		h.log.Info().Msg("a rehearsal: records whose time is over stay")
		return
	}
	byKind := map[privacy.Kind]privacy.Term{}
	for _, kind := range slices.Sorted(maps.Keys(terms)) {
		byKind[privacy.Kind(kind)] = privacy.Term(terms[kind])
	}
	retainer := privacy.NewRetainer(privacy.RetainerConfig{
		Store: h.store, Carrier: carrier, Terms: byKind, Clock: h.clock, Log: h.log, Registry: answers.Registry,
	})
	answers.Beside(retainer.Run)
}

// recordingsAt reaches the recordings of the settings' account; nil when there is none.
func recordingsAt(s config.Settings) privacy.Carrier {
	if s.AccountSID == "" || s.AuthToken == "" {
		return nil
	}
	carrier, err := twilio.NewREST(twilio.Config{AccountSID: s.AccountSID, AuthToken: ivr.Secret(s.AuthToken.Reveal()), BaseURL: s.APIURL})
	if err != nil {
		return nil
	}
	return carrier
}

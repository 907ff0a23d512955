package main

import (
	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/simulate"
)

// demoSettings are those of a hotline with the demo's number and people.
func demoSettings(s config.Settings) config.Settings {
	s.Number = demo.Number
	if len(s.FallbackNumber) == 0 {
		s.FallbackNumber = []string{demo.Agents()[0].Number.Reveal()}
	}
	return s
}

// atExchange are the settings of a hotline whose carrier is an exchange at the same URL.
func atExchange(s config.Settings, url string, a simulate.Account) config.Settings {
	s.PublicURL, s.APIURL = url, url
	s.AccountSID, s.AuthToken, s.AuthTokenSecondary = a.SID, config.Secret(a.Token), ""
	return s
}

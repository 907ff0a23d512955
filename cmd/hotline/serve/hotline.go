// Package serve is a hotline that answers calls: it wires store, menus, carrier, routes and
// pages together by the settings, and says what is to be known of them. Which command serves,
// and what it tells at its terminal, is the command's.
package serve

import (
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/cmd/hotline/tracing"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/web"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/store"
)

// Config is what a hotline is made of.
type Config struct {
	Settings  config.Settings
	Version   string // of this program
	Store     store.Store
	First     live.Menu                   // the menus that it begins with
	Load      func() (*menus.Menu, error) // reads the menus again, when they were saved
	Clock     func() time.Time
	Rehearsal time.Time // where the clock was started by hand; zero: the real one
	Log       zerolog.Logger
	Tracing   *tracing.Tracing              // nil traces nothing
	Handsets  bool                          // agents' softphones are handsets of an exchange of this process's own
	Words     func(recording string) string // what callers have recorded, in words; nil is not known
}

// Hotline is a hotline at work, but for the addresses on which it listens.
type Hotline struct {
	Config
	Service   *service.Service // answers calls
	Web       *web.Server      // its routes and pages
	Publisher *live.Publisher  // its menus
}

// ServiceConfig is what the settings say of the numbers of a hotline, and of its limits.
func ServiceConfig(s config.Settings) service.Config {
	return service.Config{
		Number: s.Number, Fallback: s.FallbackNumber,
		CallsPerHour: s.CallsPerHour, CodesPerMinute: s.CodesPerMinute, CodesPerHour: s.CodesPerHour, CodesPerDay: s.CodesPerDay,
		CallbackCountries: s.CallbackCountries,
		CallbacksPerHour:  s.CallbacksPerHour, CallbacksPerDay: s.CallbacksPerDay,
	}
}

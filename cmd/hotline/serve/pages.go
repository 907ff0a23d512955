package serve

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/cmd/hotline/player"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/acd/presence"
	"github.com/okpay/hotline/ivr/privacy"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/web/agent"
	"github.com/okpay/hotline/ivr/web/api"
	"github.com/okpay/hotline/ivr/web/auth"
	operators "github.com/okpay/hotline/ivr/web/console"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/store"
)

// openPages opens the pages of the people of the house.
func (h *Hotline) openPages(carrier *twilio.REST) error {
	gate, err := auth.New(auth.Config{
		Store: h.Store, Clock: h.Clock, Random: rand.Reader, Log: h.Log, Registry: h.Service.Registry,
		PublicURL: h.Settings.BaseURL(), SecondFrom: secondFrom(h.Settings),
		OIDC: auth.OIDC{
			Issuer: h.Settings.OIDCIssuer, ClientID: h.Settings.OIDCClientID, ClientSecret: ivr.Secret(h.Settings.OIDCClientSecret.Reveal()),
		},
	})
	if err != nil {
		return err
	}
	shared, _ := h.Store.(store.Shared)
	there := presence.New(presence.Config{
		Shared: shared,
		Agent:  h.Store.Agent, Session: gate.Session, ACD: h.Service.ACD(), Clock: h.Clock, Log: h.Log, Softphones: h.Softphone().Kind != "",
	})
	h.Service.WatchPresence(there)
	gate.OnSignOut(func(ctx context.Context, name string) {
		if err := there.Review(ctx, name); err != nil {
			h.Log.Error().Err(err).Str("agent", name).Msg("the desk could not be told of a sign-out")
		}
	})
	desk, err := agent.New(agent.Config{
		Store: h.Store, ACD: h.Service.ACD(), Presence: there, Tree: h.Publisher.Tree, Zone: func() *time.Location { return h.Publisher.Current().Tree.Zone },
		Gate: gate, Clock: h.Clock, Softphone: h.Softphone(), Log: h.Log,
	})
	if err != nil {
		return err
	}
	measureRejection(h.Publisher, h.Service.Registry)
	house, err := h.Console(gate, carrier)
	if err != nil {
		return err
	}
	programs, err := h.Programs(carrier)
	if err != nil {
		return err
	}
	h.Web.Mount(h.Tracing, statics{}, gate, desk, house, programs)
	return nil
}

// secondFrom is the least role that must have a second factor, by the settings.
func secondFrom(s config.Settings) store.Role {
	return map[string]store.Role{"operators": store.RoleOperator, "all": store.RoleAgent}[s.SecondFactor]
}

// Console is the operators' pages. A nil carrier has no recordings.
func (h *Hotline) Console(gate *auth.Gate, carrier *twilio.REST) (*operators.Console, error) {
	menus := consoleAdapter{h.Publisher}
	return operators.New(operators.Config{
		Store: h.Store, ACD: h.Service.ACD(), Gate: gate, Clock: h.Clock, Log: h.Log, Tree: h.Publisher.Tree,
		Rehearser: rehearser{h.Publisher.Current, h.Store, h.Clock, h.Web.Draining(), player.Console.Apart},
		Library:   menus, Recordings: carrier, Words: h.Words, Menu: func() operators.Menu { return forConsole(h.Publisher.Current()) }, Draw: menus.draw,
	})
}

// Programs is the API for the company's other systems, and the courier who
// brings them the news of cases: both as long as the server runs.
func (h *Hotline) Programs(carrier privacy.Carrier) (*api.API, error) {
	courier, err := api.NewCourier(api.CourierConfig{
		Store: h.Store, URL: h.Settings.CasesURL, Secrets: h.Settings.CasesSecrets(),
		Clock: time.Now, Log: h.Log, Registry: h.Service.Registry,
	})
	if err != nil {
		return nil, err
	}
	h.Service.Beside(courier.Run)
	return api.New(api.Config{Store: h.Store, ACD: queues{h.Service.ACD()}, Menus: forPrograms{h.Publisher}, Clock: h.Clock, Log: h.Log, Number: ivr.Masked(h.Settings.Number), Recordings: carrier})
}

// queues returns the ACD's queues as the API shows them.
type queues struct{ floor *dispatch.Dispatcher }

// Queues implements [api.ACD].
func (q queues) Queues(ctx context.Context) ([]api.QueueStatus, error) {
	all, err := q.floor.Queues(ctx)
	told := make([]api.QueueStatus, len(all))
	for i, s := range all {
		told[i] = api.QueueStatus(s)
	}
	return told, err
}

// forPrograms is the menu as programs may know it.
type forPrograms struct{ publisher *live.Publisher }

// Current implements [api.Menus].
func (f forPrograms) Current() api.Menu {
	menu := f.publisher.Current()
	return api.Menu{Zone: menu.Tree.Zone, Lines: menu.Lines, Departments: menu.Departments(), Languages: menu.Languages()}
}

// Softphone is how agents are rung in the browser.
func (h *Hotline) Softphone() agent.Softphone {
	phones := twilio.Softphones{
		AccountSID: h.Settings.AccountSID, APIKey: h.Settings.APIKey,
		APISecret: ivr.Secret(h.Settings.APISecret.Reveal()), AppSID: h.Settings.AppSID,
	}
	switch {
	case h.Handsets:
		return agent.Softphone{Kind: "dev"}
	case !h.Settings.Softphones():
		return agent.Softphone{}
	}
	return agent.Softphone{Kind: "twilio", Token: func(identity string) (string, error) {
		return phones.Token(identity, time.Now()) // the carrier's clock, also in a rehearsal
	}}
}

// statics are the files that all pages use.
type statics struct{}

// Mount implements [web.Pages].
func (statics) Mount(e *echo.Echo) { page.Mount(e) }

package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"time"

	"github.com/labstack/echo/v4"

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
func (h hotline) openPages(server running, publisher *live.Publisher, carrier *twilio.REST) error {
	gate, err := auth.New(auth.Config{
		Store: h.store, Clock: h.clock, Random: rand.Reader, Log: h.log, Registry: server.Registry,
		PublicURL: h.settings.BaseURL(), Secret: derivedKey("pages", h.settings.AuthToken.Reveal()),
		OIDC: auth.OIDC{
			Issuer: h.settings.OIDCIssuer, ClientID: h.settings.OIDCClientID, ClientSecret: ivr.Secret(h.settings.OIDCClientSecret.Reveal()),
		},
	})
	if err != nil {
		return err
	}
	shared, _ := h.store.(store.Shared)
	there := presence.New(presence.Config{
		Shared: shared,
		Agent:  h.store.Agent, Session: gate.Session, ACD: server.ACD(), Clock: h.clock, Log: h.log, Softphones: h.softphone().Kind != "",
	})
	server.WatchPresence(there)
	gate.OnSignOut(func(ctx context.Context, name string) {
		if err := there.Review(ctx, name); err != nil {
			h.log.Error().Err(err).Str("agent", name).Msg("the desk could not be told of a sign-out")
		}
	})
	desk, err := agent.New(agent.Config{
		Store: h.store, ACD: server.ACD(), Presence: there, Tree: publisher.Tree, Zone: func() *time.Location { return publisher.Current().Tree.Zone },
		Gate: gate, Clock: h.clock, Softphone: h.softphone(), Log: h.log,
	})
	if err != nil {
		return err
	}
	measureRejection(publisher, server.Registry)
	house, err := h.console(server, gate, publisher, carrier)
	if err != nil {
		return err
	}
	programs, err := h.programs(server, publisher, carrier)
	if err != nil {
		return err
	}
	server.web.Mount(h.trace, statics{}, gate, desk, house, programs)
	return nil
}

// console is the operators' pages.
func (h hotline) console(server running, gate *auth.Gate, publisher *live.Publisher, carrier *twilio.REST) (*operators.Console, error) {
	menus := consoleAdapter{publisher}
	return operators.New(operators.Config{
		Store: h.store, ACD: server.ACD(), Gate: gate, Clock: h.clock, Log: h.log, Tree: publisher.Tree,
		Library: menus, Recordings: carrier, Words: h.words, Menu: func() operators.Menu { return forConsole(publisher.Current()) }, Draw: menus.draw,
	})
}

// programs is the API for the company's other systems, and the courier who
// brings them the news of cases: both as long as the server runs.
func (h hotline) programs(server running, publisher *live.Publisher, carrier privacy.Carrier) (*api.API, error) {
	courier, err := api.NewCourier(api.CourierConfig{
		Store: h.store, URL: h.settings.CasesURL, Secrets: h.settings.CasesSecrets(),
		Clock: time.Now, Log: h.log, Registry: server.Registry,
	})
	if err != nil {
		return nil, err
	}
	server.Beside(courier.Run)
	return api.New(api.Config{Store: h.store, ACD: queues{server.ACD()}, Menus: forPrograms{publisher}, Clock: h.clock, Log: h.log, Number: ivr.Masked(h.settings.Number), Recordings: carrier})
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
	return api.Menu{Zone: menu.Tree.Zone, Lines: menu.Lines, Departments: departments(menu), Languages: languagesOf(menu)}
}

// softphone is how agents are rung in the browser.
func (h hotline) softphone() agent.Softphone {
	phones := twilio.Softphones{
		AccountSID: h.settings.AccountSID, APIKey: h.settings.APIKey,
		APISecret: ivr.Secret(h.settings.APISecret.Reveal()), AppSID: h.settings.AppSID,
	}
	switch {
	case h.handsets:
		return agent.Softphone{Kind: "dev"}
	case !softphones(h.settings):
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

// derivedKey is a key of its own for each purpose, so that nothing made with
// one tells of another.
func derivedKey(purpose, token string) []byte {
	key := sha256.Sum256([]byte("hotline " + purpose + "\x00" + token))
	return key[:]
}

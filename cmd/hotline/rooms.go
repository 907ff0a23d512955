package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/web"
	"github.com/okpay/hotline/ivr/web/deskpage"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/ivr/web/signin"
)

// openRooms opens the pages of the people of the house.
func (h hotline) openRooms(server *web.Server, library *library) error {
	gate, err := signin.New(signin.Config{
		Store: h.store, Clock: h.clock, Random: rand.Reader, Log: h.log,
		PublicURL: h.settings.BaseURL(), Secret: derivedKey("pages", h.settings.AuthToken.Reveal()),
		OIDC: signin.OIDC{
			Issuer: h.settings.OIDCIssuer, ClientID: h.settings.OIDCClientID, ClientSecret: ivr.Secret(h.settings.OIDCClientSecret.Reveal()),
		},
	})
	if err != nil {
		return err
	}
	desk, err := deskpage.New(deskpage.Config{
		Store: h.store, Floor: server.Floor(), Tree: library.tree, Gate: gate, Clock: h.clock, Softphone: h.softphone(), Log: h.log,
	})
	if err != nil {
		return err
	}
	server.Mount(statics{}, gate, desk)
	return nil
}

// softphone is how agents are rung in the browser.
func (h hotline) softphone() deskpage.Softphone {
	phones := twilio.Softphones{
		AccountSID: h.settings.AccountSID, APIKey: h.settings.APIKey,
		APISecret: ivr.Secret(h.settings.APISecret.Reveal()), AppSID: h.settings.AppSID,
	}
	switch {
	case h.handsets:
		return deskpage.Softphone{Kind: "dev"}
	case phones.APIKey == "" || phones.APISecret == "":
		return deskpage.Softphone{}
	}
	return deskpage.Softphone{Kind: "twilio", Token: func(identity string) (string, error) {
		return phones.Token(identity, time.Now()) // the carrier's clock, also in a rehearsal
	}}
}

// tree is the menu of a revision.
func (l *library) tree(ctx context.Context, revision string) (*ivr.Tree, error) {
	if current := l.Current(); current.Tree.Revision == revision {
		return current.Tree, nil
	}
	menu, err := l.Revision(ctx, revision)
	return menu.Tree, err
}

// statics are the files that all pages use.
type statics struct{}

// Mount implements [web.Room].
func (statics) Mount(e *echo.Echo) { page.Mount(e) }

// derivedKey is a key of its own for each purpose, so that nothing made with
// one tells of another.
func derivedKey(purpose, token string) []byte {
	key := sha256.Sum256([]byte("hotline " + purpose + "\x00" + token))
	return key[:]
}

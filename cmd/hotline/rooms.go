package main

import (
	"crypto/rand"
	"crypto/sha256"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/web"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/ivr/web/signin"
)

// openRooms opens the pages of the people of the house.
func (h hotline) openRooms(server *web.Server) (*signin.Gate, error) {
	gate, err := signin.New(signin.Config{
		Store: h.store, Clock: h.clock, Random: rand.Reader, Log: h.log,
		PublicURL: h.settings.BaseURL(), Secret: derivedKey("pages", h.settings.AuthToken.Reveal()),
		OIDC: signin.OIDC{
			Issuer: h.settings.OIDCIssuer, ClientID: h.settings.OIDCClientID, ClientSecret: ivr.Secret(h.settings.OIDCClientSecret.Reveal()),
		},
	})
	if err != nil {
		return nil, err
	}
	server.Mount(statics{}, gate)
	return gate, nil
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

package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/labstack/echo/v4"
	"golang.org/x/oauth2"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// OIDC is the company's own sign-in service. The zero OIDC is none.
type OIDC struct {
	Issuer       string // URL, as in its discovery document
	ClientID     string
	ClientSecret ivr.Secret
}

const (
	cookieOIDC = "hotline_oidc"
	// oidcLasts is how long someone may take at the service.
	oidcLasts = 10 * time.Minute
	// oidcDeadline bounds each request to the service.
	oidcDeadline = 10 * time.Second
)

// provider is the service as it was found. It is looked for when it is first
// needed: calls are answered whether it is there or not.
type provider struct {
	OIDC
	redirect string
	client   *http.Client

	mu    sync.Mutex
	found *oidc.Provider
}

func newProvider(c Config) *provider {
	if c.OIDC.Issuer == "" {
		return nil
	}
	return &provider{OIDC: c.OIDC, redirect: c.PublicURL + pathCallback, client: &http.Client{Timeout: oidcDeadline}}
}

// discover gives the service, and the flow that begins and ends there.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		found, err := oidc.NewProvider(ctx, p.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("finding the sign-in service: %w", err)
		}
		p.found = found
	}
	return p.found, &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret.Reveal(), Endpoint: p.found.Endpoint(),
		RedirectURL: p.redirect, Scopes: []string{oidc.ScopeOpenID, "email"},
	}, nil
}

// oidcSignIn lets people in by the company's sign-in service.
type oidcSignIn struct{ gate *Gate }

// journey is what this browser keeps while its user is at the service.
type journey struct{ State, Nonce, Verifier, Next string }

func (g oidcSignIn) start(c echo.Context) error {
	_, flow, err := g.gate.provider.discover(oidc.ClientContext(c.Request().Context(), g.gate.provider.client))
	if err != nil {
		return g.strayed(c, http.StatusBadGateway, "oidc down", err)
	}
	j := journey{Next: local(c.QueryParam("next"), "")}
	for _, part := range []*string{&j.State, &j.Nonce, &j.Verifier} {
		if *part, err = newToken(g.gate.Random); err != nil {
			return err
		}
	}
	kept, err := json.Marshal(j)
	if err != nil {
		return err
	}
	g.gate.setCookie(c, cookieOIDC, base64.RawURLEncoding.EncodeToString(kept), oidcLasts)
	return c.Redirect(http.StatusSeeOther, flow.AuthCodeURL(j.State, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier)))
}

func (g oidcSignIn) finish(c echo.Context) error {
	j, ok := g.journey(c)
	g.gate.setCookie(c, cookieOIDC, "", 0)
	if !ok || j.State != c.QueryParam("state") || c.QueryParam("code") == "" {
		return g.strayed(c, http.StatusBadRequest, "oidc strayed", errors.New("no such journey, or refused by the service"))
	}
	ctx := oidc.ClientContext(c.Request().Context(), g.gate.provider.client)
	claims, err := g.gate.provider.claims(ctx, j, c.QueryParam("code"))
	if err != nil {
		return g.strayed(c, http.StatusBadGateway, "oidc down", err)
	}
	a, err := g.person(ctx, claims)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return g.strayed(c, http.StatusForbidden, "oidc unknown", err)
	case err != nil:
		return fmt.Errorf("signing in by OIDC: %w", err)
	}
	return g.gate.welcome(c, a, entry{Next: j.Next, How: "oidc", Second: true})
}

func (g oidcSignIn) journey(c echo.Context) (j journey, ok bool) {
	kept, err := base64.RawURLEncoding.DecodeString(g.gate.cookie(c, cookieOIDC))
	return j, err == nil && json.Unmarshal(kept, &j) == nil && j.State != ""
}

// strayed tells that the way over the service led nowhere; the password's is
// still there.
func (g oidcSignIn) strayed(c echo.Context, status int, problem string, err error) error {
	g.gate.Log.Warn().Err(err).Str("address", c.RealIP()).Msg("a sign-in by OIDC failed")
	return passwords(g).render(c, status, form{Problem: problem})
}

// claims are what the service says of somebody.
type claims struct {
	Subject  string `json:"sub"`
	Email    string `json:"email"`
	Verified bool   `json:"email_verified"`
}

// claims exchanges a code for what the service says, and proves it.
func (p *provider) claims(ctx context.Context, j journey, code string) (claims, error) {
	service, flow, err := p.discover(ctx)
	if err != nil {
		return claims{}, err
	}
	answer, err := flow.Exchange(ctx, code, oauth2.VerifierOption(j.Verifier))
	if err != nil {
		return claims{}, fmt.Errorf("exchanging the code: %w", err)
	}
	raw, _ := answer.Extra("id_token").(string)
	token, err := service.Verifier(&oidc.Config{ClientID: p.ClientID}).Verify(ctx, raw)
	if err != nil {
		return claims{}, fmt.Errorf("verifying the ID token: %w", err)
	}
	if token.Nonce != j.Nonce {
		return claims{}, errors.New("verifying the ID token: it answers another question")
	}
	var said claims
	if err := token.Claims(&said); err != nil {
		return claims{}, fmt.Errorf("reading the ID token: %w", err)
	}
	return said, nil
}

// person finds who is meant: once bound, by the service's own name for them,
// which never passes to another as an e-mail address may; before, by the
// address that the service has verified. Nobody is made here.
func (g oidcSignIn) person(ctx context.Context, said claims) (store.Agent, error) {
	people, err := g.gate.Store.Agents(ctx)
	if err != nil {
		return store.Agent{}, err
	}
	for _, a := range people {
		if said.Subject != "" && a.Subject == said.Subject {
			return a, nil
		}
	}
	for _, a := range people {
		email := a.Email.Reveal()
		if said.Verified && a.Subject == "" && email != "" && strings.EqualFold(email, said.Email) {
			a.Subject = said.Subject
			if err := g.gate.Store.PutAgent(ctx, a); err != nil {
				return store.Agent{}, err
			}
			return a, nil
		}
	}
	return store.Agent{}, store.ErrNotFound
}

package auth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

const (
	idle     = 12 * time.Hour
	absolute = 7 * 24 * time.Hour
	// renewal is how old a session's last write must be for the next one.
	renewal = 5 * time.Minute

	cookieSession = "hotline_session"
	cookieVisit   = "hotline_visit"
)

// newToken gives 32 random bytes as a cookie or a URL carries them.
func newToken(random io.Reader) (string, error) {
	token := make([]byte, 32)
	if _, err := io.ReadFull(random, token); err != nil {
		return "", fmt.Errorf("making a token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(token), nil
}

// hashOf is what is kept of a token: nobody signs in with what the store holds.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// keyOf marks the password that a session began under.
func keyOf(a store.Agent) store.Hash { return store.Hash(hashOf(a.Password.Reveal())) }

// begin signs someone in at this browser, under a token that it never had.
func (g *Gate) begin(c echo.Context, a store.Agent, e entry) error {
	ctx, now := c.Request().Context(), g.Clock()
	token, err := newToken(g.Random)
	if err != nil {
		return err
	}
	if old := g.cookie(c, cookieSession); old != "" {
		if err := g.Store.EndSession(ctx, hashOf(old)); err != nil {
			return fmt.Errorf("ending the session before: %w", err)
		}
	}
	if _, err := g.Store.SweepSessions(ctx, now); err != nil {
		return fmt.Errorf("forgetting old sessions: %w", err)
	}
	session := store.Session{ID: hashOf(token), Name: a.Name, Key: keyOf(a), Began: now, Expires: now.Add(idle), Second: e.Second}
	if err := g.Store.PutSession(ctx, session); err != nil {
		return fmt.Errorf("beginning a session: %w", err)
	}
	g.setCookie(c, cookieSession, token, absolute)
	g.setCookie(c, cookieVisit, "", 0)
	c.Set(keyWho, a)
	return g.Audit(c, "signin", a.Name, e.How)
}

// identify tells who a request is from, as the store knows them now.
func (g *Gate) identify(ctx context.Context, token string) (store.Agent, store.Session, error) {
	if token == "" {
		return store.Agent{}, store.Session{}, store.ErrNotFound
	}
	return g.lookUp(ctx, hashOf(token))
}

// Session gives the person whose session it is, as the store knows them now;
// [store.ErrNotFound] when the session is over.
func (g *Gate) Session(ctx context.Context, id string) (store.Agent, error) {
	a, _, err := g.lookUp(ctx, id)
	return a, err
}

func (g *Gate) lookUp(ctx context.Context, id string) (store.Agent, store.Session, error) {
	none := store.Session{}
	session, err := g.Store.Session(ctx, id)
	if err != nil {
		return store.Agent{}, none, err
	}
	if !g.Clock().Before(session.Expires) {
		return store.Agent{}, none, store.ErrNotFound
	}
	a, err := g.Store.Agent(ctx, session.Name)
	if err == nil && session.Key != keyOf(a) {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Agent{}, none, err
	}
	return a, session, nil
}

// prolong moves the end of a session in use, with few writes.
func (g *Gate) prolong(ctx context.Context, s store.Session) error {
	expires := earlier(g.Clock().Add(idle), s.Began.Add(absolute))
	if expires.Sub(s.Expires) < renewal {
		return nil
	}
	err := g.Store.ProlongSession(ctx, s.ID, expires)
	if errors.Is(err, store.ErrNotFound) {
		return nil // signed out meanwhile: this request is the last
	}
	return err
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// name is a cookie's name: where browsers come by https, one that no other host
// and no plain connection can set.
func (g *Gate) name(cookie string) string {
	if g.secure() {
		return "__Host-" + cookie
	}
	return cookie
}

func (g *Gate) cookie(c echo.Context, name string) string {
	cookie, err := c.Cookie(g.name(name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// setCookie sets a cookie for so long; 0 removes it.
func (g *Gate) setCookie(c echo.Context, name, value string, lasts time.Duration) {
	age := int(lasts.Seconds())
	if age == 0 {
		age = -1
	}
	c.SetCookie(&http.Cookie{
		Name: g.name(name), Value: value, Path: "/", MaxAge: age,
		Secure: g.secure(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

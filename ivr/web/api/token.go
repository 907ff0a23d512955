package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

// The form of a token's text: the prefix, by which scanners know a token that
// lies about, and 32 random bytes in base 62.
const (
	tokenPrefix = "hl_"
	tokenBytes  = 32
	tokenDigits = 43
)

// NewToken draws a token, to be shown once, and gives what is kept of it.
func NewToken(random io.Reader) (text string, hash store.Hash, err error) {
	drawn := make([]byte, tokenBytes)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return "", "", fmt.Errorf("drawing a token: %w", err)
	}
	text = fmt.Sprintf("%s%0*s", tokenPrefix, tokenDigits, new(big.Int).SetBytes(drawn).Text(62))
	return text, hashOf(text), nil
}

func hashOf(text string) store.Hash {
	sum := sha256.Sum256([]byte(text))
	return store.Hash(hex.EncodeToString(sum[:]))
}

const keyToken = "api.token"

// holder is the token of a request.
func holder(c echo.Context) store.Token {
	t, _ := c.Get(keyToken).(store.Token)
	return t
}

// allowed lets in who has a token with the operation's scope, as often as the
// rate allows.
func (a *API) allowed(o operation) echo.HandlerFunc {
	return func(c echo.Context) error {
		t, err := a.identify(c)
		if err != nil {
			return err
		}
		c.Set(keyToken, t)
		if !t.May(o.scope) {
			return refuse(http.StatusForbidden, fmt.Sprintf("the token lacks the scope %s; use one that was added with --scope %[1]s", o.scope))
		}
		for name := range c.QueryParams() {
			if !slices.Contains(o.query, name) {
				return bad("a query parameter is not known here; this operation has " + orNone(o.query))
			}
		}
		c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, boundOf(o))
		return o.handle(c)
	}
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// identify finds the token of a request.
func (a *API) identify(c echo.Context) (store.Token, error) {
	text, given := bearer(c.Request().Header.Get(echo.HeaderAuthorization))
	if !given {
		return store.Token{}, a.stranger(c, unknownToken(given))
	}
	hash := hashOf(text)
	t, err := a.Store.Token(c.Request().Context(), hash.Reveal())
	now := a.Clock()
	switch {
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return t, err
	case err != nil, subtle.ConstantTimeCompare([]byte(t.Hash.Reveal()), []byte(hash.Reveal())) != 1:
		return t, a.stranger(c, unknownToken(given))
	case t.Expired(now):
		return t, a.stranger(c, "the token has expired; add a new one with hotline tokens add")
	case !a.within("token " + t.Name):
		return t, slowDown(c)
	}
	return t, a.noteUse(c, t, now)
}

// bearer gives the token of an Authorization header. A scheme's name may be written in capitals or not
// (RFC 9110, section 11.1), and more than one space may follow it.
func bearer(header string) (token string, given bool) {
	scheme, token, _ := strings.Cut(header, " ")
	token = strings.TrimLeft(token, " ")
	return token, strings.EqualFold(scheme, "Bearer") && token != ""
}

func unknownToken(given bool) string {
	if !given {
		return "no token was given; send the header Authorization: Bearer hl_…"
	}
	return "the token is not known; add one with hotline tokens add"
}

// stranger refuses who has no valid token, and slows down who guesses.
func (a *API) stranger(c echo.Context, why string) error {
	if !a.within("address " + c.RealIP()) {
		return slowDown(c)
	}
	c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer realm="hotline"`)
	return refuse(http.StatusUnauthorized, why)
}

func (a *API) within(who string) bool {
	allowed, err := a.limiter.Allow(who)
	return allowed && err == nil
}

func slowDown(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderRetryAfter, "1")
	return refuse(http.StatusTooManyRequests, fmt.Sprintf("more than %d requests a second; wait a second and ask again", perSecond))
}

// noteUse writes down that a token is used, once a minute.
func (a *API) noteUse(c echo.Context, t store.Token, now time.Time) error {
	if now.Sub(t.Used) < time.Minute {
		return nil
	}
	return a.Store.NoteTokenUse(c.Request().Context(), t.Hash.Reveal(), now.Truncate(time.Minute))
}

// audit writes down what a program did, also when it has hung up meanwhile.
func (a *API) audit(c echo.Context, action, object, detail string) error {
	err := a.Store.AppendAudit(context.WithoutCancel(c.Request().Context()), store.AuditEntry{
		At: a.Clock(), Who: actor(c), Role: "api", Action: action, Object: object, Detail: detail, Address: c.RealIP(),
	})
	if err != nil {
		return fmt.Errorf("writing the audit: %w", err)
	}
	return nil
}

// actor names the program in records.
func actor(c echo.Context) string { return "api:" + holder(c).Name }

// revealed reports whether a program may have customers' data in full, and asks
// for it; that it did is kept before it is answered.
func (a *API) revealed(c echo.Context, action, object string) (bool, error) {
	asked, err := flag(c, "reveal")
	switch {
	case err != nil || !asked:
		return false, err
	case !holder(c).May(store.ScopeReveal):
		return false, refuse(http.StatusForbidden, "the token lacks the scope reveal; leave reveal out, or use a token that has it")
	}
	return true, a.audit(c, action, object, "in full")
}

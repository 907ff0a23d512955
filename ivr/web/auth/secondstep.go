package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

// secondStep asks for a code after a right password. Between the two, the browser keeps
// who has proved the password in a signed cookie; no session has begun.
type secondStep struct{ gate *Gate }

const (
	cookieHalf = "hotline_half"
	// halfLasts is how long the code may follow the password.
	halfLasts   = 10 * time.Minute
	purposeHalf = "a password was right"
)

// half is what the cookie says between password and code.
type half struct {
	Name    string
	Entry   entry
	Expires int64 // Unix seconds
}

// codeForm is what the page shows.
type codeForm struct {
	Problem string // a key of the words
	Seconds int    // to wait, of "wait"
}

// begin leads somebody whose password was right to the page that asks for the code.
func (g secondStep) begin(c echo.Context, a store.Agent, e entry) error {
	said, err := json.Marshal(half{a.Name, e, g.gate.Clock().Add(halfLasts).Unix()})
	if err != nil {
		return err
	}
	text := base64.RawURLEncoding.EncodeToString(said)
	signature, err := g.gate.signer.signature(c.Request().Context(), purposeHalf, text, keyOf(a).Reveal())
	if err != nil {
		return err
	}
	g.gate.setCookie(c, cookieHalf, text+"."+signature, halfLasts)
	return c.Redirect(http.StatusSeeOther, pathCode)
}

// who tells who has proved the password at this browser; store.ErrNotFound when that is
// long ago, or the password was changed since.
func (g secondStep) who(ctx context.Context, cookie string) (a store.Agent, e entry, err error) {
	text, signature, _ := strings.Cut(cookie, ".")
	said, err := base64.RawURLEncoding.DecodeString(text)
	var h half
	if err != nil || json.Unmarshal(said, &h) != nil || g.gate.Clock().Unix() >= h.Expires {
		return a, e, store.ErrNotFound
	}
	if a, err = g.gate.Store.Agent(ctx, h.Name); err != nil {
		return a, e, err
	}
	right, err := g.gate.signer.signed(ctx, signature, purposeHalf, text, keyOf(a).Reveal())
	if err == nil && !right {
		err = store.ErrNotFound
	}
	return a, h.Entry, err
}

func (g secondStep) show(c echo.Context) error {
	_, _, err := g.who(c.Request().Context(), g.gate.cookie(c, cookieHalf))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return c.Redirect(http.StatusSeeOther, pathSignIn)
	case err != nil:
		return fmt.Errorf("signing in: %w", err)
	}
	return g.render(c, http.StatusOK, codeForm{})
}

func (g secondStep) render(c echo.Context, status int, f codeForm) error {
	return g.gate.pages.Render(c, status, "code", View(c, "", "signin", f))
}

// take takes a code. Those of an app wait after a few wrong ones, also for the owner; a
// recovery code, which nobody guesses, does not wait for them.
func (g secondStep) take(c echo.Context) error {
	ctx := c.Request().Context()
	a, e, err := g.who(ctx, g.gate.cookie(c, cookieHalf))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return c.Redirect(http.StatusSeeOther, pathSignIn)
	case err != nil:
		return fmt.Errorf("signing in: %w", err)
	}
	code := c.FormValue("code")
	own, shared, err := browsers(g).keysOf(c, a.Name)
	if err != nil {
		return err
	}
	keys := append(shared, codeKey(own))
	if _, kind := typed(code); kind == recoveryCode {
		keys = []key{addressKey(c.RealIP())}
	}
	wait, err := g.gate.tries.take(ctx, g.gate.Clock(), keys...)
	switch {
	case err != nil:
		return err
	case wait > 0:
		g.gate.signIns.WithLabelValues(signInLimited).Inc()
		return g.render(c, http.StatusTooManyRequests, codeForm{Problem: "wait", Seconds: retryAfter(c, wait)})
	}
	return g.try(c, a, e, code, keys)
}

// try signs a person in whose code is right.
func (g secondStep) try(c echo.Context, a store.Agent, e entry, code string, keys []key) error {
	ctx := c.Request().Context()
	used, err := g.gate.useCode(ctx, a.Name, code, appCode, recoveryCode)
	switch {
	case errors.Is(err, errWrongCode):
		return g.refuse(c, a, e)
	case err != nil:
		return fmt.Errorf("signing in: %w", err)
	}
	if err := g.gate.tries.giveBack(ctx, keys...); err != nil {
		return err
	}
	e.Second, e.How = true, e.How+" and code"
	if _, kind := typed(code); kind == recoveryCode {
		e.How += " (recovery code, " + strconv.Itoa(len(used.Second.Recovery)) + " left)"
	}
	g.gate.setCookie(c, cookieHalf, "", 0)
	return g.gate.welcome(c, used, e)
}

// refuse answers a wrong code. It is in the audit: somebody knew the password.
func (g secondStep) refuse(c echo.Context, a store.Agent, e entry) error {
	g.gate.signIns.WithLabelValues(signInCode).Inc()
	g.gate.Log.Warn().Str("agent", a.Name).Str("address", c.RealIP()).Msg("a password was right, and the code after it wrong")
	if err := g.gate.Audit(c, "signin.code_wrong", a.Name, e.How); err != nil {
		return err
	}
	return g.render(c, http.StatusUnauthorized, codeForm{Problem: "code.wrong"})
}

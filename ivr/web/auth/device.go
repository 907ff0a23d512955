package auth

import (
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// A browser that someone has signed in with before is known by a cookie. Its
// tries are counted apart: whoever guesses elsewhere cannot keep the owner of a
// name from signing in where they always do.

// knownFor is how long a browser is known after a sign-in.
const knownFor = 180 * 24 * time.Hour

const purposeKnown = "known browser"

func knownCookie(name string) string { return "hotline_known_" + hashOf(name)[:16] }

// browsers knows those with which somebody has signed in before.
type browsers struct{ gate *Gate }

// remember marks this browser as one of the person's.
func (g browsers) remember(c echo.Context, name string) error {
	mark, err := newToken(g.gate.Random)
	if err != nil {
		return err
	}
	signature, err := g.gate.signer.signature(c.Request().Context(), purposeKnown, name, mark)
	if err != nil {
		return err
	}
	g.gate.setCookie(c, knownCookie(name), mark+"."+signature, knownFor)
	return nil
}

// keysOf returns by what a try is counted: by the browser, when it is known, else
// by the name and by the address. Only its own is forgotten after success: who
// has one password must not have more tries at others'.
func (g browsers) keysOf(c echo.Context, name string) (own key, shared []key, err error) {
	mark, signature, _ := strings.Cut(g.gate.cookie(c, knownCookie(name)), ".")
	if mark != "" {
		known, err := g.gate.signer.signed(c.Request().Context(), signature, purposeKnown, name, mark)
		if err != nil || known {
			return deviceKey(mark), nil, err
		}
	}
	return nameKey(name), []key{addressKey(c.RealIP())}, nil
}

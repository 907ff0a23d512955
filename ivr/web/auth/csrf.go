package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"

	"github.com/labstack/echo/v4"
)

const (
	fieldToken  = "_csrf"
	headerToken = "X-CSRF-Token"
	// maxForm bounds the body of what a page sends, in bytes.
	maxForm = 1 << 20
)

// Token is the request's CSRF token, for a form's field "_csrf" or a script's
// header "X-CSRF-Token". It is "" for who is not signed in.
func Token(c echo.Context) string {
	token, _ := c.Get(keyToken).(string)
	return token
}

// tokenOf makes the CSRF token of a cookie that only this browser has.
func tokenOf(cookie string) string {
	mac := hmac.New(sha256.New, []byte(cookie))
	mac.Write([]byte("csrf"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// genuine reports whether a request is from a page of this house.
func (g *Gate) genuine(c echo.Context) bool {
	r := c.Request()
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return true
	}
	if err := g.origin.Check(r); err != nil {
		return false
	}
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxForm)
	sent := r.Header.Get(headerToken)
	if sent == "" {
		sent = c.FormValue(fieldToken)
	}
	want := Token(c)
	return want != "" && hmac.Equal([]byte(sent), []byte(want))
}

// visited gives those who are not signed in a token too: nobody must be signed
// in, or invited, by another site's doing.
func (g *Gate) visited(next echo.HandlerFunc) echo.HandlerFunc {
	return g.known(func(c echo.Context) error {
		c.Response().Header().Set("Cache-Control", "no-store")
		c.Response().Header().Set("Referrer-Policy", "same-origin")
		if Token(c) == "" {
			if err := g.markReturn(c); err != nil {
				return err
			}
		}
		if !g.genuine(c) {
			return g.forbid(c, http.StatusForbidden, "stale")
		}
		return next(c)
	})
}

func (g *Gate) markReturn(c echo.Context) error {
	visit := g.cookie(c, cookieVisit)
	if visit == "" {
		fresh, err := newToken(g.Random)
		if err != nil {
			return err
		}
		visit = fresh
		g.setCookie(c, cookieVisit, visit, idle)
	}
	c.Set(keyToken, tokenOf(visit))
	return nil
}

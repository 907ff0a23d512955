package web

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/twilio"
)

// misdirected warns of what the carrier is set up to ask wrongly: once each.
type misdirected struct {
	mu   sync.Mutex
	told map[string]bool
}

// warningsMost bounds what is remembered of wrong addresses.
const warningsMost = 32

// first reports whether a warning is new.
func (m *misdirected) first(warning string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.told == nil {
		m.told = map[string]bool{}
	}
	if m.told[warning] || len(m.told) >= warningsMost {
		return false
	}
	m.told[warning] = true
	return true
}

// astray warns of requests which the carrier signed and which found no route.
func (s *Server) astray(c echo.Context, err error) {
	if !missed(c, err) || !s.carriers(c) {
		return
	}
	if warning := s.wrongly(c.Request()); s.misdirected.first(warning) {
		s.Service.Log.Warn().Msg(warning)
	}
}

// missed reports whether a request found no route, or the wrong way to ask one, or
// came to a page for people.
func missed(c echo.Context, err error) bool {
	if err == nil {
		return !guarded(c.Request()) && c.Response().Status >= http.StatusMultipleChoices
	}
	he := (*echo.HTTPError)(nil)
	return errors.As(err, &he) && slices.Contains([]int{http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusUnsupportedMediaType}, he.Code)
}

// carriers reports whether the carrier signed a request.
func (s *Server) carriers(c echo.Context) bool {
	r := c.Request()
	if r.Header.Get(twilio.SignatureHeader) == "" {
		return false
	}
	if !guarded(r) {
		bound(c)
	}
	return s.Verifier.Verify(s.Service.PublicURL, r) == nil
}

// known are the addresses that one sets at the carrier, and where.
var known = []struct{ path, what string }{
	{pathIncoming, "A call comes in"}, {pathStatus, "Call status changes"}, {pathFallback, "Primary handler fails"},
}

// wrongly says what has to be set at the carrier.
func (s *Server) wrongly(r *http.Request) string {
	path := shownPath(r)
	for _, k := range known {
		switch {
		case !strings.EqualFold(strings.Trim(r.URL.Path, "/ "), strings.Trim(k.path, "/")):
		case r.URL.Path == k.path && r.Method != http.MethodPost:
			return fmt.Sprintf("the carrier calls %s by %s; set POST at %q", k.path, r.Method, k.what)
		case r.URL.Path == k.path:
			return fmt.Sprintf("the carrier calls %s with a body that is no form; set it to send a form", k.path)
		case r.URL.Path == k.path+"/":
			return fmt.Sprintf("the carrier calls %s; take the slash at its end out, at %q", path, k.what)
		default:
			return fmt.Sprintf("the carrier calls %s; write %s at %q", path, k.path, k.what)
		}
	}
	if guarded(r) && r.Method != http.MethodPost {
		return fmt.Sprintf("the carrier calls %s by %s; set POST", path, r.Method)
	}
	return fmt.Sprintf("the carrier calls %s, where nothing is; set %s%s for a call that comes in, %s for its status and %s for a handler that fails",
		path, s.Service.PublicURL, pathIncoming, pathStatus, pathFallback)
}

// longestPath bounds what is shown of an address.
const longestPath = 80

var digits = regexp.MustCompile(`[0-9]{7,}`)

// shownPath is a request's path as a log may show it: short, and without numbers
// that could be a person's.
func shownPath(r *http.Request) string {
	path := digits.ReplaceAllString(r.URL.EscapedPath(), "…")
	if runes := []rune(path); len(runes) > longestPath {
		return string(runes[:longestPath]) + "…"
	}
	return path
}

// refusals logs requests without a valid signature, at most one line a minute for all
// senders together.
type refusals struct {
	mu     sync.Mutex
	last   time.Time
	silent int
}

const refusalsEvery = time.Minute

// line reports whether to log a refusal now, and how many were not logged before.
func (r *refusals) line(now time.Time) (silent int, due bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.last.IsZero() && now.Sub(r.last) < refusalsEvery {
		r.silent++
		return 0, false
	}
	silent, r.silent, r.last = r.silent, 0, now
	return silent, true
}

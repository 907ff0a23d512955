package auth

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

// mostStreams is how many live pages one session may have open at this process: more tabs than
// anybody looks at, and too few to slow callers down.
const mostStreams = 10

// streams counts the streams that are open, by session.
type streams struct {
	mu   sync.Mutex
	open map[string]int
}

// enter counts a stream of a session until leave; ok is false when it has too many.
func (s *streams) enter(session string) (leave func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[session] >= mostStreams {
		return nil, false
	}
	s.open[session]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.open[session]--; s.open[session] == 0 {
			delete(s.open, session)
		}
	}, true
}

// stream answers with a stream, unless the session has too many.
func (g *Gate) stream(c echo.Context, role store.Role, next echo.HandlerFunc) error {
	leave, ok := g.streams.enter(SessionOf(c))
	if !ok {
		return g.forbid(c, http.StatusTooManyRequests, "streams")
	}
	defer leave()
	return g.whileAllowed(c, role, next)
}

// whileAllowed ends a stream soon after its reader may no longer read it.
func (g *Gate) whileAllowed(c echo.Context, role store.Role, next echo.HandlerFunc) error {
	ctx, cancel := context.WithCancel(c.Request().Context())
	defer cancel()
	token := g.cookie(c, cookieSession)
	go func() {
		defer cancel()
		for tick := time.NewTicker(g.recheck); ; {
			select {
			case <-ctx.Done():
				tick.Stop()
				return
			case <-tick.C:
			}
			if a, _, err := g.identify(ctx, token); errors.Is(err, store.ErrNotFound) || err == nil && !a.Role.Includes(role) {
				return
			}
		}
	}()
	c.SetRequest(c.Request().WithContext(ctx))
	return next(c)
}

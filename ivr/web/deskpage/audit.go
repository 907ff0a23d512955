package deskpage

import (
	"sync"

	"github.com/labstack/echo/v4"
)

// looks remembers which call each agent was shown last, so that a page that is
// loaded again, or a stream that comes back, is not written down as another look.
type looks struct {
	mu   sync.Mutex
	last map[string]string // by agent
}

// first reports whether an agent is shown a call for the first time.
func (l *looks) first(agent, call string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last[agent] == call {
		return false
	}
	l.last[agent] = call
	return true
}

// seen writes down that the agent is shown a caller's card, once a call.
func (r *Room) seen(c echo.Context, s scene) {
	if s.Card == nil || !r.looks.first(s.Person.Name, about(s.Card.Ticket)) {
		return
	}
	call := about(s.Card.Ticket)
	if err := r.Gate.Audit(c, "call.view", call, "at the desk"); err != nil {
		r.Log.Error().Err(err).Str("call", call).Msg("a look at a card could not be written down")
	}
}

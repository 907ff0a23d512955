package agent

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

// once calls write when an agent is shown another call than before. A look that
// could not be written down is tried again.
func (l *looks) once(agent, call string, write func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last[agent] == call {
		return nil
	}
	err := write()
	if err == nil {
		l.last[agent] = call
	}
	return err
}

// seen writes down that the agent is shown a caller's card, once a call.
func (r deskSection) seen(c echo.Context, s scene) {
	if s.Card == nil {
		return
	}
	call := about(s.Card.Interaction)
	err := r.pages.looks.once(s.Person.Name, call, func() error { return r.pages.Gate.Audit(c, "call.view", call, "at the desk") })
	if err != nil {
		r.pages.Log.Error().Err(err).Str("call", call).Msg("a look at a card could not be written down")
	}
}

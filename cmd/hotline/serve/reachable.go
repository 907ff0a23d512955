package serve

import (
	"context"
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr/acd/presence"
)

// NoBrowsers is why an agent whose only telephone is a softphone cannot be rung.
const NoBrowsers = "TWILIO_API_KEY and TWILIO_API_SECRET are not set, so no browser can be rung"

// lookDeadline bounds a look at the agents for a warning.
const lookDeadline = 2 * time.Second

// unreachable warns of agents whom nobody can ring. It names nobody: anyone may
// read it.
func (h *Hotline) unreachable() []string {
	ctx, cancel := context.WithTimeout(context.Background(), lookDeadline)
	defer cancel()
	agents, err := h.Store.Agents(ctx)
	if err != nil {
		h.Log.Error().Err(err).Msg("the agents could not be read")
		return nil
	}
	count := 0
	for _, a := range agents {
		if presence.Unreachable(a, h.Softphone().Kind != "") {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	return []string{fmt.Sprintf("agents who cannot take calls: %d: %s; set them, or give each a number: hotline agents add NAME --number NUMBER", count, NoBrowsers)}
}

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/acd/presence"
	"github.com/okpay/hotline/store"
)

// softphones reports whether the settings let browsers be rung.
func softphones(s config.Settings) bool { return s.APIKey != "" && s.APISecret != "" }

// unreachable reports whether someone is to take calls and has nothing that can
// be rung.
func unreachable(a store.Agent, softphones bool) bool {
	return len(a.Departments) > 0 && presence.AgentOf(a, softphones).Address == ""
}

const needsKey = "TWILIO_API_KEY and TWILIO_API_SECRET are not set, so no browser can be rung"

// warnUnreachable prints a warning where an agent who was added cannot be rung.
func (o *storeContext) warnUnreachable(a store.Agent) error {
	if !unreachable(a, o.softphones) {
		return nil
	}
	_, err := fmt.Fprintf(o.err, "warning: %s cannot take calls: %s; set them, or: hotline agents add %q --number NUMBER\n", a.Name, needsKey, a.Name)
	return err
}

// lookDeadline bounds a look at the agents for a warning.
const lookDeadline = 2 * time.Second

// unreachable warns of agents whom nobody can ring. It names nobody: anyone may
// read it.
func (h hotline) unreachable() []string {
	ctx, cancel := context.WithTimeout(context.Background(), lookDeadline)
	defer cancel()
	agents, err := h.store.Agents(ctx)
	if err != nil {
		h.log.Error().Err(err).Msg("the agents could not be read")
		return nil
	}
	count := 0
	for _, a := range agents {
		if unreachable(a, h.softphone().Kind != "") {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	return []string{fmt.Sprintf("agents who cannot take calls: %d: %s; set them, or give each a number: hotline agents add NAME --number NUMBER", count, needsKey)}
}

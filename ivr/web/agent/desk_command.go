package agent

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/web/auth"
)

// do takes a command. One that cannot be done now is told in one line.
func (r deskSection) do(c echo.Context) error {
	who, _ := auth.Who(c)
	event := command(c.Param("what"), who.Name, c.FormValue)
	if event == nil {
		return echo.ErrNotFound
	}
	err := r.pages.ACD.Command(c.Request().Context(), event)
	for _, refusal := range acd.Refusals() {
		if errors.Is(err, refusal) {
			return c.String(http.StatusConflict, r.pages.pages.Say(c, refusal.Error()))
		}
	}
	if err != nil {
		r.pages.Log.Error().Err(err).Str("agent", who.Name).Msg("a command of the desk failed")
		return c.String(http.StatusServiceUnavailable, r.pages.pages.Say(c, "try_again"))
	}
	return c.NoContent(http.StatusNoContent)
}

// command is what an agent asks for; nil for what nobody knows.
func command(what, agent string, field func(string) string) acd.Command {
	switch what {
	case "ready":
		return acd.Ready{Agent: agent}
	case "away":
		return acd.SetAway{Agent: agent, Reason: field("reason")}
	case "signout":
		return acd.SignOut{Agent: agent}
	case "decline":
		return acd.DeclineOffer{Agent: agent}
	case "hold":
		return acd.Hold{Agent: agent}
	case "resume":
		return acd.Resume{Agent: agent}
	case "transfer":
		return acd.Transfer{Agent: agent, Queue: field("queue"), Colleague: field("colleague")}
	case "consult":
		return acd.Consult{Agent: agent, Queue: field("queue"), Colleague: field("colleague")}
	case "handover":
		return acd.CompleteTransfer{Agent: agent}
	case "finish":
		return acd.EndCall{Agent: agent}
	case "prolong":
		return acd.Prolong{Agent: agent}
	case "file":
		return acd.File{Agent: agent, Record: field("visit"), Disposition: field("disposition"), Note: clip(field("note"))}
	}
	return nil
}

const longestNote = 2000 // characters

func clip(note string) string {
	if runes := []rune(note); len(runes) > longestNote {
		return string(runes[:longestNote])
	}
	return note
}

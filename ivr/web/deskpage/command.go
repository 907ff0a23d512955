package deskpage

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/desk"
	"github.com/okpay/hotline/ivr/web/signin"
)

// do takes a command. One that cannot be done now is told in one line.
func (r *Room) do(c echo.Context) error {
	who, _ := signin.Who(c)
	event := command(c.Param("what"), who.Name, c.FormValue)
	if event == nil {
		return echo.ErrNotFound
	}
	err := r.Floor.Do(c.Request().Context(), event)
	for _, refusal := range desk.Refusals() {
		if errors.Is(err, refusal) {
			return c.String(http.StatusConflict, r.pages.Say(c, refusal.Error()))
		}
	}
	if err != nil {
		r.Log.Error().Err(err).Str("agent", who.Name).Msg("a command of the desk failed")
		return c.String(http.StatusServiceUnavailable, r.pages.Say(c, "try_again"))
	}
	return c.NoContent(http.StatusNoContent)
}

// command is what an agent asks for; nil for what nobody knows.
func command(what, agent string, field func(string) string) desk.Event {
	switch what {
	case "ready":
		return desk.Ready{Agent: agent}
	case "away":
		return desk.GoAway{Agent: agent, Reason: field("reason")}
	case "signout":
		return desk.SignOut{Agent: agent}
	case "decline":
		return desk.Refuse{Agent: agent}
	case "hold":
		return desk.Hold{Agent: agent}
	case "resume":
		return desk.Resume{Agent: agent}
	case "transfer":
		return desk.Transfer{Agent: agent, Queue: field("queue"), Colleague: field("colleague")}
	case "consult":
		return desk.Consult{Agent: agent, Queue: field("queue"), Colleague: field("colleague")}
	case "handover":
		return desk.HandOver{Agent: agent}
	case "finish":
		return desk.Finish{Agent: agent}
	case "prolong":
		return desk.Prolong{Agent: agent}
	case "file":
		return desk.File{Agent: agent, Visit: field("visit"), Disposition: field("disposition"), Note: clip(field("note"))}
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

// Package deskpage is the agents' desk in a browser: who calls and why, before
// the first word, and all that can be done with a call. It shows the floor as it
// is, part by part, for as long as the page stands open.
package deskpage

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/desk"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/ivr/web/signin"
	"github.com/okpay/hotline/store"
)

//go:embed templates/*.html words.json
var files embed.FS

// Store is what cards are made from.
type Store interface {
	store.Calls
	store.Office
	Account(ctx context.Context, id string) (ivr.Account, error)
}

// Floor is the desk at work: package floor's.
type Floor interface {
	State() desk.Floor
	Do(ctx context.Context, e desk.Event) error
	Watch() (changed <-chan struct{}, stop func())
}

// Presence is told which desk pages are open: package presence's.
type Presence interface {
	Shown(name, session string)
	Opened(ctx context.Context, name, session string) (while context.Context, leave func())
	Heard(name, session string)
	Review(ctx context.Context, name string) error
	Seat(a store.Agent) desk.Agent
}

// Softphone is how agents without a telephone are rung in the browser.
type Softphone struct {
	Kind string // "dev": the exchange's handset; "twilio": its SDK; "": not at all
	// Token lets a browser be the client of an identity, at the carrier.
	Token func(identity string) (string, error)
}

// Config is what a desk is made of. All fields are needed.
type Config struct {
	Store     Store
	Floor     Floor
	Presence  Presence
	Tree      func(ctx context.Context, revision string) (*ivr.Tree, error)
	Gate      *signin.Gate
	Clock     func() time.Time
	Softphone Softphone
	Log       zerolog.Logger
}

// Room serves the desk.
type Room struct {
	Config
	pages *page.Set
}

// New makes a desk.
func New(c Config) (*Room, error) {
	pages, err := page.Load(files)
	if err != nil {
		return nil, fmt.Errorf("loading the desk's pages: %w", err)
	}
	return &Room{Config: c, pages: pages}, nil
}

// carrierHosts are what the carrier's SDK speaks with.
const carrierHosts = "wss://*.twilio.com https://*.twilio.com"

// Mount implements web.Room.
func (r *Room) Mount(e *echo.Echo) {
	hosts := ""
	if r.Softphone.Kind == "twilio" {
		hosts = carrierHosts
	}
	g := e.Group("/desk", page.Choose, page.Secure(hosts), r.Gate.Require(store.RoleAgent))
	g.GET("", r.show)
	g.GET("/live", r.live)
	g.GET("/token", r.token)
	g.GET("/session", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }) // 401 without one
	g.POST("/here", r.here)
	g.POST("/do/:what", r.do)
}

// show is the whole page. Who opens it is seated, and takes no calls yet.
func (r *Room) show(c echo.Context) error {
	who, _ := signin.Who(c)
	r.Presence.Shown(who.Name, signin.SessionOf(c))
	if err := r.Floor.Do(c.Request().Context(), desk.SignIn{Agent: r.Presence.Seat(who)}); err != nil {
		return err
	}
	return r.pages.Render(c, http.StatusOK, "desk", r.view(c, who, nil))
}

func (r *Room) view(c echo.Context, who store.Agent, before *card) page.View {
	return signin.View(c, "desk", "desk", r.scene(c, who, before))
}

// here is a page's answer to its stream's beat.
func (r *Room) here(c echo.Context) error {
	who, _ := signin.Who(c)
	r.Presence.Heard(who.Name, signin.SessionOf(c))
	return c.NoContent(http.StatusNoContent)
}

// parts of the page that live by themselves.
var parts = []string{"bar", "card", "colleagues"}

// live sends the parts that have changed, for as long as the page stands.
func (r *Room) live(c echo.Context) error {
	who, _ := signin.Who(c)
	language := page.Language(c)
	return page.Stream(c, func(ctx context.Context, send func(page.Event) error) error {
		ctx, leave := r.Presence.Opened(ctx, who.Name, signin.SessionOf(c))
		defer leave()
		if err := r.Presence.Review(ctx, who.Name); err != nil {
			return err
		}
		changed, stop := r.Floor.Watch()
		defer stop()
		sent := map[string]string{}
		var seen *card
		for {
			who = r.now(ctx, who)
			view := r.view(c, who, seen)
			seen = r.noted(c, view, seen)
			for _, part := range parts {
				html, err := r.pages.Fragment(language, "desk", part, view)
				if err != nil {
					return err
				}
				if sent[part] == string(html) {
					continue
				}
				sent[part] = string(html)
				if err := send(page.Event{Name: part, Data: html}); err != nil {
					return nil // the browser is gone
				}
			}
			select {
			case <-ctx.Done():
				return nil
			case <-changed:
			}
		}
	})
}

// now is a person as the store knows them at this moment.
func (r *Room) now(ctx context.Context, who store.Agent) store.Agent {
	if a, err := r.Gate.Store.Agent(ctx, who.Name); err == nil {
		return a
	}
	return who // the stream ends soon, or the store is back at the next change
}

// noted writes down, once a caller, whose card the agent sees; it gives the card.
func (r *Room) noted(c echo.Context, v page.View, before *card) *card {
	s, ok := v.Body.(scene)
	if !ok || s.Card == nil {
		return before
	}
	if before != nil && before.ID == s.Card.ID {
		return s.Card
	}
	if err := r.Gate.Audit(c, "call.view", s.Card.ID, "at the desk"); err != nil {
		r.Log.Error().Err(err).Str("call", s.Card.ID).Msg("a look at a card could not be written down")
	}
	return s.Card
}

// token lets the browser be this agent's telephone.
func (r *Room) token(c echo.Context) error {
	who, _ := signin.Who(c)
	if r.Softphone.Token == nil || !who.Softphone {
		return echo.ErrNotFound
	}
	token, err := r.Softphone.Token(who.Identity())
	if err != nil {
		r.Log.Error().Err(err).Str("agent", who.Name).Msg("making a softphone's token failed")
		return echo.ErrInternalServerError
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(http.StatusOK, map[string]string{"token": token})
}

// do takes a command. One that cannot be done now is told in one line.
func (r *Room) do(c echo.Context) error {
	who, _ := signin.Who(c)
	event := command(c.Param("what"), who.Name, c.FormValue)
	if event == nil {
		return echo.ErrNotFound
	}
	err := r.Floor.Do(c.Request().Context(), event)
	for _, refusal := range []error{desk.ErrSignedOut, desk.ErrNoCall, desk.ErrOnCall, desk.ErrNobody, desk.ErrNoQueue, desk.ErrNotYet, desk.ErrNoPhone} {
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
		return desk.GoAway{Agent: agent}
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
	case "file":
		return desk.File{Agent: agent, Disposition: field("disposition"), Note: clip(field("note"))}
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

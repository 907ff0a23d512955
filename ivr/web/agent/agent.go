// Package agent is the agents' desk in a browser: who calls and why, before
// the first word, and all that can be done with a call. It shows the ACD as it
// is, part by part, for as long as the page stands open.
package agent

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

//go:embed templates/*.html words.json
var files embed.FS

// Store is what cards are made from.
type Store interface {
	store.Calls
	store.OfficeStore
	Account(ctx context.Context, id string) (ivr.Account, error)
}

// ACD is the desk at work: package ACD's.
type ACD interface {
	State() acd.State
	Command(ctx context.Context, c acd.Command) error
	Watch() (changed <-chan struct{}, stop func())
	Records(ctx context.Context, since, until time.Time) ([]acd.QueueRecord, error)
	RecordsOf(ctx context.Context, call string) ([]acd.QueueRecord, error)
}

// Presence is told which desk pages are open: package presence's.
type Presence interface {
	Shown(name, session string)
	Opened(ctx context.Context, name, session string) (while context.Context, leave func())
	Heard(name, session string)
	Review(ctx context.Context, name string) error
	AgentOf(a store.Agent) acd.Agent
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
	ACD       ACD
	Presence  Presence
	Tree      func(ctx context.Context, revision string) (*ivr.Tree, error)
	Zone      func() *time.Location // where the hotline is
	Gate      *auth.Gate
	Clock     func() time.Time
	Softphone Softphone
	Log       zerolog.Logger
}

// Pages serves the desk.
type Pages struct {
	Config
	pages *page.Templates
	looks looks
}

// New makes a desk.
func New(c Config) (*Pages, error) {
	pages, err := page.Load(files)
	if err != nil {
		return nil, fmt.Errorf("loading the desk's pages: %w", err)
	}
	return &Pages{Config: c, pages: pages, looks: looks{last: map[string]string{}}}, nil
}

// carrierHosts are what the carrier's SDK speaks with.
const carrierHosts = "wss://*.twilio.com https://*.twilio.com"

// Mount implements web.Room.
func (r *Pages) Mount(e *echo.Echo) {
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
	g.GET("/work", r.showWork)
	g.POST("/work", r.search)
	g.GET("/cases/:case", r.showCase)
	g.POST("/cases/:case/note", r.noteCase)
	g.POST("/cases/:case/close", r.closeCase)
}

// show is the whole page. Who opens it is seated, and takes no calls yet.
func (r *Pages) show(c echo.Context) error {
	who, _ := auth.Who(c)
	r.Presence.Shown(who.Name, auth.SessionOf(c))
	if err := r.ACD.Command(c.Request().Context(), acd.SignIn{Agent: r.Presence.AgentOf(who)}); err != nil {
		return err
	}
	return r.pages.Render(c, http.StatusOK, "desk", view(c, r.look(c, who, nil)))
}

// look is the scene as it is now, and writes down which call is in it.
func (r *Pages) look(c echo.Context, who store.Agent, before *scene) scene {
	s := r.scene(c, who, before)
	r.seen(c, s)
	return s
}

func view(c echo.Context, s scene) page.View { return auth.View(c, "desk", "desk", s) }

// here is a page's answer to its stream's beat.
func (r *Pages) here(c echo.Context) error {
	who, _ := auth.Who(c)
	r.Presence.Heard(who.Name, auth.SessionOf(c))
	return c.NoContent(http.StatusNoContent)
}

// parts of the page that live by themselves.
var parts = []string{"bar", "rings", "card", "line", "notes", "work", "colleagues"}

// live sends the parts that have changed, for as long as the page stands.
func (r *Pages) live(c echo.Context) error {
	who, _ := auth.Who(c)
	language := page.Language(c)
	return page.Stream(c, func(ctx context.Context, send func(page.Event) error) error {
		ctx, leave := r.Presence.Opened(ctx, who.Name, auth.SessionOf(c))
		defer leave()
		if err := r.Presence.Review(ctx, who.Name); err != nil {
			return err
		}
		changed, stop := r.ACD.Watch()
		defer stop()
		sent := map[string]string{}
		var before *scene
		for {
			who = r.now(ctx, who)
			now := r.look(c, who, before)
			before = &now
			for _, part := range parts {
				html, err := r.pages.Fragment(language, "desk", part, view(c, now))
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
func (r *Pages) now(ctx context.Context, who store.Agent) store.Agent {
	if a, err := r.Gate.Store.Agent(ctx, who.Name); err == nil {
		return a
	}
	return who // the stream ends soon, or the store is back at the next change
}

// token lets the browser be this agent's telephone.
func (r *Pages) token(c echo.Context) error {
	who, _ := auth.Who(c)
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

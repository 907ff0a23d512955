package agent

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// deskSection is the page on which an agent takes calls.
type deskSection struct{ pages *Pages }

func (r deskSection) mount(g *echo.Group) {
	g.GET("", r.show)
	g.GET("/live", r.live)
	g.GET("/token", r.token)
	g.POST("/here", r.here)
	g.POST("/do/:what", r.do)
}

// show is the whole page. Who opens it is seated, and takes no calls yet.
func (r deskSection) show(c echo.Context) error {
	who, _ := auth.Who(c)
	r.pages.Presence.Shown(who.Name, auth.SessionOf(c))
	if err := r.pages.ACD.Command(c.Request().Context(), acd.SignIn{Agent: r.pages.Presence.AgentOf(who)}); err != nil {
		return err
	}
	return r.pages.pages.Render(c, http.StatusOK, "desk", view(c, r.look(c, who, nil)))
}

// look is the scene as it is now, and writes down which call is in it.
func (r deskSection) look(c echo.Context, who store.Agent, before *scene) scene {
	s := r.scene(c, who, before)
	r.seen(c, s)
	return s
}

func view(c echo.Context, s scene) page.View { return auth.View(c, "desk", "desk", s) }

// here is a page's answer to its stream's beat.
func (r deskSection) here(c echo.Context) error {
	who, _ := auth.Who(c)
	r.pages.Presence.Heard(who.Name, auth.SessionOf(c))
	return c.NoContent(http.StatusNoContent)
}

// parts of the page that live by themselves.
var parts = []string{"bar", "rings", "card", "line", "notes", "work", "colleagues"}

// live sends the parts that have changed, for as long as the page stands. They are rendered when
// what this agent sees is another than before: most changes of the ACD are of others.
func (r deskSection) live(c echo.Context) error {
	who, _ := auth.Who(c)
	return page.Stream(c, func(ctx context.Context, send func(page.Event) error) error {
		ctx, leave := r.pages.Presence.Opened(ctx, who.Name, auth.SessionOf(c))
		defer leave()
		if err := r.pages.Presence.Review(ctx, who.Name); err != nil {
			return err
		}
		changed, stop := r.pages.ACD.Watch()
		defer stop()
		sent := map[string]string{}
		var before *scene
		for {
			who = r.now(ctx, who)
			now := r.look(c, who, before)
			if before == nil || !now.shows(*before) {
				events, err := r.changes(c, now, sent)
				if err != nil {
					return err
				}
				for _, e := range events {
					if err := send(e); err != nil {
						return nil // the browser is gone
					}
				}
			}
			before = &now
			select {
			case <-ctx.Done():
				return nil
			case <-changed:
			}
		}
	})
}

// changes renders a scene's parts, and returns those that differ from what was sent before.
func (r deskSection) changes(c echo.Context, s scene, sent map[string]string) (events []page.Event, err error) {
	for _, part := range parts {
		html, err := r.pages.fragment(page.Language(c), "desk", part, view(c, s))
		if err != nil {
			return nil, err
		}
		if before, is := sent[part]; is && before == string(html) {
			continue
		}
		sent[part] = string(html)
		events = append(events, page.Event{Name: part, Data: html})
	}
	return events, nil
}

// now is a person as the store knows them at this moment.
func (r deskSection) now(ctx context.Context, who store.Agent) store.Agent {
	if a, err := r.pages.Gate.Store.Agent(ctx, who.Name); err == nil {
		return a
	}
	return who // the stream ends soon, or the store is back at the next change
}

// token lets the browser be this agent's telephone.
func (r deskSection) token(c echo.Context) error {
	who, _ := auth.Who(c)
	if r.pages.Softphone.Token == nil || !who.Softphone {
		return echo.ErrNotFound
	}
	token, err := r.pages.Softphone.Token(who.Identity())
	if err != nil {
		r.pages.Log.Error().Err(err).Str("agent", who.Name).Msg("making a softphone's token failed")
		return echo.ErrInternalServerError
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(http.StatusOK, map[string]string{"token": token})
}

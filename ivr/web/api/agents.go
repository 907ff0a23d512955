package api

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// agentRoutes serves the people who take calls.
type agentRoutes struct{ api *API }

func (a agentRoutes) operations() []operation {
	return []operation{
		{http.MethodGet, "/agents", read, nil, a.list},
		{http.MethodGet, "/agents/:name", read, nil, a.get},
		{http.MethodPut, "/agents/:name", write, nil, a.put},
		{http.MethodPatch, "/agents/:name", write, nil, a.patch},
		{http.MethodDelete, "/agents/:name", write, nil, a.remove},
	}
}

func (a agentRoutes) list(c echo.Context) error {
	agents, err := a.api.Store.Agents(c.Request().Context())
	if err != nil {
		return err
	}
	all := listing[view.Agent]{Items: []view.Agent{}}
	for _, agent := range agents {
		all.Items = append(all.Items, view.AgentOf(agent))
	}
	return ok(c, all)
}

func (a agentRoutes) get(c echo.Context) error {
	agent, err := a.api.Store.Agent(c.Request().Context(), c.Param("name"))
	if err != nil {
		return err
	}
	return giveAgent(c, http.StatusOK, agent)
}

func giveAgent(c echo.Context, status int, agent store.Agent) error {
	c.Response().Header().Set("ETag", versionTag(agent))
	return answer(c, status, echo.MIMEApplicationJSON, view.AgentOf(agent))
}

func versionTag(a store.Agent) string { return strconv.Quote(strconv.Itoa(a.Version)) }

// precondition holds a change to what the program has read.
func precondition(c echo.Context, now store.Agent) error {
	match, none := c.Request().Header.Get("If-Match"), c.Request().Header.Get("If-None-Match")
	exists := now.Version > 0
	switch {
	case match != "" && (!exists || match != "*" && match != versionTag(now)):
		return refuse(http.StatusPreconditionFailed, "it was changed since it was read; read it again for its ETag")
	case none == "*" && exists:
		return refuse(http.StatusPreconditionFailed, "there is one of this name; leave If-None-Match out to replace it")
	}
	return nil
}

// agentBody is a person as a program writes them.
type agentBody struct {
	Number      string   `json:"number"`
	Departments []string `json:"departments"`
	Languages   []string `json:"languages"`
	OnDuty      bool     `json:"on_duty"`
	Softphone   bool     `json:"softphone"`
}

func (a agentRoutes) put(c echo.Context) error {
	body, err := bodyOf[agentBody](c)
	if err != nil {
		return err
	}
	agent, err := a.api.Store.Agent(c.Request().Context(), c.Param("name"))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	agent.Name, agent.Number = c.Param("name"), ivr.Masked(body.Number)
	agent.Departments, agent.Languages = body.Departments, body.Languages
	agent.OnDuty, agent.Softphone = body.OnDuty, body.Softphone
	return a.save(c, agent, "agent.put")
}

// agentPatch is what changes from day to day; what is left out stays.
type agentPatch struct {
	Departments *[]string `json:"departments"`
	OnDuty      *bool     `json:"on_duty"`
}

func (a agentRoutes) patch(c echo.Context) error {
	body, err := bodyOf[agentPatch](c)
	if err != nil {
		return err
	}
	agent, err := a.api.Store.Agent(c.Request().Context(), c.Param("name"))
	if err != nil {
		return err
	}
	if body.Departments != nil {
		agent.Departments = *body.Departments
	}
	if body.OnDuty != nil {
		agent.OnDuty = *body.OnDuty
	}
	return a.save(c, agent, "agent.duty")
}

func (a agentRoutes) save(c echo.Context, agent store.Agent, action string) error {
	if err := precondition(c, agent); err != nil {
		return err
	}
	if err := a.check(agent); err != nil {
		return err
	}
	if err := a.api.Store.PutAgent(c.Request().Context(), agent); err != nil {
		return err
	}
	agent.Version++
	if err := a.api.audit(c, action, agent.Name, strings.Join(agent.Departments, ",")); err != nil {
		return err
	}
	if agent.Version == 1 {
		return giveAgent(c, http.StatusCreated, agent)
	}
	return giveAgent(c, http.StatusOK, agent)
}

var (
	plainName = regexp.MustCompile(`^[^\s\x00-\x1f/]([^\x00-\x1f/]{0,62}[^\s\x00-\x1f/])?$`)
	e164      = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

func (a agentRoutes) check(agent store.Agent) error {
	menu := a.api.Menus.Current()
	if r, hides := ivr.Invisible(agent.Name); hides {
		return bad(fmt.Sprintf("name holds U+%04X, which cannot be seen or turns the text around; write it without", r))
	}
	if r, marks := ivr.Markup(agent.Name); marks {
		return bad(fmt.Sprintf("name holds %q, which pages and addresses have another use for; write it without", r))
	}
	switch number := agent.Number.Reveal(); {
	case !plainName.MatchString(agent.Name):
		return bad("name must be 1 to 64 characters, without / and without spaces around it")
	case !e164.MatchString(number) && (number != "" || !agent.Softphone):
		return bad("number must be E.164: + and country code, no spaces; it may be empty of who has a softphone")
	case number != "" && agent.Number == a.api.Number:
		return bad("number is the hotline's own, so the hotline would ring itself; give the agent's own telephone")
	}
	for _, list := range []struct {
		what         string
		given, known []string
	}{{"departments", agent.Departments, menu.Departments}, {"languages", agent.Languages, menu.Languages}} {
		for _, name := range list.given {
			if !slices.Contains(list.known, name) {
				return bad(fmt.Sprintf("%s holds what the menus do not have; they have %s", list.what, strings.Join(list.known, ", ")))
			}
		}
	}
	return nil
}

func (a agentRoutes) remove(c echo.Context) error {
	ctx, name := c.Request().Context(), c.Param("name")
	agent, err := a.api.Store.Agent(ctx, name)
	if err != nil {
		return err
	}
	if agent.Role.Includes(store.RoleOperator) {
		return refuse(http.StatusForbidden, "operators and administrators are removed by people: hotline agents remove")
	}
	if err := precondition(c, agent); err != nil {
		return err
	}
	if err := a.api.Store.RemoveAgent(ctx, name); err != nil {
		return err
	}
	if err := a.api.audit(c, "agent.remove", name, ""); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

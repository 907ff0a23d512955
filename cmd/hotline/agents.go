package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/okpay/hotline/cmd/hotline/serve"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd/presence"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// agentsList is `hotline agents list`.
type agentsList struct {
	JSON bool `help:"One line of JSON a person."`
}

// Work implements [storeCommand].
func (c *agentsList) Work(ctx context.Context, o *storeContext) error {
	agents, err := o.store.Agents(ctx)
	if err != nil {
		return err
	}
	return terminal.Listing[store.Agent]{
		What: "agents", Header: agentHeader, Row: agentRow, Record: func(a store.Agent) any { return view.AgentDetailsOf(a) },
	}.Print(o.Console, c.JSON, terminal.Each(agents))
}

var agentHeader = []string{"name", "number", "departments", "languages", "duty", "role"}

func agentRow(a store.Agent) []string {
	number, duty := a.Number.String(), ""
	if a.Softphone {
		number = "softphone"
	}
	if a.OnDuty {
		duty = "on duty"
	}
	return []string{a.Name, number, strings.Join(a.Departments, ","), strings.Join(a.Languages, ","), duty, a.Role.String()}
}

// agentsAdd is `hotline agents add`.
type agentsAdd struct {
	Name       string   `arg:"" help:"Who it is; for a name that is there already, only what is given changes."`
	Number     string   `placeholder:"NUMBER" help:"Telephone number, E.164."`
	Department []string `placeholder:"NAME" help:"Departments whose callers they take, as the menus name them."`
	Language   []string `placeholder:"LANG" help:"Languages spoken; all of the menus' when left out."`
	OnDuty     *bool    `negatable:"" help:"May be rung out of hours, on the telephone number."`
	Softphone  *bool    `negatable:"" help:"Is rung in the browser, at the desk, instead of on the number."`
	Role       string   `placeholder:"ROLE" help:"agent (takes calls), operator (also queues, cases, hours) or admin (also people and keys); agent when left out."`
	Email      *string  `placeholder:"ADDRESS" help:"Their account at the company's sign-in service; \"\" for none."`
}

// Work implements [storeCommand].
func (c *agentsAdd) Work(ctx context.Context, o *storeContext) error {
	menu, err := o.menu()
	if err != nil {
		return err
	}
	agent, err := o.store.Agent(ctx, strings.TrimSpace(c.Name))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	c.apply(&agent, menu)
	if err := errors.Join(checkAgent(agent, menu), o.checkNumber(agent)); err != nil {
		return unreadable{err}
	}
	link, err := o.invite(&agent, agent.Password == "" && agent.Invite.Expires.Before(o.now()))
	if err != nil {
		return err
	}
	if err := o.put(ctx, agent, "person.change", agent.Role.String()); err != nil {
		return err
	}
	if err := o.Rows(agentHeader, [][]string{agentRow(agent)}); err != nil {
		return err
	}
	if err := o.warnUnreachable(agent); err != nil {
		return err
	}
	return o.showLink(link)
}

// apply changes of an entry what the command line gives.
func (c *agentsAdd) apply(a *store.Agent, menu *menus.Menu) {
	a.Name = strings.TrimSpace(c.Name)
	a.Number = cmp.Or(ivr.Masked(c.Number), a.Number)
	a.Role = cmp.Or(store.Role(c.Role), a.Role, store.RoleAgent)
	if len(c.Department) > 0 {
		a.Departments = c.Department
	}
	if len(c.Language) > 0 {
		a.Languages = c.Language
	}
	if len(a.Languages) == 0 {
		a.Languages = menu.Languages()
	}
	if c.OnDuty != nil {
		a.OnDuty = *c.OnDuty
	}
	if c.Softphone != nil {
		a.Softphone = *c.Softphone
	}
	if c.Email != nil {
		a.Email, a.Subject = ivr.Masked(*c.Email), "" // whose account it is is found out anew
	}
}

func checkAgent(a store.Agent, menu *menus.Menu) error {
	if err := checkPerson(a); err != nil {
		return err
	}
	for _, d := range a.Departments {
		if known := menu.Departments(); !slices.Contains(known, d) {
			return fmt.Errorf("--department: the menus have no %q; they have %s", d, strings.Join(known, ", "))
		}
	}
	for _, l := range a.Languages {
		if known := menu.Languages(); !slices.Contains(known, l) {
			return fmt.Errorf("--language: the menus have no %q; they have %s", l, strings.Join(known, ", "))
		}
	}
	return nil
}

// checkPerson refuses an entry by which nobody could be rung, or found.
func checkPerson(a store.Agent) error {
	rings := a.Number != "" || a.Softphone
	hidden, hides := ivr.Invisible(a.Name)
	mark, marks := ivr.Markup(a.Name)
	switch {
	case a.Name == "":
		return errors.New("the name is empty")
	case hides:
		return invisibleName(hidden)
	case marks:
		return markedName(mark)
	case a.Number != "" && !config.IsE164(a.Number.Reveal()):
		return errors.New("--number is no telephone number: write it as E.164, + and country code, no spaces")
	case !slices.Contains(store.Roles(), a.Role):
		return fmt.Errorf("--role: there is no role %q; choose agent, operator or admin", string(a.Role))
	case a.Role == store.RoleAgent && len(a.Departments) == 0:
		return errors.New("--department: who takes calls takes those of some department")
	case len(a.Departments) > 0 && !rings:
		return errors.New("--number or --softphone: who takes calls is rung somewhere")
	case a.OnDuty && a.Number == "":
		return errors.New("--number: who is on duty is rung there out of hours")
	case a.Email != "" && !strings.Contains(a.Email.Reveal(), "@"):
		return errors.New("--email is no e-mail address")
	}
	return nil
}

// checkNumber refuses the hotline's own number: the hotline would ring itself.
func (o *storeContext) checkNumber(a store.Agent) error {
	if o.number != "" && a.Number.Reveal() == o.number {
		return errors.New("--number is HOTLINE_NUMBER, so the hotline would ring itself: give the agent's own telephone")
	}
	return nil
}

// markedName refuses a name that HTML or an address would read otherwise.
func markedName(r rune) error {
	return fmt.Errorf("the name holds %q, which pages and addresses have another use for: leave it out", r)
}

// invisibleName refuses a name that holds a character which cannot be seen.
func invisibleName(r rune) error {
	return fmt.Errorf("the name holds U+%04X, which cannot be seen or turns the text around: type the name anew without it", r)
}

// agentsRemove is `hotline agents remove`. Whoever is removed is signed out.
type agentsRemove struct {
	Name string `arg:"" help:"Who it is."`
}

// Work implements [storeCommand].
func (c *agentsRemove) Work(ctx context.Context, o *storeContext) error {
	name := strings.TrimSpace(c.Name)
	if err := o.store.RemoveAgent(ctx, name); err != nil {
		return nobody(err)
	}
	return o.audit(ctx, "person.remove", name, "")
}

// warnUnreachable prints a warning where an agent who was added cannot be rung.
func (o *storeContext) warnUnreachable(a store.Agent) error {
	if !presence.Unreachable(a, o.softphones) {
		return nil
	}
	_, err := fmt.Fprintf(o.Err, "warning: %s cannot take calls: %s; set them, or: hotline agents add %q --number NUMBER\n", a.Name, serve.NoBrowsers, a.Name)
	return err
}

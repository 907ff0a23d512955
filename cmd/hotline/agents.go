package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
)

// agentsList is `hotline agents list`.
type agentsList struct {
	JSON bool `help:"One line of JSON a person."`
}

// Work implements [storeCommand].
func (c *agentsList) Work(ctx context.Context, o *office) error {
	agents, err := o.store.Agents(ctx)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, a := range agents {
		if c.JSON {
			if err := o.json(agentRecordOf(a)); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, agentRow(a))
	}
	if c.JSON {
		return nil
	}
	return o.rows([]string{"name", "number", "departments", "languages", "duty"}, rows)
}

func agentRow(a store.Agent) []string {
	duty := ""
	if a.OnDuty {
		duty = "on duty"
	}
	return []string{a.Name, a.Number.String(), strings.Join(a.Departments, ","), strings.Join(a.Languages, ","), duty}
}

// agentsAdd is `hotline agents add`.
type agentsAdd struct {
	Name       string   `arg:"" help:"Who it is; adding the same name again replaces the entry."`
	Number     string   `required:"" placeholder:"NUMBER" help:"Telephone number, E.164."`
	Department []string `required:"" placeholder:"NAME" help:"Departments, as the menus name them."`
	Language   []string `placeholder:"LANG" help:"Languages spoken; all of the menus' when left out."`
	OnDuty     bool     `help:"May be rung out of hours."`
}

// Work implements [storeCommand].
func (c *agentsAdd) Work(ctx context.Context, o *office) error {
	menu, err := o.menu()
	if err != nil {
		return err
	}
	name := strings.TrimSpace(c.Name)
	agent, err := o.store.Agent(ctx, name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	agent.Name, agent.Number = name, ivr.Masked(c.Number)
	agent.Departments, agent.Languages, agent.OnDuty = c.Department, c.Language, c.OnDuty
	if len(agent.Languages) == 0 {
		agent.Languages = languagesOf(menu)
	}
	if err := checkAgent(agent, menu); err != nil {
		return unreadable{err}
	}
	if err := o.store.PutAgent(ctx, agent); err != nil {
		return err
	}
	return o.rows([]string{"name", "number", "departments", "languages", "duty"}, [][]string{agentRow(agent)})
}

func checkAgent(a store.Agent, menu *menus.Menu) error {
	switch {
	case a.Name == "":
		return errors.New("the name is empty")
	case !config.IsE164(a.Number.Reveal()):
		return errors.New("--number is no telephone number: write it as E.164, + and country code, no spaces")
	}
	for _, d := range a.Departments {
		if known := departments(menu); !slices.Contains(known, d) {
			return fmt.Errorf("--department: the menus have no %q; they have %s", d, strings.Join(known, ", "))
		}
	}
	for _, l := range a.Languages {
		if known := languagesOf(menu); !slices.Contains(known, l) {
			return fmt.Errorf("--language: the menus have no %q; they have %s", l, strings.Join(known, ", "))
		}
	}
	return nil
}

// departments are those that a menu has callers wait for, or rings.
func departments(menu *menus.Menu) []string {
	var names []string
	for name := range menu.Queues {
		names = append(names, name)
	}
	for _, place := range menu.Tree.Nodes {
		if transfer, ok := place.Node.(*node.Transfer); ok && transfer.Department != "" {
			names = append(names, transfer.Department)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func languagesOf(menu *menus.Menu) []string {
	var names []string
	for _, l := range menu.Tree.Languages {
		names = append(names, l.Name)
	}
	return names
}

// agentsRemove is `hotline agents remove`.
type agentsRemove struct {
	Name string `arg:"" help:"Who it is."`
}

// Work implements [storeCommand].
func (c *agentsRemove) Work(ctx context.Context, o *office) error {
	err := o.store.RemoveAgent(ctx, strings.TrimSpace(c.Name))
	if errors.Is(err, store.ErrNotFound) {
		return errors.New("nobody of this name takes calls")
	}
	return err
}

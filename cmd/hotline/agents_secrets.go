package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
)

// agentsInvite is `hotline agents invite`.
type agentsInvite struct {
	Name string `arg:"" help:"Who it is."`
}

// Work implements [storeCommand].
func (c *agentsInvite) Work(ctx context.Context, o *storeContext) error {
	agent, err := o.person(ctx, c.Name)
	if err != nil {
		return err
	}
	link, err := o.invite(&agent, true)
	if err != nil {
		return err
	}
	if err := o.put(ctx, agent, "person.invite", ""); err != nil {
		return err
	}
	return o.showLink(link)
}

// agentsPassword is `hotline agents password`.
type agentsPassword struct {
	Name  string `arg:"" help:"Who it is."`
	Stdin bool   `help:"Read it from standard input, a line, and ask nothing."`
}

// ask implements [asking].
func (c *agentsPassword) ask() (prompt string, stdin bool) { return "New password", c.Stdin }

// Work implements [storeCommand].
func (c *agentsPassword) Work(ctx context.Context, o *storeContext) error {
	agent, err := o.person(ctx, c.Name)
	if err != nil {
		return err
	}
	return o.setPassword(ctx, agent, "person.password")
}

// agentsPIN is `hotline agents pin`.
type agentsPIN struct {
	Name  string `arg:"" help:"Who it is."`
	Stdin bool   `help:"Read it from standard input, a line, and ask nothing."`
}

// ask implements [asking].
func (c *agentsPIN) ask() (prompt string, stdin bool) { return "New PIN", c.Stdin }

// Work implements [storeCommand].
func (c *agentsPIN) Work(ctx context.Context, o *storeContext) error {
	agent, err := o.person(ctx, c.Name)
	if err != nil {
		return err
	}
	pin := o.Typed.Reveal()
	if err := auth.CheckPIN(pin); err != nil {
		return unreadable{err}
	}
	if agent.PIN, err = auth.HashSecret(pin); err != nil {
		return err
	}
	return o.put(ctx, agent, "person.pin", "")
}

// agentsSetup is `hotline agents setup`.
type agentsSetup struct {
	Name  string `arg:"" help:"Who it is."`
	Stdin bool   `help:"Read the password from standard input, a line, and ask nothing."`
}

// ask implements [asking].
func (c *agentsSetup) ask() (prompt string, stdin bool) { return "Password for " + c.Name, c.Stdin }

// Work implements [storeCommand].
func (c *agentsSetup) Work(ctx context.Context, o *storeContext) error {
	there, err := administrator(ctx, o.store)
	if err != nil {
		return err
	}
	if there != "" {
		return fmt.Errorf("there is an administrator already: %s; make more with: hotline agents add NAME --role admin", there)
	}
	agent, err := o.store.Agent(ctx, strings.TrimSpace(c.Name))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	agent.Name, agent.Role = strings.TrimSpace(c.Name), store.RoleAdmin
	if err := checkPerson(agent); err != nil {
		return unreadable{err}
	}
	if err := o.setPassword(ctx, agent, "person.setup"); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.Out, "%s may sign in: %s/signin\n", agent.Name, o.site)
	return err
}

// administrator names one who can sign in; "" when there is none.
func administrator(ctx context.Context, s store.OfficeStore) (string, error) {
	people, err := s.Agents(ctx)
	if err != nil {
		return "", err
	}
	for _, a := range people {
		if a.Role == store.RoleAdmin && (a.Password != "" || a.Email != "") {
			return a.Name, nil
		}
	}
	return "", nil
}

// agentsSignout is `hotline agents signout`.
type agentsSignout struct {
	Name string `arg:"" help:"Who it is."`
}

// Work implements [storeCommand].
func (c *agentsSignout) Work(ctx context.Context, o *storeContext) error {
	agent, err := o.person(ctx, c.Name)
	if err != nil {
		return err
	}
	ended, err := o.store.EndSessions(ctx, agent.Name)
	if err != nil {
		return err
	}
	if err := o.audit(ctx, "person.signout", agent.Name, ""); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.Out, "browsers signed out: %d\n", ended)
	return err
}

// person is somebody that the command line names.
func (o *storeContext) person(ctx context.Context, name string) (store.Agent, error) {
	a, err := o.store.Agent(ctx, strings.TrimSpace(name))
	return a, nobody(err)
}

func nobody(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return errors.New("there is nobody of this name")
	}
	return err
}

// setPassword takes the password that was typed, which ends invitation and
// sessions of before.
func (o *storeContext) setPassword(ctx context.Context, a store.Agent, action string) error {
	password := o.Typed.Reveal()
	if err := auth.CheckPassword(a.Name, password); err != nil {
		return unreadable{err}
	}
	hash, err := auth.HashSecret(password)
	if err != nil {
		return err
	}
	a.Password, a.Invite = hash, store.Invite{}
	if err := o.put(ctx, a, action, ""); err != nil {
		return err
	}
	_, err = o.store.EndSessions(ctx, a.Name)
	return err
}

// invite gives an entry a new invitation, if it is to have one, and the link.
func (o *storeContext) invite(a *store.Agent, wanted bool) (link string, err error) {
	if !wanted {
		return "", nil
	}
	token, kept, err := auth.NewInvite(rand.Reader, o.now())
	if err != nil {
		return "", err
	}
	a.Invite = kept
	return auth.InviteURL(o.site, token), nil
}

func (o *storeContext) showLink(link string) error {
	if link == "" {
		return nil
	}
	_, err := fmt.Fprintf(o.Out, "to choose a password, once, within 48 hours: %s\n", link)
	return err
}

// put writes an entry, and what was done to it.
func (o *storeContext) put(ctx context.Context, a store.Agent, action, detail string) error {
	err := o.store.PutAgent(ctx, a)
	if errors.Is(err, store.ErrConflict) {
		return errors.New("somebody else has just changed this entry: try again")
	}
	if err != nil {
		return err
	}
	return o.audit(ctx, action, a.Name, detail)
}

// audit writes down what was done at the terminal, where nobody has signed in: by the
// system's user.
func (o *storeContext) audit(ctx context.Context, action, object, detail string) error {
	return o.store.AppendAudit(ctx, store.AuditEntry{
		At: o.now(), Who: atTerminal + ":" + o.user, Role: store.RoleAdmin, Action: action, Object: object, Detail: detail,
	})
}

// site is where browsers find the hotline, as far as the settings tell.
func site(s config.Settings) string {
	if s.PublicURL != "" {
		return s.BaseURL()
	}
	return "http://" + s.Addr
}

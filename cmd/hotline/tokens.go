package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/web/api"
	"github.com/okpay/hotline/store"
)

// tokensList is `hotline tokens list`.
type tokensList struct {
	JSON bool `help:"One line of JSON a token."`
}

// tokenRecord is a token as other programs read it: there is no way back to
// what was printed when it was made.
type tokenRecord struct {
	Name    string        `json:"name"`
	Scopes  []store.Scope `json:"scopes"`
	Created time.Time     `json:"created"`
	Expires time.Time     `json:"expires"`
	Used    time.Time     `json:"used"`
}

// Work implements [storeCommand].
func (c *tokensList) Work(ctx context.Context, o *storeContext) error {
	tokens, err := o.store.ListTokens(ctx)
	if err != nil {
		return err
	}
	zone, err := o.zone()
	if err != nil {
		return err
	}
	return terminal.Listing[store.Token]{
		What: "tokens", Header: []string{"name", "scopes", "made", "expires", "last used"},
		Row: func(t store.Token) []string {
			return []string{t.Name, scopesOf(t), shown(t.Created, zone), shown(t.Expires, zone), shown(t.Used, zone)}
		},
		Record: func(t store.Token) any { return tokenRecord{t.Name, t.Scopes, t.Created, t.Expires, t.Used} },
	}.Print(o.Console, c.JSON, terminal.Each(tokens))
}

func scopesOf(t store.Token) string {
	var names []string
	for _, s := range t.Scopes {
		names = append(names, string(s))
	}
	return strings.Join(names, ",")
}

// tokensAdd is `hotline tokens add`.
type tokensAdd struct {
	Name    string   `arg:"" help:"Which program it is for; the audit names it so."`
	Scope   []string `required:"" placeholder:"SCOPE" help:"What it may do: read, write (which includes read), reveal (customers' data in full), audit (who saw or changed what); several with commas."`
	Expires string   `placeholder:"TIME" help:"When it ends; never when left out."`
}

// Work implements [storeCommand].
func (c *tokensAdd) Work(ctx context.Context, o *storeContext) error {
	t, err := c.token(o)
	if err != nil {
		return err
	}
	text, hash, err := api.NewToken(rand.Reader)
	if err != nil {
		return err
	}
	t.Hash = hash
	if err := o.store.AddToken(ctx, t); errors.Is(err, store.ErrConflict) {
		return errors.New("there is a token of this name; remove it first, or choose another")
	} else if err != nil {
		return err
	}
	if err := o.audit(ctx, "token.add", t.Name, scopesOf(t)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.Out, "%s\n", text)
	return err
}

// token is the token that the command line asks for.
func (c *tokensAdd) token(o *storeContext) (store.Token, error) {
	t := store.Token{Name: strings.TrimSpace(c.Name), Created: o.now()}
	if t.Name == "" {
		return t, unreadable{errors.New("the name is empty")}
	}
	if r, hides := ivr.Invisible(t.Name); hides {
		return t, unreadable{invisibleName(r)}
	}
	if r, marks := ivr.Markup(t.Name); marks {
		return t, unreadable{markedName(r)}
	}
	for _, name := range c.Scope {
		scope := store.Scope(name)
		if !slices.Contains(store.Scopes(), scope) {
			return t, unreadable{fmt.Errorf("--scope: there is no scope %q; choose read, write, reveal or audit", name)}
		}
		t.Scopes = append(t.Scopes, scope)
	}
	if !t.May(store.ScopeRead) && !t.May(store.ScopeAudit) {
		return t, unreadable{errors.New("--scope: reveal alone opens nothing; add read or write")}
	}
	if c.Expires == "" {
		return t, nil
	}
	zone, err := o.zone()
	if err != nil {
		return t, err
	}
	if t.Expires, err = parseInstant(c.Expires, zone); err != nil {
		return t, err
	}
	if t.Expired(t.Created) {
		return t, unreadable{errors.New("--expires has passed: name an instant to come")}
	}
	return t, nil
}

// tokensRemove is `hotline tokens remove`.
type tokensRemove struct {
	Name string `arg:"" help:"The token's name."`
}

// Work implements [storeCommand].
func (c *tokensRemove) Work(ctx context.Context, o *storeContext) error {
	name := strings.TrimSpace(c.Name)
	err := o.store.RemoveToken(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return errors.New("there is no token of this name; see hotline tokens list")
	}
	if err != nil {
		return err
	}
	return o.audit(ctx, "token.remove", name, "")
}

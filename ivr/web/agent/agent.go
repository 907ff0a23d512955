// Package agent is the agents' desk in a browser: who calls and why, before
// the first word, and all that can be done with a call. It shows the ACD as it
// is, part by part, for as long as the page stands open.
package agent

import (
	"context"
	"embed"
	"fmt"
	"time"

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

// Pages is what all parts of the desk share. Each part is a type of its own, in files that begin
// with its name.
type Pages struct {
	Config
	pages    *page.Templates
	fragment func(language, name, part string, v page.View) ([]byte, error) // renders a part of a page
	looks    looks
}

// New makes a desk.
func New(c Config) (*Pages, error) {
	pages, err := page.Load(files)
	if err != nil {
		return nil, fmt.Errorf("loading the desk's pages: %w", err)
	}
	return &Pages{Config: c, pages: pages, fragment: pages.Fragment, looks: looks{last: map[string]string{}}}, nil
}

// carrierHosts are what the carrier's SDK speaks with.
const carrierHosts = "wss://*.twilio.com https://*.twilio.com"

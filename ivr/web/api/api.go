package api

import (
	"context"
	_ "embed"
	"errors"
	"iter"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/privacy"
	"github.com/okpay/hotline/ivr/report"
	"github.com/okpay/hotline/store"
)

// Base is the path that every route begins with.
const Base = "/api/v1"

// document is openapi.yaml as JSON; a test holds the two, and the server, to
// one another.
//
//go:embed openapi.json
var document []byte

// Store is what programs may see and change.
type Store interface {
	store.Ledger
	store.Calls
	store.OfficeStore
	store.Deliveries
	store.Tokens
	Audit
	report.Source
	Agent(ctx context.Context, name string) (store.Agent, error)
	// QueueRecordsOf gives a call's stays in queues, newest first.
	QueueRecordsOf(ctx context.Context, call string) iter.Seq2[acd.QueueRecord, error]
	privacy.Store
}

// Audit is the record of who saw or changed what.
type Audit interface {
	AppendAudit(ctx context.Context, e store.AuditEntry) error
	ListAudit(ctx context.Context, f store.AuditFilter) iter.Seq2[store.AuditEntry, error]
}

// ACD tells how the queues do.
type ACD interface {
	// Queues gives the present state of every queue, by name.
	Queues(ctx context.Context) ([]QueueStatus, error)
}

// QueueStatus is how a queue does.
type QueueStatus struct {
	Name      string
	Open      bool
	Waiting   int
	Longest   time.Duration           // the longest wait of those who wait now
	Agents    map[acd.AgentStatus]int // who serves the queue
	Answered  int                     // today
	Abandoned int                     // today
	Level     float64                 // the share of today's callers answered within Within, 0 to 1; negative: nobody called
	Target    float64                 // the share that should be
	Within    time.Duration
}

// Menus gives the menu that new calls begin with.
type Menus interface{ Current() Menu }

// Menu is what programs may know of a menu.
type Menu struct {
	Zone        *time.Location // of the days of reports
	Lines       map[string]*hours.Schedule
	Departments []string
	Languages   []string
}

// Config is what an API is made of. All fields but Number and Recordings are needed.
type Config struct {
	Store  Store
	ACD    ACD
	Menus  Menus
	Clock  func() time.Time
	Log    zerolog.Logger
	Number ivr.Masked // the hotline's own, which no agent may have
	// Recordings deletes what callers have recorded; nil: nothing is recorded here.
	Recordings privacy.Carrier
}

// API serves /api/v1.
type API struct {
	Config
	limiter middleware.RateLimiterStore
}

// The rate of requests of one token, and of one address without a valid one.
const (
	perSecond = 20
	burst     = 60
)

// New makes an API.
func New(c Config) (*API, error) {
	if c.Store == nil || c.ACD == nil || c.Menus == nil || c.Clock == nil {
		return nil, errors.New("api: a store, the ACD, menus and a clock are needed")
	}
	return &API{Config: c, limiter: middleware.NewRateLimiterMemoryStoreWithConfig(
		middleware.RateLimiterMemoryStoreConfig{Rate: perSecond, Burst: burst, ExpiresIn: time.Minute},
	)}, nil
}

// operation is one thing that programs may ask for.
type operation struct {
	method, path string
	scope        store.Scope
	query        []string // the parameters that it knows
	handle       echo.HandlerFunc
}

// The scopes that operations need.
const (
	read  = store.ScopeRead
	write = store.ScopeWrite
)

// paged are the parameters of a list that comes in pages.
func paged(more ...string) []string { return append(more, "limit", "cursor") }

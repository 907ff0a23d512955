package auth

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

//go:embed templates/*.html words.json signin.css
var files embed.FS

// Store is what a gate needs kept.
type Store interface {
	store.Staff
	store.SignIns
	Agents(ctx context.Context) ([]store.Agent, error)
	PutAgent(ctx context.Context, a store.Agent) error
}

// Config is what a gate is made of. All fields are needed but SecondFrom, OIDC and Registry.
type Config struct {
	Store     Store
	Clock     func() time.Time
	Random    io.Reader
	Log       zerolog.Logger
	PublicURL string // scheme and host that browsers use, without a final slash
	// SecondFrom is the least role that must have a second factor; "" leaves it to each.
	SecondFrom store.Role
	OIDC       OIDC
	Registry   *prometheus.Registry // of the metrics; nil keeps none
}

// Gate lets people in.
type Gate struct {
	Config
	pages    *page.Templates
	signer   signer
	tries    *tries
	streams  *streams
	signIns  *prometheus.CounterVec // by result
	origin   *http.CrossOriginProtection
	provider *provider // nil: no OIDC
	left     func(ctx context.Context, name string)
	dummy    store.Hash    // is compared with when there is nobody of a name
	recheck  time.Duration // how often a stream looks whether its reader may still read
}

// recheckEvery bounds how long an open stream outlives the right to read it.
const recheckEvery = 5 * time.Second

// New makes a gate.
func New(c Config) (*Gate, error) {
	if c.Store == nil || c.Clock == nil || c.Random == nil {
		return nil, errors.New("auth: a store, a clock and randomness are needed")
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	pages, err := page.Load(files)
	if err != nil {
		return nil, fmt.Errorf("loading the sign-in pages: %w", err)
	}
	dummy, err := HashSecret("nobody's password")
	if err != nil {
		return nil, err
	}
	origin := http.NewCrossOriginProtection()
	if err := origin.AddTrustedOrigin(c.PublicURL); err != nil {
		return nil, fmt.Errorf("auth: the public URL: %w", err)
	}
	return &Gate{
		Config: c, pages: pages, signer: signer{c.Store, c.Random}, tries: &tries{store: c.Store}, streams: &streams{open: map[string]int{}}, signIns: countSignIns(c.Registry), origin: origin, provider: newProvider(c),
		dummy: dummy, recheck: recheckEvery, left: func(context.Context, string) {},
	}, nil
}

// OnSignOut has left called with the name of each person who signs out.
func (g *Gate) OnSignOut(left func(ctx context.Context, name string)) { g.left = left }

// The routes of this room.
const (
	pathSignIn   = "/signin"
	pathSignOut  = "/signout"
	pathInvite   = "/signin/invite/"
	pathCode     = "/signin/code"
	pathAccount  = "/account"
	pathOIDC     = "/signin/oidc"
	pathCallback = "/signin/oidc/callback"
	pathStyle    = "/signin/signin.css"
)

// secure reports whether browsers come by https.
func (g *Gate) secure() bool { return strings.HasPrefix(g.PublicURL, "https://") }

// View is a page's view with who is signed in, for any room.
func View(c echo.Context, room, title string, body any) page.View {
	v := page.View{Title: title, Room: room, Token: Token(c), Body: body}
	if who, ok := Who(c); ok {
		v.Who, v.Role = who.Name, who.Role.String()
	}
	return v
}

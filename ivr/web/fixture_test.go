package web_test

import (
	"context"
	"iter"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/ivr/speech"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/ivr/web"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

const (
	hotline   = "+864000000000"
	mandarin  = "+8613800000001" // an account's number
	english   = "+12125550101"   // likewise, of someone who speaks English
	senior    = "+8613800000065"
	stranger  = "+8613900000009"
	duty      = "+8613700000001"
	accountID = "AC00000000000000000000000000000000"
	authToken = "00000000000000000000000000000001"
)

var zone = time.FixedZone("CST", 8*60*60)

func at(value string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", value, zone)
	if err != nil {
		panic(err)
	}
	return t
}

// house is the whole hotline in one test: a real store, the menus that ship,
// real HTTP, and an exchange that signs and plays the carrier.
type fixture struct {
	t        *testing.T
	store    service.Store
	exchange *exchange.Exchange
	server   *httptest.Server
	service  *service.Service
	web      *web.Server
	config   service.Config
	front    web.Config
	handler  http.Handler
	stop     func()
	log      *lockedBuffer
	clock    *sched.VirtualClock
	code     func(context.Context) (string, error) // the code of the last SMS to anyone
}

type option func(*service.Config)

// spoilt are the faults of the next house's network, by test.
var spoilt sync.Map

// open builds the house at an instant in Shanghai: "2026-03-02 10:00".
func open(t *testing.T, when string, options ...option) *fixture {
	t.Helper()
	h := &fixture{t: t, log: &lockedBuffer{}, clock: sched.NewVirtualClock(at(when))}
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	h.store = kept
	h.seed(kept)

	h.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.handler.ServeHTTP(w, r) }))
	h.server.Start()
	t.Cleanup(h.server.Close)
	h.exchange = exchange.New(exchange.Config{
		AccountSID: accountID, AuthToken: authToken, Clock: h.clock, IDs: exchange.Seed(1), Client: h.server.Client(),
		Settle:   h.settle,
		Pace:     speech.Pace,
		Faults:   h.faults(),
		VoiceURL: h.server.URL + "/voice/incoming", StatusURL: h.server.URL + "/voice/status", FallbackURL: h.server.URL + "/voice/fallback",
	})
	h.code = h.exchange.CodeReader("")
	rest := httptest.NewServer(h.exchange.Handler())
	t.Cleanup(rest.Close)
	carrier, err := twilio.NewREST(twilio.Config{AccountSID: accountID, AuthToken: authToken, BaseURL: rest.URL})
	require.NoError(t, err)

	h.front = web.Config{Verifier: twilio.NewVerifier(authToken)}
	config := service.Config{
		PublicURL: h.server.URL, Number: hotline, Store: kept, Menus: shipped(t), MatchPIN: auth.MatchesPIN,
		Carrier: carrier, Clock: h.clock.Now, Random: simulate.Seeded(1),
		Secret: []byte("a secret of this test"), Log: zerolog.New(h.log), CallbackCountries: []string{"86", "1"},
	}
	for _, o := range options {
		o(&config)
	}
	h.config = config
	h.start()
	t.Cleanup(func() { h.stop() })
	return h
}

// start runs a server of the house on what is in the store.
func (h *fixture) start() {
	h.t.Helper()
	var err error
	h.service, err = service.New(h.config)
	require.NoError(h.t, err)
	h.front.Service = h.service
	h.web, err = web.New(h.front)
	require.NoError(h.t, err)
	h.handler = h.web.Handler()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func(s *service.Service) { done <- s.Run(ctx) }(h.service)
	h.stop = func() { cancel(); require.NoError(h.t, <-done) }
}

// restart ends the server, as between two deliveries of the carrier, and starts
// another.
func (h *fixture) restart() {
	h.stop()
	h.config.Registry = nil
	h.start()
}

var loaded = sync.OnceValues(func() (*menus.Menu, error) { return menus.Load(okpay.FS) })

func shipped(t *testing.T) service.Menus {
	menu, err := loaded()
	require.NoError(t, err)
	return simulate.Fixed(menu)
}

func (h *fixture) seed(s store.Store) {
	rows := []store.Row{
		{Account: &ivr.Account{ID: "10000001", Name: "A", Phone: mandarin, Language: "zh-CN"}},
		{Account: &ivr.Account{ID: "10000002", Name: "B", Phone: english, Language: "en-US"}},
		{Account: &ivr.Account{ID: "10000065", Name: "C", Phone: senior, Language: "zh-CN", BirthDate: "1950-01-01"}},
	}
	bought := h.clock.Now().AddDate(0, 0, -3)
	for account, ids := range map[ivr.Masked][]ivr.Masked{"10000001": {"20260001", "20260002", "20260003"}, "10000002": {"20260101"}} {
		for i, id := range ids {
			rows = append(rows, store.Row{Transaction: &ivr.Transaction{
				ID: id, Account: account, Time: bought.Add(time.Duration(-i) * time.Hour), Type: "payment", Counterparty: "商店",
				Amount: ivr.Money{Minor: 12850 + int64(i), Currency: "CNY"}, Status: "completed", Refundable: true, Cancellable: i == 2,
			}})
		}
	}
	for id, transaction := range map[ivr.Masked]ivr.Masked{"300001": "20260001", "300002": "20260101"} {
		rows = append(rows, store.Row{Refund: &ivr.Refund{
			ID: id, Transaction: transaction, Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "in_review", Submitted: bought,
		}})
	}
	require.NoError(h.t, s.Import(h.t.Context(), each(rows), func(int) {}))
	require.NoError(h.t, s.PutAgent(h.t.Context(), store.Agent{Name: "duty", Number: duty, Departments: []string{"fraud"}, OnDuty: true}))
}

func each(rows []store.Row) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// talk is a finished call.
type talk struct {
	*exchange.Call
	hotline *fixture
	script  *exchange.Script
}

// call dials the hotline and plays keys, one group a prompt.
func (h *fixture) call(from, keys string) talk {
	h.t.Helper()
	script := &exchange.Script{Groups: strings.Fields(keys), Code: h.code, HangUp: true, Line: time.Hour}
	return h.dial(from, script)
}

func (h *fixture) dial(from string, script *exchange.Script) talk {
	h.t.Helper()
	call, err := h.exchange.Call(h.t.Context(), from, hotline, script)
	require.NoError(h.t, err)
	h.exchange.Wait()
	c := talk{Call: call, hotline: h, script: script}
	c.sound()
	return c
}

// sound expects what holds for every call: sound documents, none of our
// failures, the end told.
func (c talk) sound() {
	c.hotline.t.Helper()
	for _, e := range c.Events() {
		switch e.Kind {
		case exchange.Warning, exchange.Failed:
			c.hotline.t.Errorf("the exchange found fault: %d %s", e.Code, e.Text)
		case exchange.Requested:
			context := twiml.Voice
			if strings.Contains(e.URL, "/voice/wait/") || strings.Contains(e.URL, "/voice/key/") {
				context = twiml.WaitDocument
			}
			if strings.Contains(e.URL, "/voice/status") {
				continue
			}
			require.Empty(c.hotline.t, twiml.Validate([]byte(e.Document), context), e.Document)
		}
	}
}

// hears is all that was said to the caller.
func (c talk) hears() string {
	var out []string
	for _, e := range c.Events() {
		if e.Kind == exchange.Said {
			out = append(out, e.Text)
		}
	}
	return strings.Join(out, " ")
}

// queued names the queues that the caller entered.
func (c talk) queued() (names []string) {
	for _, e := range c.Events() {
		if e.Kind == exchange.Queued {
			names = append(names, e.Queue)
		}
	}
	return names
}

func (h *fixture) cases(kind ivr.CaseKind) (found []store.Case) {
	h.t.Helper()
	for c, err := range h.store.ListCases(h.t.Context(), store.CaseFilter{Kind: kind}) {
		require.NoError(h.t, err)
		found = append(found, c)
	}
	return found
}

// lockedBuffer is a log that many write and a test reads.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// settle lets the desk do what it wants before the clock moves on.
func (h *fixture) settle() {
	if h.service != nil {
		_ = h.service.Settle(context.Background()) // a test that needs it sees what is missing
	}
}

// faults are what goes wrong between this house and its carrier.
func (h *fixture) faults() *exchange.Faults {
	f, _ := spoilt.Load(h.t.Name())
	faults, _ := f.(*exchange.Faults)
	return faults
}

package simulate_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	number   = "+861000000000"
	customer = "+8613800000001"
)

var morning = time.Date(2026, time.March, 2, 2, 0, 0, 0, time.UTC)

var shipped = sync.OnceValues(func() (*menus.Menu, error) { return menus.Load(okpay.FS) })

// options are of a hotline that knows one customer.
func options(t *testing.T, clock sched.Clock) simulate.Options {
	t.Helper()
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	account := store.Row{Account: &ivr.Account{ID: "1", Name: "A", Phone: customer, Language: "zh-CN"}}
	rows := func(yield func(store.Row, error) bool) { yield(account, nil) }
	require.NoError(t, kept.Import(t.Context(), rows, func(int) {}))
	menu, err := shipped()
	require.NoError(t, err)
	return simulate.Options{
		Service:  service.Config{Number: number, Store: kept, Menus: simulate.Fixed(menu), Random: simulate.Seeded(1)},
		Clock:    clock,
		Exchange: exchange.Config{IDs: exchange.Seed(1)},
	}
}

// On a virtual clock minutes of a call take no time, the call is in the store, and a text message is there
// as soon as it is asked for.
func TestACallOnAVirtualClock(t *testing.T) {
	t.Parallel()
	clock := sched.NewVirtualClock(morning)
	o, settled := options(t, clock), 0
	o.Settle = func() { settled++ }
	h, err := simulate.New(o)
	require.NoError(t, err)
	defer h.Close()
	var codes []exchange.Message
	script := &exchange.Script{Groups: []string{"2", "1"}, HangUp: true, Line: time.Hour, Listen: func(e exchange.Event) {
		if e.Kind == exchange.Said && strings.Contains(e.Text, "验证码") {
			codes = h.Messages(customer)
		}
	}}
	call, err := h.Exchange.Call(t.Context(), customer, number, script)
	require.NoError(t, err)
	h.Exchange.Wait()
	require.NoError(t, call.Err())
	h.SettleNow()
	require.Len(t, codes, 1, "sent while the caller is asked for it")
	require.Contains(t, codes[0].Body, "验证码")
	require.Equal(t, codes, h.Messages(""))
	require.Empty(t, h.Messages("+8613800000002"))
	require.Greater(t, clock.Now().Sub(morning), 20*time.Second)
	require.NotZero(t, settled, "the caller of New settles too before the clock moves")
	kept, _, err := o.Service.Store.Call(t.Context(), call.Sid)
	require.NoError(t, err)
	require.Equal(t, ivr.Masked(customer), kept.From)
	require.Equal(t, "verify", kept.Node)
}

// On a clock that runs by itself the hotline works beside the calls, and Close ends both.
func TestCloseEndsAHotlineThatRuns(t *testing.T) {
	t.Parallel()
	h, err := simulate.New(options(t, sched.RealClockFrom(morning)))
	require.NoError(t, err)
	answered, over := make(chan struct{}), make(chan struct{})
	var once sync.Once
	silent := &exchange.Script{Groups: []string{"-", "-"}, Line: time.Hour, Listen: func(e exchange.Event) {
		if e.Kind == exchange.Said {
			once.Do(func() { close(answered) })
		}
	}}
	go func() {
		defer close(over)
		_, _ = h.Exchange.Call(t.Context(), customer, number, silent)
	}()
	<-answered
	h.Close()
	<-over
	events := h.Exchange.Calls()[0].Events()
	require.Equal(t, exchange.Ended, events[len(events)-1].Kind)
}

// The same seed gives the same codes, to any goroutine.
func TestSeeded(t *testing.T) {
	t.Parallel()
	read := func(r io.Reader) string {
		var b [32]byte
		_, err := io.ReadFull(r, b[:])
		require.NoError(t, err)
		return string(b[:])
	}
	require.Equal(t, read(simulate.Seeded(1)), read(simulate.Seeded(1)))
	require.NotEqual(t, read(simulate.Seeded(1)), read(simulate.Seeded(2)))
	shared, drawn, readers := simulate.Seeded(1), sync.Map{}, sync.WaitGroup{}
	for range 8 {
		readers.Go(func() {
			_, again := drawn.LoadOrStore(read(shared), true)
			require.False(t, again)
		})
	}
	readers.Wait()
}

// Menus that nobody changes have one revision.
func TestFixedMenus(t *testing.T) {
	t.Parallel()
	menu, err := shipped()
	require.NoError(t, err)
	fixed := simulate.Fixed(menu)
	current := fixed.Current()
	require.Equal(t, menu.Tree, current.Tree)
	require.Len(t, current.Queues, len(menu.Queues))
	of, err := fixed.Revision(context.Background(), menu.Tree.Revision)
	require.NoError(t, err)
	require.Equal(t, menu.Tree, of.Tree)
	_, err = fixed.Revision(context.Background(), "another")
	require.ErrorIs(t, err, store.ErrNotFound)
	require.Nil(t, fixed.Sound("no such file"))
}

// A line has the addresses at which the hotline answers, and the account with which both sign.
func TestLine(t *testing.T) {
	t.Parallel()
	account := simulate.NewAccount()
	require.NotEqual(t, account, simulate.NewAccount())
	line := simulate.Line(exchange.Config{}, "https://a.test", account)
	require.Equal(t, "https://a.test/voice/incoming", line.VoiceURL)
	require.Equal(t, "https://a.test/voice/status", line.StatusURL)
	require.Equal(t, "https://a.test/voice/fallback", line.FallbackURL)
	require.Equal(t, account, simulate.Account{SID: line.AccountSID, Token: line.AuthToken})
	require.NotNil(t, line.Pace)
}

// The hotline and the carrier's REST API answer side by side.
func TestTogether(t *testing.T) {
	t.Parallel()
	says := func(word string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, word) })
	}
	mux := simulate.Together(says("hotline"), says("carrier"))
	for path, want := range map[string]string{"/voice/incoming": "hotline", "/": "hotline", simulate.RESTPath + "Accounts/AC0/Calls.json": "carrier"} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, want, w.Body.String())
	}
}

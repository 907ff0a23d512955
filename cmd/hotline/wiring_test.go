package main

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/menus/starter"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// Callers go on with the menus that they began with, over a restart too.
func TestCallersKeepTheirMenus(t *testing.T) {
	t.Parallel()
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "s.db"), bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, kept.Close()) }()
	clock := func() time.Time { return demoTime }
	began, err := menus.Load(starter.FS)
	require.NoError(t, err)
	_, err = live.New(t.Context(), publisherConfig(kept, clock, zerolog.Nop()), live.Menu{Menu: began})
	require.NoError(t, err)
	current, err := loadMenu("")
	require.NoError(t, err)
	publisher, err := live.New(t.Context(), publisherConfig(kept, clock, zerolog.Nop()), live.Menu{Menu: current})
	require.NoError(t, err)

	callers := callersMenus{publisher: publisher}
	require.Equal(t, current.Tree.Revision, callers.Current().Tree.Revision)
	require.Len(t, callers.Current().Queues, len(current.Queues))
	for range 2 { // made, then from memory
		again, err := callers.Revision(t.Context(), began.Tree.Revision)
		require.NoError(t, err)
		require.Len(t, again.Tree.Nodes, len(began.Tree.Nodes))
	}
	_, err = callers.Revision(t.Context(), "never")
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestLoadMenuNamesTheFolder(t *testing.T) {
	t.Parallel()
	_, err := loadMenu("nowhere")
	require.ErrorAs(t, err, &unreadable{})
	_, err = loadMenu(t.TempDir())
	require.ErrorContains(t, err, "menu.yaml")
}

func TestOnlyLoopbackForDev(t *testing.T) {
	t.Parallel()
	for addr, fine := range map[string]bool{
		"127.0.0.1:0": true, "localhost:1": true, "[::1]:1": true, ":1": false, "0.0.0.0:1": false, "10.0.0.1:1": false, "x": false,
	} {
		require.Equal(t, fine, loopbackOnly(config.Settings{Addr: addr}) == nil, addr)
	}
}

// Where the carrier is an exchange, what a caller records is heard as well.
func TestARecordingOfTheExchangeIsFetched(t *testing.T) {
	t.Parallel()
	const document = `<Response><Record action="/kept" playBeep="false"/></Response>`
	kept := ""
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/xml")
		if r.URL.Path == "/kept" {
			kept = r.PostFormValue("RecordingUrl")
			_, _ = w.Write([]byte("<Response/>"))
			return
		}
		_, _ = w.Write([]byte(document))
	}))
	defer service.Close()
	a := simulate.NewAccount()
	x := exchange.New(exchange.Config{
		AccountSID: a.SID, AuthToken: a.Token, VoiceURL: service.URL + "/voice", Clock: sched.NewVirtualClock(demoTime),
	})
	defer x.Close()
	api := httptest.NewServer(x.Handler())
	defer api.Close()
	_, err := x.Call(t.Context(), "+8613800000001", "+8610000000000", &exchange.Script{Groups: []string{"#"}, Message: "my card is gone"})
	require.NoError(t, err)
	require.NotEmpty(t, kept)

	carrier, err := twilio.NewREST(twilio.Config{AccountSID: a.SID, AuthToken: ivr.Secret(a.Token), BaseURL: api.URL})
	require.NoError(t, err)
	sound, err := carrier.Sound(t.Context(), kept)
	require.NoError(t, err)
	require.Equal(t, "audio/x-wav", sound.Type)
	require.Equal(t, "RIFF", string(sound.Data[:4]))
	require.Equal(t, "my card is gone", x.Words(kept))
	_, err = carrier.Sound(t.Context(), strings.Repeat("0", 8)+"/Recordings/RE"+strings.Repeat("0", 32))
	require.True(t, twilio.IsGone(err))
}

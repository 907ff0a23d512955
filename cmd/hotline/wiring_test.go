package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/ivr/twilio"
)

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

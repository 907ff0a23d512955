package twilio_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
)

func TestRecordingAddressIsBuiltFromItsSID(t *testing.T) {
	t.Parallel()
	account, sid := "AC"+strings.Repeat("0", 32), "RE"+strings.Repeat("0a", 16)
	ours := twilio.Recordings{BaseURL: "https://rest.example/", Account: account}
	built := "https://rest.example/2010-04-01/Accounts/" + account + "/Recordings/" + sid
	own := "https://api.twilio.com/2010-04-01/Accounts/" + account + "/Recordings/" + sid
	for _, c := range []struct {
		name, link, sid, want, host string
		foreign                     bool
	}{
		{"our URL", own, sid, own, "", false},
		{"another host", "https://media.example/Recordings/" + sid, sid, built, "media.example", true},
		{"a query", own + "?x=1", sid, built, "api.twilio.com", true},
		{"no URL", "", sid, built, "", true},
		{"neither", "", "", "", "", true},
		{"a SID that is too short", "", sid[:33], "", "", true},
		{"a path for a SID", "", "RE/../" + sid, "", "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := url.Values{"RecordingUrl": {c.link}, "RecordingSid": {c.sid}, "RecordingDuration": {"25"}}
			got, ok := twilio.Event(in, ours).(ivr.Recorded)
			require.True(t, ok)
			require.Equal(t, c.want, got.URL)
			require.Equal(t, c.want != "", got.Length > 0)
			host, foreign := ours.Foreign(in)
			require.Equal(t, c.host, host)
			require.Equal(t, c.foreign, foreign)
		})
	}
}

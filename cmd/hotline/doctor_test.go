package main

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/store/bolt"
)

const doctorSID = "AC00000000000000000000000000000000"

// surroundings are a carrier and a public address as the doctor finds them, all well at
// first.
type surroundings struct {
	d       doctor
	account map[string]any
	number  map[string]any
	token   string // that the carrier takes
	answers int    // how the public address answers an unsigned request
	ahead   time.Duration
}

func newSurroundings(t *testing.T) *surroundings {
	t.Helper()
	s := &surroundings{token: "hush", answers: http.StatusForbidden, account: map[string]any{"status": "active", "type": "Full"}}
	carrier := httptest.NewServer(http.HandlerFunc(s.carrier))
	t.Cleanup(carrier.Close)
	public := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(s.answers) }))
	public.Config.ErrorLog = nil
	public.StartTLS()
	t.Cleanup(public.Close)
	webhook := func(path string) string { return public.URL + path }
	s.number = map[string]any{
		"phone_number": "+861000000000", "sid": "PN00000000000000000000000000000000", "capabilities": map[string]bool{"voice": true, "sms": true},
		"voice_url": webhook("/voice/incoming"), "voice_method": "POST", "status_callback": webhook("/voice/status"), "status_callback_method": "POST",
		"voice_fallback_url": "https://handler.twilio.com/twiml/EH00000000000000000000000000000000", "voice_fallback_method": "POST",
	}
	folder := t.TempDir()
	require.NoError(t, os.Chmod(folder, 0o700))
	s.d = doctor{
		envFile: filepath.Join(folder, ".env"), store: filepath.Join(folder, "hotline.db"), now: func() time.Time { return time.Now().Add(s.ahead) },
		settings: config.Settings{
			Addr: "127.0.0.1:1", PublicURL: public.URL, Number: "+861000000000", FallbackNumber: []string{"+8613700000001"}, LogLevel: "info", LogFormat: "json",
			AccountSID: doctorSID, AuthToken: "hush", APIURL: carrier.URL, Store: filepath.Join(folder, "hotline.db"),
		},
		roots: x509.NewCertPool(),
	}
	s.d.roots.AddCert(public.Certificate())
	opened, err := bolt.Open(s.d.store, bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, opened.Close())
	require.NoError(t, os.WriteFile(s.d.envFile, nil, 0o600))
	return s
}

func (s *surroundings) carrier(w http.ResponseWriter, r *http.Request) {
	if _, token, _ := r.BasicAuth(); token != s.token {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	switch r.URL.Path {
	case "/2010-04-01/Accounts/" + doctorSID + ".json":
		_ = json.NewEncoder(w).Encode(s.account)
	case "/2010-04-01/Accounts/" + doctorSID + "/IncomingPhoneNumbers.json":
		list := []any{map[string]any{"phone_number": "+8610000000001"}} // the carrier's filter finds longer numbers too
		if s.number != nil && r.URL.Query().Get("PhoneNumber") == s.number["phone_number"] {
			list = append(list, s.number)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"incoming_phone_numbers": list})
	default:
		http.NotFound(w, r)
	}
}

// diagnosis runs checks.
func diagnosed(t *testing.T, looks ...func(context.Context) []diagnosis) (all []diagnosis) {
	t.Helper()
	for _, look := range looks {
		all = append(all, look(t.Context())...)
	}
	return all
}

func TestDoctorFindsNothingWhereAllIsWell(t *testing.T) {
	t.Parallel()
	for _, e := range diagnosed(t, newSurroundings(t).d.checks()...) {
		if e.Check == "calendar" || e.Check == "disk" { // this machine's day and disk
			continue
		}
		require.Equal(t, resultOK, e.Result, "%s: %s", e.Check, e.Text)
		require.Empty(t, e.Mend)
	}
}

func TestDoctorFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	set := func(key string, value any) func(*surroundings) {
		return func(s *surroundings) { s.number[key] = value }
	}
	for name, want := range map[string]struct {
		spoil         func(*surroundings)
		check, result string
		text          string
	}{
		"a setting is missing":          {func(s *surroundings) { s.d.settings.Number = "" }, "settings", resultBad, "HOTLINE_NUMBER is missing"},
		"the settings file is open":     {func(s *surroundings) { _ = os.Chmod(s.d.envFile, 0o644) }, "env file", resultWarning, "chmod 600"},
		"the store is open":             {func(s *surroundings) { _ = os.Chmod(s.d.store, 0o644) }, "store file", resultWarning, "chmod 600"},
		"the store's folder is open":    {func(s *surroundings) { _ = os.Chmod(filepath.Dir(s.d.store), 0o777) }, "store folder", resultWarning, "chmod o-w"},
		"the store is no store":         {func(s *surroundings) { _ = os.WriteFile(s.d.store, []byte("x"), 0o600) }, "store", resultBad, "hotline restore"},
		"the store has no folder":       {func(s *surroundings) { s.d.store = "/nowhere/hotline.db" }, "store", resultBad, "is no folder"},
		"nobody is rung":                {func(s *surroundings) { s.d.settings.FallbackNumber = nil }, "fallback", resultWarning, "HOTLINE_FALLBACK_NUMBER"},
		"the menus do not load":         {func(s *surroundings) { s.d.settings.Menus = filepath.Dir(s.d.store) }, "menus", resultBad, "menu.yaml"},
		"the token was rotated":         {func(s *surroundings) { s.token = "another" }, "account", resultBad, "TWILIO_AUTH_TOKEN"},
		"the account is suspended":      {func(s *surroundings) { s.account["status"] = "suspended" }, "account", resultBad, "suspended"},
		"the account is on trial":       {func(s *surroundings) { s.account["type"] = "Trial" }, "account", resultWarning, "verified numbers"},
		"the carrier is away":           {func(s *surroundings) { s.d.settings.APIURL = "http://127.0.0.1:9" }, "carrier", resultBad, "TWILIO_API_URL"},
		"the number is another's":       {func(s *surroundings) { s.number = nil }, "number", resultBad, "has no number ****0000"},
		"the number sends no messages":  {set("capabilities", map[string]bool{"voice": true}), "number", resultWarning, "no codes arrive"},
		"calls go elsewhere":            {set("voice_url", "https://old.example.com/voice/incoming"), "webhook", resultBad, "A call comes in: https://old.example.com"},
		"calls come by GET":             {set("voice_method", "GET"), "webhook", resultBad, "by GET; set it to"},
		"an application takes the call": {set("voice_application_sid", "AP1"), "webhooks", resultBad, "AP1"},
		"ends are not told":             {set("status_callback", ""), "webhook", resultWarning, "Call status changes: is empty"},
		"there is no fallback":          {set("voice_fallback_url", ""), "webhook", resultBad, "hotline fallback prints"},
		"the clock is off":              {func(s *surroundings) { s.ahead = 2 * time.Minute }, "clock", resultBad, "NTP"},
		"the certificate is not known":  {func(s *surroundings) { s.d.roots = x509.NewCertPool() }, "certificate", resultBad, "Twilio refuses"},
		"no hotline is there":           {func(s *surroundings) { s.answers = http.StatusBadGateway }, "address", resultBad, "502, not 403"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSurroundings(t)
			want.spoil(s)
			looks := []func(context.Context) []diagnosis{s.d.checkSettings, s.d.checkFiles, s.d.checkStore, s.d.checkFallback, s.d.checkCarrier, s.d.checkAddress}
			if want.check == "menus" { // which takes longest
				looks = append(looks, s.d.checkMenus)
			}
			all := diagnosed(t, looks...)
			at := slices.IndexFunc(all, func(e diagnosis) bool { return e.Check == want.check && e.Result == want.result })
			require.GreaterOrEqual(t, at, 0, "%+v", all)
			require.Contains(t, all[at].Text+"; "+all[at].Mend, want.text)
			require.NotEmpty(t, all[at].Mend)
			for _, e := range all {
				require.NotContains(t, e.Text, "hush")
			}
		})
	}
}

// A certificate that ends soon is told in time.
func TestDoctorTellsOfACertificateInTime(t *testing.T) {
	t.Parallel()
	s := newSurroundings(t)
	ends := s.endOfCertificate(t)
	for left, want := range map[time.Duration]string{30 * 24 * time.Hour: resultOK, 20 * 24 * time.Hour: resultWarning, 24 * time.Hour: resultBad} {
		s.d.now = func() time.Time { return ends.Add(-left) }
		found := s.d.checkAddress(t.Context())
		require.Equal(t, "certificate", found[0].Check)
		require.Equal(t, want, found[0].Result, left)
	}
}

func (s *surroundings) endOfCertificate(t *testing.T) time.Time {
	t.Helper()
	client := http.Client{Transport: &http.Transport{TLSClientConfig: s.d.tls()}}
	answer, err := client.Get(s.d.settings.PublicURL)
	require.NoError(t, err)
	defer answer.Body.Close()
	return answer.TLS.PeerCertificates[0].NotAfter
}

// What is bad is in the exit status; a warning is not.
func TestDoctorsStatus(t *testing.T) {
	t.Parallel()
	s := newSurroundings(t)
	var out strings.Builder
	run := func() error {
		out.Reset()
		return (&doctorCommand{}).examine(t.Context(), s.d, console{out: &out, err: io.Discard})
	}
	s.d.settings.FallbackNumber = nil
	require.NoError(t, run())
	require.Contains(t, out.String(), "warning  fallback     HOTLINE_FALLBACK_NUMBER is not set: nobody is rung")
	s.d.settings.PublicURL = ""
	require.ErrorIs(t, run(), errSaid)
	require.Contains(t, out.String(), "bad      address      HOTLINE_PUBLIC_URL is no address; set it")
}

// Whoever follows what is said must not take /dev/null from the machine.
func TestADeviceExposesNothing(t *testing.T) {
	t.Parallel()
	require.Empty(t, exposures(os.DevNull, filepath.Join(t.TempDir(), "hotline.db")))
}

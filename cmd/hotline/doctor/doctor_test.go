package doctor

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/probe"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store/bolt"
)

const doctorSID = "AC00000000000000000000000000000000"

// surroundings are a carrier and a public address as the doctor finds them, all well at
// first.
type surroundings struct {
	d       Doctor
	account map[string]any
	number  map[string]any
	token   string // that the carrier takes
	answers int    // how the public address answers an unsigned request
	ahead   time.Duration
	menus   fs.FS // the settings' menus; nil for OKPAY's own
	// What the hotline says that has the store: warnings, and whether it stops. nil is no hotline. gone: a process that does
	// not answer has the store.
	warns       []string
	stops, gone bool
}

// run has a hotline have the store, if the surroundings are to have one.
func (s *surroundings) run(t *testing.T) {
	t.Helper()
	if s.warns == nil {
		return
	}
	holds, err := bolt.Open(s.d.Store, bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, holds.Close()) })
	if s.gone {
		return
	}
	health := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(probe.Readiness{Ready: !s.stops, Warnings: s.warns})
	}))
	t.Cleanup(health.Close)
	s.d.Settings.OpsAddr = health.Listener.Addr().String()
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
	s.d = Doctor{
		EnvFile: filepath.Join(folder, ".env"), Store: filepath.Join(folder, "hotline.db"), Now: func() time.Time { return time.Now().Add(s.ahead) },
		Settings: config.Settings{
			Addr: "127.0.0.1:1", PublicURL: public.URL, Number: "+861000000000", FallbackNumber: []string{"+8613700000001"}, LogLevel: "info", LogFormat: "json",
			AccountSID: doctorSID, AuthToken: "hush", APIURL: carrier.URL, Store: filepath.Join(folder, "hotline.db"),
		},
		Menu: func() (*menus.Menu, error) {
			if s.menus == nil {
				return menus.Load(okpay.FS)
			}
			return menus.Load(s.menus)
		},
		Prove: func(_ context.Context, menu *menus.Menu, at time.Time) ([]check.Finding, error) {
			return check.Prove(menu, at, check.Options{Bare: true}).Findings, nil
		},
		Roots: x509.NewCertPool(),
	}
	s.d.Roots.AddCert(public.Certificate())
	opened, err := bolt.Open(s.d.Store, bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, opened.Close())
	require.NoError(t, os.WriteFile(s.d.EnvFile, nil, 0o600))
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
func diagnosed(t *testing.T, looks ...func(context.Context) []Diagnosis) (all []Diagnosis) {
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
		require.Equal(t, OK, e.Result, "%s: %s", e.Check, e.Text)
		require.Empty(t, e.Mend)
	}
}

func TestDoctorFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	set := func(key string, value any) func(*surroundings) {
		return func(s *surroundings) { s.number[key] = value }
	}
	for name, want := range map[string]struct {
		spoil  func(*surroundings)
		check  string
		result Result
		text   string
	}{
		"a setting is missing":       {func(s *surroundings) { s.d.Settings.Number = "" }, "settings", Bad, "HOTLINE_NUMBER is missing"},
		"the settings file is open":  {func(s *surroundings) { _ = os.Chmod(s.d.EnvFile, 0o644) }, "env file", Warning, "chmod 600"},
		"the store is open":          {func(s *surroundings) { _ = os.Chmod(s.d.Store, 0o644) }, "store file", Warning, "chmod 600"},
		"the store's folder is open": {func(s *surroundings) { _ = os.Chmod(filepath.Dir(s.d.Store), 0o777) }, "store folder", Warning, "chmod o-w"},
		"the store is no store":      {func(s *surroundings) { _ = os.WriteFile(s.d.Store, []byte("x"), 0o600) }, "store", Bad, "hotline restore"},
		"the store has no folder":    {func(s *surroundings) { s.d.Store = "/nowhere/hotline.db" }, "store", Bad, "is no folder"},
		"the database is away": {func(s *surroundings) {
			s.d.Settings.Store = "postgres://hotline:hush@db.example.com/hotline"
			s.d.Database = func(context.Context) error { return errors.New("no connection") }
		}, "store", Bad, "postgres://hotline@db.example.com/hotline: no connection; see to the database"},
		"a record was put aside": {func(s *surroundings) { s.warns = []string{"damaged records were put aside: 1"} }, "ready", Warning, "put aside: 1"},
		"it is about to stop":    {func(s *surroundings) { s.warns, s.stops = []string{"draining"}, true }, "ready", Bad, "about to stop"},
		"another process has it": {func(s *surroundings) { s.warns, s.gone = []string{}, true }, "store", Bad, "another process has it"},
		"nobody is rung":         {func(s *surroundings) { s.d.Settings.FallbackNumber = nil }, "fallback", Warning, "HOTLINE_FALLBACK_NUMBER"},
		"the menus do not load":  {func(s *surroundings) { s.menus = os.DirFS(filepath.Dir(s.d.Store)) }, "menus", Bad, "menu.yaml"},
		"check refuses the menus": {func(s *surroundings) {
			s.d.Prove = func(context.Context, *menus.Menu, time.Time) ([]check.Finding, error) {
				return []check.Finding{{Rule: "stuck", Severity: check.Fail}}, nil
			}
		}, "menus", Bad, "check refuses them"},
		"the proof fails": {func(s *surroundings) {
			s.d.Prove = func(context.Context, *menus.Menu, time.Time) ([]check.Finding, error) {
				return nil, errors.New("no memory")
			}
		}, "menus", Bad, "no memory"},
		"a year is not known": {func(s *surroundings) {
			s.d.Now = func() time.Time { return time.Date(2031, 1, 2, 0, 0, 0, 0, time.UTC) }
			s.d.Prove = func(context.Context, *menus.Menu, time.Time) ([]check.Finding, error) { return nil, nil }
		}, "calendar", Warning, "the public holidays of 2031 are not known"},
		"the token was rotated":     {func(s *surroundings) { s.token = "another" }, "account", Bad, "TWILIO_AUTH_TOKEN"},
		"the account is suspended":  {func(s *surroundings) { s.account["status"] = "suspended" }, "account", Bad, "suspended"},
		"the account is on trial":   {func(s *surroundings) { s.account["type"] = "Trial" }, "account", Warning, "verified numbers"},
		"the carrier is away":       {func(s *surroundings) { s.d.Settings.APIURL = "http://127.0.0.1:9" }, "carrier", Bad, "TWILIO_API_URL"},
		"the number is another's":   {func(s *surroundings) { s.number = nil }, "number", Bad, "has no number ****0000"},
		"the number takes no calls": {set("capabilities", map[string]bool{"sms": true}), "number", Bad, "takes no calls"},
		"the fallback comes by GET": {func(s *surroundings) {
			s.number["voice_fallback_url"], s.number["voice_fallback_method"] = s.d.Settings.PublicURL+"/voice/fallback", "GET"
		}, "webhook", Bad, "Primary handler fails: "},
		"a trunk takes the call":        {set("trunk_sid", "TK1"), "webhooks", Bad, "TK1"},
		"the clock is a little off":     {func(s *surroundings) { s.ahead = 20 * time.Second }, "clock", Warning, "NTP"},
		"the number sends no messages":  {set("capabilities", map[string]bool{"voice": true}), "number", Warning, "no codes arrive"},
		"calls go elsewhere":            {set("voice_url", "https://old.example.com/voice/incoming"), "webhook", Bad, "A call comes in: https://old.example.com"},
		"calls come by GET":             {set("voice_method", "GET"), "webhook", Bad, "by GET; set it to"},
		"an application takes the call": {set("voice_application_sid", "AP1"), "webhooks", Bad, "AP1"},
		"ends are not told":             {set("status_callback", ""), "webhook", Warning, "Call status changes: is empty"},
		"there is no fallback":          {set("voice_fallback_url", ""), "webhook", Bad, "hotline fallback prints"},
		"the clock is off":              {func(s *surroundings) { s.ahead = 2 * time.Minute }, "clock", Bad, "NTP"},
		"the certificate is not known":  {func(s *surroundings) { s.d.Roots = x509.NewCertPool() }, "certificate", Bad, "Twilio refuses"},
		"no hotline is there":           {func(s *surroundings) { s.answers = http.StatusBadGateway }, "address", Bad, "502, not 403"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSurroundings(t)
			want.spoil(s)
			s.run(t)
			looks := []func(context.Context) []Diagnosis{s.d.checkSettings, s.d.checkFiles, s.d.checkStore, s.d.checkFallback, s.d.checkCarrier, s.d.checkAddress}
			if want.check == "menus" || want.check == "calendar" { // which takes longest
				looks = append(looks, s.d.checkMenus)
			}
			all := diagnosed(t, looks...)
			at := slices.IndexFunc(all, func(e Diagnosis) bool { return e.Check == want.check && e.Result == want.result })
			require.GreaterOrEqual(t, at, 0, "%+v", all)
			require.Contains(t, all[at].Text+"; "+all[at].Mend, want.text)
			require.NotEmpty(t, all[at].Mend)
			for _, e := range all {
				require.NotContains(t, e.Text, "hush")
			}
		})
	}
}

// A database is asked whether it answers, and nothing is said of a file or a disk.
func TestDoctorLooksAtADatabase(t *testing.T) {
	t.Parallel()
	s := newSurroundings(t)
	s.d.Settings.Store, s.d.Store = "postgres://hotline:hush@db.example.com/hotline", "postgres:/hotline:hush@db.example.com/hotline"
	s.d.Database = func(context.Context) error { return nil }
	found := diagnosed(t, s.d.checkFiles, s.d.checkStore, s.d.checkDisk)
	require.Equal(t, []Diagnosis{
		well("files", "the settings file is this user's alone"), well("store", "the database answers: postgres://hotline@db.example.com/hotline"),
	}, found)
}

// A disk with little room is found, and nothing is said of a folder that is not there.
func TestDoctorLooksAtTheDisk(t *testing.T) {
	t.Parallel()
	for free, want := range map[int64]Result{2 << 30: OK, 1<<30 - 1: Warning, 256<<20 - 1: Bad, 0: Bad, -1: OK} {
		require.Equal(t, want, ofDisk(free).Result, free)
	}
	s := newSurroundings(t)
	require.Len(t, s.d.checkDisk(t.Context()), 1)
	s.d.Store = "/nowhere/hotline.db"
	require.Empty(t, s.d.checkDisk(t.Context()))
}

// A certificate that ends soon is told in time.
func TestDoctorTellsOfACertificateInTime(t *testing.T) {
	t.Parallel()
	s := newSurroundings(t)
	ends := s.endOfCertificate(t)
	for left, want := range map[time.Duration]Result{30 * 24 * time.Hour: OK, 20 * 24 * time.Hour: Warning, 24 * time.Hour: Bad} {
		s.d.Now = func() time.Time { return ends.Add(-left) }
		found := s.d.checkAddress(t.Context())
		require.Equal(t, "certificate", found[0].Check)
		require.Equal(t, want, found[0].Result, left)
	}
}

func (s *surroundings) endOfCertificate(t *testing.T) time.Time {
	t.Helper()
	client := http.Client{Transport: &http.Transport{TLSClientConfig: s.d.tls()}}
	answer, err := client.Get(s.d.Settings.PublicURL)
	require.NoError(t, err)
	defer answer.Body.Close()
	return answer.TLS.PeerCertificates[0].NotAfter
}

// What is found is a line for people: how well it is, what was looked at, what to do.
func TestDiagnosesAsLines(t *testing.T) {
	t.Parallel()
	s := newSurroundings(t)
	s.d.Settings.FallbackNumber = nil
	s.d.Settings.PublicURL = ""
	var lines []string
	for d := range s.d.Examine(t.Context()) {
		lines = append(lines, d.String())
	}
	require.Contains(t, lines, "warning  fallback     HOTLINE_FALLBACK_NUMBER is not set: nobody is rung when the hotline cannot answer; name the telephones of people who can")
	require.Contains(t, lines, "bad      address      HOTLINE_PUBLIC_URL is no address; set it")
}

// Whoever follows what is said must not take /dev/null from the machine.
func TestADeviceExposesNothing(t *testing.T) {
	t.Parallel()
	require.Empty(t, Exposures(os.DevNull, filepath.Join(t.TempDir(), "hotline.db")))
}

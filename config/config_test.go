package config_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/config"
)

// sound returns settings with which serve starts.
func sound() config.Settings {
	return config.Settings{
		Addr: "127.0.0.1:8080", PublicURL: "https://hotline.example.com", Number: "+861000000000",
		Store: "hotline.db", LogLevel: "info", LogFormat: "json",
		AccountSID: "AC" + strings.Repeat("0", 32), AuthToken: "invented", APIURL: "https://api.twilio.com",
	}
}

func TestSoundSettingsPass(t *testing.T) {
	t.Parallel()
	require.NoError(t, sound().CheckServe())
}

// Each problem is one line that names the setting and what to do.
func TestProblemsNameTheSetting(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(*config.Settings){
		"HOTLINE_ADDR is \"8080\"; write HOST:PORT":     func(s *config.Settings) { s.Addr = "8080" },
		"HOTLINE_OPS_ADDR is \"9090\"; write HOST:PORT": func(s *config.Settings) { s.OpsAddr = "9090" },
		"HOTLINE_OPS_ADDR is HOTLINE_ADDR; give it":     func(s *config.Settings) { s.OpsAddr = s.Addr },
		"HOTLINE_PUBLIC_URL is missing; set it":         func(s *config.Settings) { s.PublicURL = "" },
		"HOTLINE_PUBLIC_URL is not https":               func(s *config.Settings) { s.PublicURL = "http://hotline.example.com" },
		"HOTLINE_PUBLIC_URL is not a scheme and a host": func(s *config.Settings) { s.PublicURL = "https://hotline.example.com/voice" },
		"HOTLINE_NUMBER is missing":                     func(s *config.Settings) { s.Number = "" },
		"HOTLINE_NUMBER is no telephone number":         func(s *config.Settings) { s.Number = "010 0000 0000" },
		"HOTLINE_FALLBACK_NUMBER holds":                 func(s *config.Settings) { s.FallbackNumber = []string{"+861000000009", "110"} },
		"HOTLINE_FALLBACK_NUMBER holds HOTLINE_NUMBER, so the hotline would ring itself; name": func(s *config.Settings) {
			s.FallbackNumber = []string{"+861000000009", s.Number}
		},
		"HOTLINE_STORE is a mysql URL, in which nothing can be kept":      func(s *config.Settings) { s.Store = "mysql://user:s3cret@db/hotline" },
		"HOTLINE_LOG_LEVEL is \"loud\"; choose debug":                     func(s *config.Settings) { s.LogLevel = "loud" },
		"HOTLINE_LOG_FORMAT is":                                           func(s *config.Settings) { s.LogFormat = "xml" },
		"HOTLINE_CALLS_PER_HOUR is \"-1\"; write 0":                       func(s *config.Settings) { s.CallsPerHour = -1 },
		"HOTLINE_CALLBACK_COUNTRIES holds what is no calling code":        func(s *config.Settings) { s.CallbackCountries = []string{"86", "+1"} },
		"HOTLINE_CALLBACKS_PER_HOUR is \"-1\"; write 0":                   func(s *config.Settings) { s.CallbacksPerHour = -1 },
		"TWILIO_ACCOUNT_SID is malformed":                                 func(s *config.Settings) { s.AccountSID = "AC123" },
		"TWILIO_AUTH_TOKEN is missing":                                    func(s *config.Settings) { s.AuthToken = "" },
		"TWILIO_AUTH_TOKEN holds a space":                                 func(s *config.Settings) { s.AuthToken = "two parts" },
		"TWILIO_AUTH_TOKEN_SECONDARY holds a space":                       func(s *config.Settings) { s.AuthTokenSecondary = "two parts" },
		"TWILIO_API_SECRET is missing; set it with TWILIO_API_KEY":        func(s *config.Settings) { s.APIKey = "SK" + strings.Repeat("0", 32) },
		"TWILIO_APP_SID is malformed":                                     func(s *config.Settings) { s.AppSID = "AP" },
		"HOTLINE_OIDC_ISSUER is no issuer; write the https":               func(s *config.Settings) { s.OIDCIssuer, s.OIDCClientID = "http://login.example.com", "hotline" },
		"HOTLINE_OIDC_CLIENT_ID is missing; set it with":                  func(s *config.Settings) { s.OIDCIssuer = "https://login.example.com" },
		"HOTLINE_OIDC_CLIENT_SECRET holds a space":                        func(s *config.Settings) { s.OIDCClientSecret = "two parts" },
		"HOTLINE_CASES_URL is not https; write an address":                func(s *config.Settings) { s.CasesURL, s.CasesSecret = "http://desk.example.com", "0123456789abcdef" },
		"HOTLINE_TRUSTED_PROXIES holds \"10.0.0.1\", which is no network": func(s *config.Settings) { s.TrustedProxies = "10.0.0.0/8, 10.0.0.1" },
		"HOTLINE_CASES_URL is no address with a host": func(s *config.Settings) {
			s.CasesURL, s.CasesSecret = "https://user@desk.example.com", "0123456789abcdef"
		},
		"HOTLINE_CASES_SECRET is missing; set it with":                    func(s *config.Settings) { s.CasesURL = "http://127.0.0.1:9/cases" },
		"HOTLINE_CASES_SECRET is too short to sign with":                  func(s *config.Settings) { s.CasesSecret = "short" },
		"OTEL_EXPORTER_OTLP_ENDPOINT is no address of a collector; write": func(s *config.Settings) { s.OTLPEndpoint = "127.0.0.1:4318" },
		"TWILIO_API_URL is no address of an API; write http or htt":       func(s *config.Settings) { s.APIURL = "api.twilio.com" },
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			s := sound()
			spoil(&s)
			err := s.CheckServe()
			require.ErrorContains(t, err, want)
			require.NotContains(t, err.Error(), "\n")
			require.NotContains(t, err.Error(), "two parts")
		})
	}
}

func TestLoopbackMayBePlain(t *testing.T) {
	t.Parallel()
	for _, host := range []string{"localhost:8080", "127.0.0.1:8080", "127.9.9.9", "[::1]:8080"} {
		s := sound()
		s.PublicURL = "http://" + host
		require.NoError(t, s.CheckServe(), host)
	}
}

func TestEveryProblemIsReported(t *testing.T) {
	t.Parallel()
	err := config.Settings{Addr: "x"}.CheckServe()
	require.Len(t, strings.Split(err.Error(), "\n"), 5)
}

func TestSecretIsNeverSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z0-9]{8,32}`).Draw(t, "word")
		s := config.Settings{AuthToken: config.Secret(word)}
		marshalled, err := json.Marshal(s)
		require.NoError(t, err)
		for _, seen := range []string{
			fmt.Sprint(s), fmt.Sprintf("%+v %#v", s, s), fmt.Sprintf("%x %q", s.AuthToken, s.AuthToken), string(marshalled), s.AuthToken.String(),
		} {
			require.NotContains(t, seen, word)
		}
		require.Equal(t, word, s.AuthToken.Reveal())
	})
	require.Empty(t, config.Secret("").String())
}

func variables(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestLookupOrder(t *testing.T) {
	t.Parallel()
	token := write(t, "token", "from-a-file\n")
	file := write(t, "settings", `
# settings of the hotline
export HOTLINE_ADDR = ":1"   # a comment
HOTLINE_NUMBER='+861000000000'
HOTLINE_STORE=/data/hotline.db # a comment
OTHER=ignored
HOTLINE_MENUS=from-the-settings-file
TWILIO_AUTH_TOKEN_FILE=`+token+"\n")
	env, err := config.Read(variables("HOTLINE_MENUS", "from-the-environment", "HOTLINE_STORE", ""), file)
	require.NoError(t, err)
	for name, want := range map[string]string{
		"HOTLINE_ADDR":       ":1",
		"HOTLINE_NUMBER":     "+861000000000",
		"HOTLINE_STORE":      "/data/hotline.db",
		"HOTLINE_MENUS":      "from-the-environment",
		"TWILIO_AUTH_TOKEN":  "from-a-file",
		"TWILIO_ACCOUNT_SID": "",
	} {
		got, err := env.Lookup(name)
		require.NoError(t, err)
		require.Equal(t, want, got, name)
	}
}

func TestLookupRefuses(t *testing.T) {
	t.Parallel()
	env, err := config.Read(variables("TWILIO_AUTH_TOKEN", "hush", "TWILIO_AUTH_TOKEN_FILE", "/x", "HOTLINE_ADDR_FILE", "/nowhere"), config.DefaultFile)
	require.NoError(t, err)
	_, err = env.Lookup("TWILIO_AUTH_TOKEN")
	require.ErrorContains(t, err, "TWILIO_AUTH_TOKEN is set, and so is TWILIO_AUTH_TOKEN_FILE; keep one")
	require.NotContains(t, err.Error(), "hush")
	_, err = env.Lookup("HOTLINE_ADDR")
	require.ErrorContains(t, err, "HOTLINE_ADDR_FILE names a file that cannot be read")

	// A secret that was mounted empty is not one that was left out: the store would be readable.
	empty := write(t, "empty", " \n")
	env, err = config.Read(variables("HOTLINE_KEY_FILE", empty), config.DefaultFile)
	require.NoError(t, err)
	_, err = env.Lookup("HOTLINE_KEY")
	require.ErrorContains(t, err, "HOTLINE_KEY_FILE names a file with nothing in it; put the value into it")
}

func TestSettingsFileRefuses(t *testing.T) {
	t.Parallel()
	for want, content := range map[string]string{
		":2: want NAME=VALUE":                              "# fine\nhello\n",
		":1: there is no setting HOTLINE_FALLBACK_NUMBERS": "HOTLINE_FALLBACK_NUMBERS=+861000000000\n",
	} {
		_, err := config.Read(variables(), write(t, "settings", content))
		require.ErrorContains(t, err, want)
	}
	_, err := config.Read(variables(), "/nowhere/settings")
	require.ErrorContains(t, err, "settings file")
}

func FuzzSettingsFile(f *testing.F) {
	f.Add("A=1\n# c\nexport B='2'\nC=\"3\" # c\n")
	f.Fuzz(func(t *testing.T, content string) {
		env, err := config.Read(variables(), write(t, "settings", content))
		if err == nil {
			_, err = env.Lookup("HOTLINE_NUMBER")
			require.NoError(t, err)
		}
	})
}

// The documented settings are the program's own; `make generate` writes the pages again.
func TestDocumentsAreFresh(t *testing.T) {
	t.Parallel()
	for path, want := range map[string][]byte{
		"../.env.example":     config.Example(),
		"../docs/SETTINGS.md": config.Reference(),
	} {
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), "%s is stale: run make generate", path)
	}
}

func TestExampleIsReadable(t *testing.T) {
	t.Parallel()
	env, err := config.Read(variables(), write(t, "settings", string(config.Example())))
	require.NoError(t, err)
	number, err := env.Lookup("HOTLINE_NUMBER")
	require.NoError(t, err)
	require.Equal(t, "+861000000000", number)
}

func TestSecretsThatSign(t *testing.T) {
	t.Parallel()
	require.Empty(t, config.Settings{}.CasesSecrets())
	require.Equal(t, []string{"new", "old"}, config.Settings{CasesSecret: "new", CasesSecretSecondary: "old"}.CasesSecrets())
}

func TestRecordingHosts(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"127.0.0.1:9090"}, config.Settings{APIURL: "http://127.0.0.1:9090"}.RecordingHosts())
	require.Empty(t, config.Settings{APIURL: "://"}.RecordingHosts())
}

// A value is shown with where it is from, a secret without what it is.
func TestOriginAndValue(t *testing.T) {
	t.Parallel()
	file := write(t, "settings", "HOTLINE_NUMBER=+861000000000\nHOTLINE_STORE=a.db\nTWILIO_AUTH_TOKEN_FILE=/run/token\n")
	env, err := config.Read(variables("HOTLINE_STORE", "b.db", "HOTLINE_MENUS", ""), file)
	require.NoError(t, err)
	for name, want := range map[string]string{
		"HOTLINE_STORE":     "environment: HOTLINE_STORE",
		"HOTLINE_NUMBER":    "settings file: HOTLINE_NUMBER",
		"TWILIO_AUTH_TOKEN": "settings file: TWILIO_AUTH_TOKEN_FILE",
		"HOTLINE_MENUS":     "",
	} {
		require.Equal(t, want, env.Origin(name), name)
	}

	s := sound()
	s.FallbackNumber, s.CasesURL = []string{"+861000000001", "+861000000002"}, "https://desk.example.com/hook/s3cret?k=s3cret"
	s.Store = "postgres://hotline:s3cret@db.example.com/hotline?sslmode=require&password=s3cret"
	shown := map[string]config.Field{}
	for _, f := range s.Fields() {
		require.NotContains(t, f.Value(), "s3cret")
		require.NotContains(t, f.Value(), "invented")
		shown[f.Env] = f
	}
	require.Equal(t, "https://desk.example.com/****", shown["HOTLINE_CASES_URL"].Value())
	require.Equal(t, "****", shown["TWILIO_AUTH_TOKEN"].Value())
	require.Equal(t, "postgres://hotline@db.example.com/hotline", shown["HOTLINE_STORE"].Value())
	require.Equal(t, "postgres://hotline@db.example.com/hotline", s.StoreName())
	require.Equal(t, "postgres://****", config.Settings{Store: "postgres://user:s3cret@[bad"}.StoreName())
	require.Equal(t, "hotline.db", config.Settings{}.StoreName())
	require.Equal(t, "+861000000001,+861000000002", shown["HOTLINE_FALLBACK_NUMBER"].Value())
	require.Equal(t, "false", shown["HOTLINE_WATCH"].Value())
	require.True(t, shown["HOTLINE_FALLBACK_NUMBER"].Holds("+861000000001,+861000000002"))
	require.True(t, shown["HOTLINE_MENUS"].Holds(""))
}

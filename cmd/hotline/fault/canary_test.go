package fault

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// What must not be found anywhere but in the encrypted store: what callers type and say,
// what is known of them, and what people and programs prove themselves by.
var canaries = map[string]string{
	"a card number":         "4929123456781234",
	"a telephone number":    "13812345670",
	"a stranger's number":   "13987654321",
	"a transaction id":      "7310554201984465",
	"an account's id":       "5541907733102286",
	"a customer's name":     "Canary Featherstone",
	"a customer's e-mail":   "canary.featherstone@example.com",
	"a counterparty":        "Invented Seed Merchants",
	"a wrong code":          "918273645546372819",
	"a PIN":                 "48291573",
	"a wrong PIN":           "73519284",
	"a password":            "correct-horse-canary-7731",
	"a wrong password":      "wrong-horse-canary-1377",
	"a token of nobody":     "hl_canaryCANARYcanaryCANARYcanaryCANARYcanaryC",
	"the store's key":       "Y2FuYXJ5IGNhbmFyeSBjYW5hcnkgY2FuYXJ5ISEhISE=",
	"the secret of news":    "news-secret-canary-99120034",
	"the carrier's token":   token,
	"a second token":        "canary0second0token0canary0secon",
	"what a caller says":    "my password is sesame-canary",
	"a recording's address": "canary-recording-host.example",
}

// surface is something that is written, sent or shown, and where.
type surface struct {
	where string
	bytes []byte
}

// C10: every secret is used, in calls, pages and commands that go well and badly, at the log
// level debug, over failures of store and carrier. Then every byte that the hotline has
// written, sent or shown is searched for each of them.
func TestCanaries(t *testing.T) {
	t.Parallel()
	w := newWatched(t)
	count := tallied(t, "C10", "secrets typed, said, kept; failures; debug", "surfaces without one of them")
	w.callersTypeAndSay()
	w.peopleSignIn()
	w.strangersTry()
	secrets := w.secrets()
	surfaces := w.surfaces()
	for _, s := range surfaces {
		require.NotEmpty(t, s.bytes, "%s is empty: nothing would be found in it", s.where)
	}
	require.Greater(t, len(surfaces), 20)
	count.hit(len(secrets))
	var found []error
	for _, leak := range leaks(surfaces, secrets) {
		t.Error(leak)
		found = append(found, errors.New(leak))
	}
	count.losses(len(surfaces), found)
	t.Run("a leak is found", func(t *testing.T) {
		for name, secret := range secrets {
			for form, text := range disguises(secret) {
				planted := append(slices.Clone(surfaces), surface{"planted", []byte("before " + text + " after")})
				require.NotEmpty(t, leaks(planted[len(surfaces):], secrets), "%s, %s", name, form)
			}
		}
	})
}

// disguises are the forms in which a secret may be found in bytes.
func disguises(secret string) map[string]string {
	quoted, _ := json.Marshal(secret)
	escaped := ""
	for _, r := range secret {
		escaped += fmt.Sprintf(`\u%04x`, r)
	}
	all := map[string]string{
		"plain": secret, "query": url.QueryEscape(secret), "path": url.PathEscape(secret), "JSON": strings.Trim(string(quoted), `"`), "JSON escapes": escaped,
		"hex": hex.EncodeToString([]byte(secret)), "spaced": strings.Join(strings.Split(secret, ""), " "),
	}
	for shift := range 3 { // of where it begins in what is encoded
		in := append(make([]byte, shift), secret...)
		for name, encoding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64 of URLs": base64.RawURLEncoding} {
			text := encoding.EncodeToString(in)
			from, to := []int{0, 2, 3}[shift], len(text)
			if len(in)%3 != 0 {
				to-- // it depends on what follows, too
			}
			all[fmt.Sprint(name, " ", shift)] = text[from:to]
		}
	}
	return all
}

// leaks names where a secret is found, and in which form. A secret of digits is one only
// where no other digits or letters touch it.
func leaks(surfaces []surface, secrets map[string]string) (found []string) {
	for name, secret := range secrets {
		for form, text := range disguises(secret) {
			for _, s := range surfaces {
				if at := indexOf(s.bytes, text); at >= 0 {
					found = append(found, fmt.Sprintf("%s (%s) in %s: …%q…", name, form, s.where, s.bytes[max(0, at-80):min(len(s.bytes), at+len(text)+20)]))
				}
			}
		}
	}
	slices.Sort(found)
	return found
}

func indexOf(in []byte, text string) int {
	for from := 0; ; {
		at := bytes.Index(in[from:], []byte(text))
		if at < 0 {
			return -1
		}
		at += from
		if !isDigits(text) || !touches(in, at-1) && !touches(in, at+len(text)) {
			return at
		}
		from = at + 1
	}
}

func isDigits(text string) bool { return strings.Trim(text, "0123456789") == "" }

// touches reports whether a byte makes digits beside it a part of something longer, such as
// a fraction of a second or an id.
func touches(in []byte, at int) bool {
	if at < 0 || at >= len(in) {
		return false
	}
	c := in[at]
	return c == '.' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// watched is a site that keeps everything which the hotline writes, sends or shows.
type watched struct {
	*site
	t    *testing.T
	box  *textBox
	mu   sync.Mutex
	kept []surface
	read string // an API token that may read and no more
	sent []string
}

func newWatched(t *testing.T) *watched {
	t.Helper()
	w := &watched{t: t, box: newTextBox()}
	api := httptest.NewServer(w.listens("the carrier's API", http.HandlerFunc(w.carrier)))
	traces := httptest.NewServer(w.listens("traces", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	news := httptest.NewServer(w.listens("news of cases", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	t.Cleanup(api.Close)
	t.Cleanup(traces.Close)
	t.Cleanup(news.Close)
	w.site = newPointedSite(t, "TWILIO_API_URL="+api.URL, "HOTLINE_LOG_LEVEL=debug", "HOTLINE_KEY="+canaries["the store's key"],
		"OTEL_EXPORTER_OTLP_ENDPOINT="+traces.URL, "HOTLINE_CASES_URL="+news.URL, "HOTLINE_CASES_SECRET="+canaries["the secret of news"],
		"TWILIO_AUTH_TOKEN_SECONDARY="+canaries["a second token"])
	accounts := "account_id,name,email,phone,language,birth_date\n" + canaries["an account's id"] + "," + canaries["a customer's name"] + "," +
		canaries["a customer's e-mail"] + ",+86" + canaries["a telephone number"] + ",zh-CN,\n"
	payments := "transaction_id,account_id,time,type,counterparty,amount,currency,status,refundable,cancellable\n" + canaries["a transaction id"] + "," +
		canaries["an account's id"] + ",2026-03-01T10:00:00+08:00,payment," + canaries["a counterparty"] + ",128.50,CNY,completed,true,false\n"
	w.imports(map[string]string{"accounts.csv": accounts, "payments.csv": payments})
	for _, name := range []string{"accounts.csv", "payments.csv"} { // which the test wrote
		require.NoError(t, os.Remove(filepath.Join(w.dir, name)))
	}
	return w
}

// note keeps what was sent or shown.
func (w *watched) note(where string, b []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept = append(w.kept, surface{where, b})
}

// listens keeps what is sent to a server: the address, and but for the carrier's API, which
// must be told whom to text, the body.
func (w *watched) listens(what string, to http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.note("the address of "+what, []byte(r.Method+" "+r.URL.String()+" "+r.UserAgent()))
		if what != "the carrier's API" {
			w.note(what, body)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		to.ServeHTTP(rw, r)
	})
}

// carrier takes texts, and refuses every second one in words that repeat them.
func (w *watched) carrier(rw http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	w.mu.Lock()
	w.sent = append(w.sent, r.PostForm.Get("Body"))
	refuse := len(w.sent)%2 == 0
	w.mu.Unlock()
	if !refuse {
		w.box.ServeHTTP(rw, r)
		return
	}
	rw.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(rw).Encode(map[string]any{
		"code": 21211, "status": 400, "message": "The 'To' number " + r.PostForm.Get("To") + " cannot be sent " + r.PostForm.Get("Body"),
	})
}

// secrets are all that is searched for: those that are seeded, and the codes and the token
// that were made.
func (w *watched) secrets() map[string]string {
	all := map[string]string{}
	for name, secret := range canaries {
		all[name] = secret
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	codes := 0
	for _, text := range w.sent {
		if m := sixDigits.FindStringSubmatch(text); m != nil {
			codes++
			all[fmt.Sprint("code ", codes)] = m[2]
		}
	}
	require.Positive(w.t, codes)
	all["a program's token"] = w.read
	return all
}

// surfaces are all bytes that the hotline has written, sent or shown.
func (w *watched) surfaces() []surface {
	w.t.Helper()
	w.note("metrics", w.fetch("GET", "/metrics", "", ""))
	w.note("readyz", w.fetch("GET", "/readyz", "", ""))
	for _, path := range []string{"/calls", "/cases", "/agents", "/queues", "/hours", "/deliveries", "/audit", "/openapi.json"} {
		w.note("API "+path, w.fetch("GET", "/api/v1"+path, w.read, ""))
	}
	w.note("API of what it may not see", w.fetch("GET", "/api/v1/cases?reveal=true", w.read, ""))
	calls, _ := w.run("calls", "list", "--json")
	for _, arguments := range [][]string{
		{"calls", "list"}, {"cases", "list"}, {"cases", "list", "--json"}, {"agents", "list"}, {"tokens", "list"}, {"audit", "export"}, {"config", "show"},
		{"doctor"}, {"deliveries", "list"}, {"ledger", "stats"}, {"report", "--from", "2026-03-01", "--to", "2026-03-03"}, {"menus", "list"}, {"ready"},
	} {
		out, _ := w.run(arguments...)
		w.note("hotline "+strings.Join(arguments, " "), []byte(out))
	}
	for line := range strings.Lines(calls) {
		var call struct{ Call string }
		require.NoError(w.t, json.Unmarshal([]byte(line), &call))
		shown, _ := w.run("calls", "show", call.Call)
		w.note("hotline calls show", []byte(shown))
	}
	backup := filepath.Join(w.dir, "backup.db")
	out, status := w.run("backup", backup)
	require.Zero(w.t, status, out)
	w.term()
	<-w.done
	out, _ = w.run("store", "check")
	w.note("hotline store check", []byte(out))
	w.note("the log", []byte(w.log.String()))
	require.NoError(w.t, filepath.WalkDir(w.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		w.note("the file "+cmp.Or(strings.TrimPrefix(path, w.dir), path), content)
		return err
	}))
	return w.kept
}

// fetch asks for a page by a form, unless body is empty.
func (w *watched) fetch(method, path, bearer, body string) []byte {
	w.t.Helper()
	return []byte(w.ask(method, path, bearer, "application/x-www-form-urlencoded", body))
}

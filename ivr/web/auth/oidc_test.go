package auth

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

// serviceKey takes a while to make, so it is made once.
var serviceKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// company is a sign-in service that says of everyone who comes what its claims
// are.
type company struct {
	t      *testing.T
	url    string
	claims map[string]any
	asked  url.Values // by the last browser that came
}

func newCompany(t *testing.T) *company {
	s := &company{t: t, claims: map[string]any{"sub": "s-1", "email": "AN@example.com", "email_verified": true}}
	discovery := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: serviceKey().Public(), KeyID: "k", Algorithm: oidc.RS256}}}
	mux := http.NewServeMux()
	mux.Handle("/", discovery)
	mux.HandleFunc("POST /token", s.token)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s.url = server.URL
	discovery.SetIssuer(server.URL)
	return s
}

// token hands out an ID token to whoever began the flow, and nobody else.
func (s *company) token(w http.ResponseWriter, r *http.Request) {
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	_, secret, _ := r.BasicAuth()
	if base64.RawURLEncoding.EncodeToString(sum[:]) != s.asked.Get("code_challenge") || r.FormValue("code") != "c-1" || secret != "invented" {
		http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
		return
	}
	claims := map[string]any{
		"iss": s.url, "aud": "hotline", "exp": time.Now().Add(time.Hour).Unix(), "nonce": s.asked.Get("nonce"),
	}
	for name, value := range s.claims {
		claims[name] = value
	}
	raw, err := json.Marshal(claims)
	if err != nil {
		s.t.Error(err)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{
		"access_token": "a", "token_type": "Bearer", "id_token": oidctest.SignIDToken(serviceKey(), "k", oidc.RS256, string(raw)),
	})
}

func newOIDCFixture(t *testing.T) (*fixture, *company) {
	s := newCompany(t)
	h := newFixture(t, func(c *Config) { c.OIDC = OIDC{Issuer: s.url, ClientID: "hotline", ClientSecret: "invented"} })
	h.change("an", func(a *store.Agent) { a.Email = "an@example.com" })
	return h, s
}

// sent is what the house sent a browser to the service with.
func (b *browser) sent(s *company, next string) url.Values {
	b.t.Helper()
	w := b.Get("/signin/oidc?next=" + url.QueryEscape(next))
	require.Equal(b.t, http.StatusSeeOther, w.Code, w.Body.String())
	to, err := url.Parse(w.Header().Get("Location"))
	require.NoError(b.t, err)
	s.asked = to.Query()
	return s.asked
}

// back comes back from the service.
func (b *browser) back(state string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.Get("/signin/oidc/callback?" + url.Values{"code": {"c-1"}, "state": {state}}.Encode())
}

func TestCompanyAccountsSignIn(t *testing.T) {
	t.Parallel()
	h, s := newOIDCFixture(t)
	b := h.browser()
	require.Contains(t, b.Get("/signin?next=/desk?x").Body.String(), `href="/signin/oidc?next=%2fdesk%3fx"`)
	asked := b.sent(s, "/desk?x")
	require.Equal(t, "https://hotline.example.com/signin/oidc/callback", asked.Get("redirect_uri"))
	require.Equal(t, "S256", asked.Get("code_challenge_method"))
	w := b.back(asked.Get("state"))
	require.Equal(t, http.StatusSeeOther, w.Code, w.Body.String())
	require.Equal(t, "/desk?x", w.Header().Get("Location"))
	require.Equal(t, http.StatusOK, b.Get("/desk").Code)
	require.Equal(t, []string{"an signin an oidc"}, h.audited())
	require.Equal(t, http.StatusBadRequest, b.back(asked.Get("state")).Code, "one comes back once")

	// Bound by now: the address may change, and may pass to somebody else.
	s.claims["email"] = "married@example.com"
	require.Equal(t, http.StatusSeeOther, b.back(b.sent(s, "").Get("state")).Code)
	s.claims = map[string]any{"sub": "s-2", "email": "an@example.com", "email_verified": true}
	require.Equal(t, http.StatusForbidden, b.back(b.sent(s, "").Get("state")).Code)
}

func TestCompanyAccountsOfOthersDoNot(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		claims map[string]any
		status int
	}{
		"somebody else":         {map[string]any{"sub": "s", "email": "bo@example.com", "email_verified": true}, 403},
		"not verified":          {map[string]any{"sub": "s", "email": "an@example.com"}, 403},
		"no address":            {map[string]any{"sub": "s", "email_verified": true}, 403},
		"for another client":    {map[string]any{"aud": "other"}, 502},
		"of another service":    {map[string]any{"iss": "https://evil.example"}, 502},
		"too old":               {map[string]any{"exp": 1}, 502},
		"another one's journey": {map[string]any{"nonce": "n"}, 502},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, s := newOIDCFixture(t)
			s.claims = test.claims
			b := h.browser()
			require.Equal(t, test.status, b.back(b.sent(s, "").Get("state")).Code)
			require.Equal(t, http.StatusSeeOther, b.Get("/desk").Code)
			people, err := h.kept.Agents(t.Context())
			require.NoError(t, err)
			require.Len(t, people, 1, "nobody is made")
		})
	}
}

// A link that somebody else began does not sign this browser in.
func TestAJourneyIsOneBrowsers(t *testing.T) {
	t.Parallel()
	h, s := newOIDCFixture(t)
	state := h.browser().sent(s, "").Get("state")
	require.Equal(t, http.StatusBadRequest, h.browser().back(state).Code)
	b := h.browser()
	b.sent(s, "")
	require.Equal(t, http.StatusBadRequest, b.back(state).Code)
}

// Without the service there are still passwords; once it is back it is found.
func TestTheServiceMayBeAway(t *testing.T) {
	t.Parallel()
	h := newFixture(t, func(c *Config) { c.OIDC = OIDC{Issuer: "http://127.0.0.1:1", ClientID: "hotline"} })
	w := h.browser().Get("/signin/oidc")
	require.Equal(t, http.StatusBadGateway, w.Code)
	require.Contains(t, w.Body.String(), "请使用密码登录")
	require.Equal(t, http.StatusSeeOther, h.browser().signIn("an", password).Code)
	require.Equal(t, http.StatusNotFound, newFixture(t).browser().Get("/signin/oidc").Code)
}

// A key that the service does not have proves nothing.
func TestForgedTokensAreRefused(t *testing.T) {
	t.Parallel()
	h, s := newOIDCFixture(t)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	forged := oidctest.SignIDToken(key, "k", oidc.EdDSA, `{"iss":"`+s.url+`","aud":"hotline","sub":"s-1","exp":9999999999}`)
	service, _, err := h.provider.discover(t.Context())
	require.NoError(t, err)
	_, err = service.Verifier(&oidc.Config{ClientID: "hotline"}).Verify(t.Context(), forged)
	require.Error(t, err)
}

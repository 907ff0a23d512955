// Package webtest is a browser for tests of pages: it keeps cookies and fills in forms as a person's
// does, without a network.
package webtest

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Browser is a browser that one person uses. It reads pages in English.
type Browser struct {
	T       *testing.T
	Pages   http.Handler
	Site    string            // scheme and host, without a final slash
	Address string            // the IP address that it comes from
	Header  http.Header       // is sent with every request
	Cookies map[string]string // by name
	Token   string            // the CSRF token of the last page that had one
}

// New is a browser at pages, with no cookies yet.
func New(t *testing.T, pages http.Handler, site string) *Browser {
	return &Browser{
		T: t, Pages: pages, Site: site, Address: "192.0.2.1", Cookies: map[string]string{},
		Header: http.Header{"Accept": {"text/html"}, "Accept-Language": {"en-US"}},
	}
}

// Do sends a request with the browser's headers, where it has none of its own, and its cookies.
func (b *Browser) Do(r *http.Request) *httptest.ResponseRecorder {
	r.RemoteAddr = b.Address + ":1234"
	for name, values := range b.Header {
		if r.Header.Get(name) == "" {
			r.Header[name] = values
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.Cookies)) {
		r.AddCookie(&http.Cookie{Name: name, Value: b.Cookies[name]})
	}
	w := httptest.NewRecorder()
	b.Pages.ServeHTTP(w, r)
	for _, cookie := range w.Result().Cookies() {
		b.Cookies[cookie.Name] = cookie.Value
		if cookie.MaxAge < 0 {
			delete(b.Cookies, cookie.Name)
		}
	}
	if found := token.FindStringSubmatch(w.Body.String()); found != nil {
		b.Token = found[1]
	}
	return w
}

// token finds a page's CSRF token, in its head or in a form.
var token = regexp.MustCompile(`name="_?csrf" (?:content|value)="([^"]+)"`)

// Send sends a form as it is, without a CSRF token of its own.
func (b *Browser) Send(method, path string, form url.Values) *httptest.ResponseRecorder {
	b.T.Helper()
	r := httptest.NewRequestWithContext(b.T.Context(), method, b.Site+path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return b.Do(r)
}

// Get opens a page.
func (b *Browser) Get(path string) *httptest.ResponseRecorder {
	b.T.Helper()
	return b.Send(http.MethodGet, path, nil)
}

// Read opens a page that must be there, and returns its text.
func (b *Browser) Read(path string) string {
	b.T.Helper()
	w := b.Get(path)
	require.Equal(b.T, http.StatusOK, w.Code, w.Body.String())
	return w.Body.String()
}

// Post sends a form with the CSRF token of the page that was read last.
func (b *Browser) Post(path string, form url.Values) *httptest.ResponseRecorder {
	b.T.Helper()
	if b.Token != "" {
		form.Set("_csrf", b.Token)
	}
	return b.Send(http.MethodPost, path, form)
}

// Fill opens a page and sends the form on it: names and values in pairs.
func (b *Browser) Fill(path string, pairs ...string) *httptest.ResponseRecorder {
	b.T.Helper()
	b.Token = ""
	b.Get(path)
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.Post(path, form)
}

// SignIn signs somebody in, and opens the page where they begin.
func (b *Browser) SignIn(name, password, home string) {
	b.T.Helper()
	w := b.Fill("/signin", "name", name, "password", password)
	require.Equal(b.T, http.StatusSeeOther, w.Code, w.Body.String())
	b.Get(home)
}

package page

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
)

func room(t *testing.T) *Templates {
	t.Helper()
	s, err := Load(fstest.MapFS{
		"words.json":          {Data: []byte(`{"hello": {"zh-CN": "你好，{0}", "en-US": "Hello, {0}"}}`)},
		"templates/room.html": {Data: []byte(`{{define "main"}}<h1>{{t "hello" .Body}}</h1>{{template "row" .}}{{end}}`)},
		"templates/_row.html": {Data: []byte(`{{define "row"}}<p>{{t "save"}}</p>{{end}}`)},
	})
	require.NoError(t, err)
	return s
}

func get(t *testing.T, handle echo.HandlerFunc, address, language string) *httptest.ResponseRecorder {
	t.Helper()
	e := echo.New()
	e.GET("/*", handle, Choose, Secure(""))
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.Header.Set("Accept-Language", language)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func TestAPageSpeaksTheReadersLanguage(t *testing.T) {
	t.Parallel()
	s := room(t)
	handle := func(c echo.Context) error {
		return s.Render(c, http.StatusOK, "room", View{Title: "desk", Body: "<b>&"})
	}
	for name, tt := range map[string]struct{ address, accepts, lang, hears string }{
		"by default":   {"/", "", `lang="zh-CN"`, "你好，&lt;b&gt;&amp;"},
		"as asked":     {"/", "en-GB,en;q=0.9", `lang="en-US"`, "Hello, &lt;b&gt;&amp;"},
		"as chosen":    {"/?language=zh-CN", "en", `lang="zh-CN"`, "你好"},
		"not known":    {"/?language=**", "en", `lang="zh-CN"`, "保存"},
		"Taiwan reads": {"/", "zh-TW", `lang="zh-CN"`, "保存"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := get(t, handle, tt.address, tt.accepts)
			require.Equal(t, http.StatusOK, w.Code)
			require.Contains(t, w.Body.String(), tt.lang)
			require.Contains(t, w.Body.String(), tt.hears)
		})
	}
}

func TestAChosenLanguageIsKept(t *testing.T) {
	t.Parallel()
	w := get(t, func(c echo.Context) error { return c.NoContent(http.StatusOK) }, "/?language=en-US", "zh")
	require.Contains(t, w.Header().Get("Set-Cookie"), "hotline_language=en-US")
}

func TestAWordThatLacksALanguageIsAnError(t *testing.T) {
	t.Parallel()
	_, err := Load(fstest.MapFS{"words.json": {Data: []byte(`{"hello": {"zh-CN": "你好"}}`)}})
	require.EqualError(t, err, `words.json: "hello" has no text in en-US`)
}

func TestValuesOfCustomersStayMasked(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Hello, "+ivr.Masked("+8613800001234").String(), room(t).SayIn("en-US", "hello", ivr.Masked("+8613800001234")))
}

func TestStaticFilesAreServedOnceAndForAll(t *testing.T) {
	t.Parallel()
	e := echo.New()
	Mount(e)
	serve := func(address, etag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		r.Header.Set("If-None-Match", etag)
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		return w
	}
	css := serve(Asset("page.css"), "")
	require.Equal(t, http.StatusOK, css.Code)
	require.Contains(t, css.Header().Get("Cache-Control"), "immutable")
	require.Contains(t, css.Header().Get("Content-Type"), "text/css")
	require.Equal(t, http.StatusNotModified, serve("/static/page.css", css.Header().Get("ETag")).Code)
	for _, outside := range []string{"/static/../set.go", "/static/%2e%2e/set.go", "/static/", "/static/nothing.js"} {
		require.Equal(t, http.StatusNotFound, serve(outside, "").Code, outside)
	}
}

func TestAStreamSendsEventsUntilItsEnd(t *testing.T) {
	t.Parallel()
	handle := func(c echo.Context) error {
		return Stream(c, func(_ context.Context, send func(Event) error) error {
			return send(Event{Name: "card", ID: "7", Data: []byte("<p>one\ntwo</p>\n")})
		})
	}
	var w *httptest.ResponseRecorder
	get(t, func(c echo.Context) error {
		require.Equal(t, http.StatusNotAcceptable, handle(c).(*echo.HTTPError).Code, "whoever asks for no stream gets none")
		c.Request().Header.Set("Accept", "text/event-stream")
		w = httptest.NewRecorder()
		return handle(echo.New().NewContext(c.Request(), w))
	}, "/", "")
	require.Equal(t, "text/event-stream", w.Header().Get("Content-Type"))
	require.Equal(t, "retry: 1000\n\nid: 7\nevent: card\ndata: <p>one\ndata: two</p>\n\n", w.Body.String())
}

func TestLasts(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{0: "0:00", -time.Second: "0:00", 67 * time.Second: "1:07", time.Hour + 62*time.Second: "1:01:02"} {
		require.Equal(t, want, Lasts(d))
	}
}

// Browsers pass over an event that has no data: a part that becomes empty would stay.
func TestAnEventWithoutDataIsSentWithAnEmptyLine(t *testing.T) {
	t.Parallel()
	require.Equal(t, "event: card\ndata:\n\n", string(Event{Name: "card"}.bytes()))
}

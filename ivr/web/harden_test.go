package web_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/service"
)

func TestEveryAnswerIsHardened(t *testing.T) {
	t.Parallel()
	for public, want := range map[string]string{"https://hotline.example": "max-age=31536000", "http://127.0.0.1:8080": ""} {
		h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.PublicURL = public })
		for _, path := range []string{"/healthz", "/readyz", "/metrics", "/nowhere", "/voice/incoming"} {
			answer := httptest.NewRecorder()
			h.handler.ServeHTTP(answer, httptest.NewRequest("GET", path, nil))
			require.Equal(t, "nosniff", answer.Header().Get("X-Content-Type-Options"), path)
			require.Equal(t, want, answer.Header().Get("Strict-Transport-Security"), path)
		}
	}
}

// A proxy's id of a request is in the log and in the answer; whatever else anybody sends is in neither.
func TestARequestsIDIsOneThatALogMayHold(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	for id, kept := range map[string]bool{
		"1ifrr3gfl2x4g": true, "6ba7b810-9dad-11d1-80b4-00c04fd430c8": true, "Root=1-67891233-abcdef012345678912345678": true,
		strings.Repeat("a", 64): true, strings.Repeat("a", 65): false, "+8613800000001": false, "a b": false, "a\x1b[31m": false, "编号": false,
	} {
		answer := httptest.NewRecorder()
		r := httptest.NewRequest("GET", "/nowhere", nil)
		r.Header.Set("X-Request-Id", id)
		h.handler.ServeHTTP(answer, r)
		require.Equal(t, kept, answer.Header().Get("X-Request-Id") == id, id)
		require.NotEmpty(t, answer.Header().Get("X-Request-Id"))
	}
}

package web_test

import (
	"net/http/httptest"
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

package probe

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAddress(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		":8080": "localhost:8080", "0.0.0.0:1": "localhost:1", "[::]:1": "localhost:1", "10.0.0.1:1": "10.0.0.1:1",
	} {
		require.Equal(t, want, Address(addr))
	}
}

// A dev server says only on this machine how it is dialled.
func TestLineIsToldToThisMachineOnly(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]int{
		"127.0.0.1:8080": http.StatusOK, "localhost:8080": http.StatusOK, "evil.example:8080": http.StatusForbidden, "": http.StatusForbidden,
	} {
		r := httptest.NewRequest(http.MethodGet, LinePath, nil)
		r.Host = host
		w := httptest.NewRecorder()
		Line{Token: "invented"}.ServeHTTP(w, r)
		require.Equal(t, want, w.Code, host)
		require.Equal(t, want == http.StatusOK, strings.Contains(w.Body.String(), "invented"))
	}
}

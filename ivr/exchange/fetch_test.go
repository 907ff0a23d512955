package exchange_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestUnreachableServersAreReported(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	tests := map[string]struct {
		address string
		err     error
		code    string
	}{
		"refused":        {closed.URL, nil, "11202"},
		"no such host":   {base, &net.DNSError{Err: "no such host", IsNotFound: true}, "11210"},
		"broken line":    {base, net.ErrClosed, "11205"},
		"not an address": {"http://%zz", nil, "11205"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := configure(pages(nil))
			cfg.VoiceURL, cfg.Client = tt.address, &http.Client{Transport: refusing{tt.err}}
			if tt.err == nil {
				cfg.Client = &http.Client{}
			}
			require.ErrorContains(t, dialOn(t, exchange.New(cfg), nil).Err(), tt.code)
		})
	}
}

// refusing is a network on which every request fails with err.
type refusing struct{ err error }

// RoundTrip fails.
func (r refusing) RoundTrip(*http.Request) (*http.Response, error) { return nil, r.err }

func TestABrokenFallback(t *testing.T) {
	t.Parallel()
	cfg := configure(pages(nil))
	cfg.FallbackURL = base + "/broken"
	c := dialOn(t, exchange.New(cfg), nil)
	require.ErrorContains(t, c.Err(), "11217")
	require.Equal(t, "completed", c.Status())
}

package web

import (
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

// X-Forwarded-For is believed as far as proxies that are trusted have written it.
func TestAddressesBehindProxies(t *testing.T) {
	t.Parallel()
	_, ours, err := net.ParseCIDR("10.0.0.0/8")
	require.NoError(t, err)
	for name, test := range map[string]struct {
		proxies            []*net.IPNet
		remote, says, want string
	}{
		"no proxy is trusted":         {nil, "203.0.113.9:1", "198.51.100.1", "203.0.113.9"},
		"through ours":                {[]*net.IPNet{ours}, "10.1.2.3:1", "198.51.100.1", "198.51.100.1"},
		"through two of ours":         {[]*net.IPNet{ours}, "10.1.2.3:1", "198.51.100.1, 10.9.9.9", "198.51.100.1"},
		"made up before ours":         {[]*net.IPNet{ours}, "10.1.2.3:1", "192.0.2.1, 198.51.100.1", "198.51.100.1"},
		"past ours":                   {[]*net.IPNet{ours}, "203.0.113.9:1", "198.51.100.1", "203.0.113.9"},
		"a private net is not ours":   {[]*net.IPNet{ours}, "192.168.0.1:1", "198.51.100.1", "192.168.0.1"},
		"this machine, when it is":    {[]*net.IPNet{{IP: net.IPv4(127, 0, 0, 1), Mask: net.CIDRMask(32, 32)}}, "127.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		"this machine, when it isn't": {[]*net.IPNet{ours}, "127.0.0.1:1", "198.51.100.1", "127.0.0.1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = test.remote
		r.Header.Set("X-Forwarded-For", test.says)
		require.Equal(t, test.want, addressesBehind(test.proxies)(r), name)
	}
}

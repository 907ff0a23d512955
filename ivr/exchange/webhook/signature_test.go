package webhook

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSignatureVectors checks the official SDKs' vectors.
func TestSignatureVectors(t *testing.T) {
	t.Parallel()
	const basic = "https://mycompany.com/myapp.php?foo=1&bar=2"
	params := url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
		"From": {"+14158675309"}, "To": {"+18005551212"},
	}
	repeated := url.Values{"Sid": {"CA123"}, "SidAccount": {"AC123"}, "Digits": {"5678", "1234", "1234"}}
	docs := merge(params, url.Values{"Caller": {"+14158675310"}, "From": {"+14158675310"}})
	tests := []struct {
		name, address string
		form          url.Values
		want          string
	}{
		{"basic", basic, params, "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
		{"https port stripped", signedAddress("https://mycompany.com:1234/myapp.php?foo=1&bar=2"), params, "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
		{"https port kept", "https://mycompany.com:1234/myapp.php?foo=1&bar=2", params, "CYn1h0gLBdNxDGkKJg6hYohgeD8="},
		{"http port kept", signedAddress("http://mycompany.com:1234/myapp.php?foo=1&bar=2"), params, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="},
		{"http :80", signedAddress("http://mycompany.com:80/myapp.php?foo=1&bar=2"), params, "0ZXoZLH/DfblKGATFgpif+LLRf4="},
		{"repeated key", basic, repeated, "IK+Dwps556ElfBT0I3Rgjkr1wJU="},
		{"no params", basic, nil, "zYQTYrRWXE7LtzbG4PfP7/bkkGo="},
		{"docs example", "https://example.com/myapp.php?foo=1&bar=2", docs, "L/OH5YylLD5NRKLltdqwSvS0BnU="},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, Sign("12345", tt.address, tt.form))
		})
	}
}

func TestSignedAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://h.test/a?b=%2B#rc=2":        "https://h.test/a?b=%2B",
		"https://user:word@h.test:8443/a/?":  "https://h.test/a/?",
		"http://user:word@h.test:8080/a":     "http://h.test:8080/a",
		"https://[2001:db8::1]:8443/a":       "https://[2001:db8::1]/a",
		"https://[2001:db8::1]/a":            "https://[2001:db8::1]/a",
		"https://h.test?x=https://other:1/y": "https://h.test?x=https://other:1/y",
	} {
		require.Equal(t, want, signedAddress(address))
	}
}

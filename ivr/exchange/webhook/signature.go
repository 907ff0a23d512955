package webhook

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the algorithm Twilio signs with
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
)

// Sign returns the X-Twilio-Signature of a request to address (exact, from scheme to query string) with
// the given POST parameters; nil for a GET. Names, and the values of a repeated name, are sorted by
// their UTF-16 units without duplicates.
func Sign(token, address string, form url.Values) string {
	var b strings.Builder
	b.WriteString(address)
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.SortFunc(names, byUTF16)
	for _, name := range names {
		values := slices.Clone(form[name])
		slices.SortFunc(values, byUTF16)
		for _, v := range slices.Compact(values) {
			b.WriteString(name + v)
		}
	}
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(b.String()))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func byUTF16(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

// signedAddress returns the address that is signed: without fragment and credentials, and over HTTPS
// without the port.
func signedAddress(address string) string {
	address, _, _ = strings.Cut(address, "#")
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		return address
	}
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	host, path := rest[:end], rest[end:]
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	if i := strings.LastIndexByte(host, ':'); scheme == "https" && i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	return scheme + "://" + host + path
}

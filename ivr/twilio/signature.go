package twilio

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the algorithm Twilio signs with
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// SignatureHeader carries the signature of a webhook.
const SignatureHeader = "X-Twilio-Signature"

// SettingsHeader names the key and the algorithm of a signature:
// "key=…,algorithm=HMAC_SHA256". Requests signed with an auth token lack it.
const SettingsHeader = "X-Twilio-Webhooks-Signature-Settings"

// Reasons why a request is not accepted as Twilio's.
var (
	ErrNoToken      = errors.New("no auth token is configured")
	ErrNoSignature  = errors.New("the request has no signature, or several")
	ErrBadSignature = errors.New("the signature does not match")
	ErrAlgorithm    = errors.New("the signature is of an unknown algorithm; HMAC_SHA1 and HMAC_SHA256 are known")
	ErrUnreadable   = errors.New("the request cannot be read")
)

// Verifier verifies that requests come from Twilio.
type Verifier struct{ tokens []string }

// NewVerifier accepts what any of the tokens signed: while a token is rotated the old one signs until
// the new one is promoted. Empty tokens are ignored; without any, nothing is accepted.
func NewVerifier(tokens ...string) *Verifier {
	tokens = slices.Clone(tokens)
	return &Verifier{tokens: slices.DeleteFunc(tokens, func(t string) bool { return t == "" })}
}

// Verify checks that Twilio made the request, and returns why not otherwise. publicBase is the scheme
// and host that Twilio calls (https://hotline.example), which headers cannot be trusted to say; path
// and query are taken byte for byte as received.
//
// A form's parameters are signed with the URL; a form not yet parsed is parsed. Any other body is
// signed by its hash in the query (bodySHA256); it is read to its end and can be read again, so its
// size must be limited before.
func (v *Verifier) Verify(publicBase string, r *http.Request) error {
	if len(v.tokens) == 0 {
		return ErrNoToken
	}
	given, err := signature(r)
	if err != nil {
		return err
	}
	form, err := signed(r)
	if err != nil {
		return err
	}
	with, err := algorithm(r)
	if err != nil {
		return err
	}
	for _, address := range variants(publicBase, target(r)) {
		for _, token := range v.tokens {
			if hmac.Equal(given, mac(with, token, address, form)) {
				return nil
			}
		}
	}
	return ErrBadSignature
}

// Sign returns the signature of a request to address (exact, from scheme to query string) with the
// parameters of a form; a GET has none.
func Sign(token, address string, form url.Values) string {
	return base64.StdEncoding.EncodeToString(mac(sha1.New, token, address, form))
}

// mac computes the HMAC over the URL and the parameters, sorted by name; the values of a repeated name
// are sorted, and equal ones count once. Both are sorted by their UTF-16 units, as in Twilio's SDK for
// Node.
func mac(with func() hash.Hash, token, address string, form url.Values) []byte {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.SortFunc(names, byUTF16)
	h := hmac.New(with, []byte(token))
	_, _ = io.WriteString(h, address)
	for _, name := range names {
		values := slices.Clone(form[name])
		slices.SortFunc(values, byUTF16)
		for _, value := range slices.Compact(values) {
			_, _ = io.WriteString(h, name+value)
		}
	}
	return h.Sum(nil)
}

// byUTF16 compares two texts by their UTF-16 units: characters beyond the first 65,536 come before some
// of those within. Texts that differ in ASCII, as names of parameters do, are compared as they are.
func byUTF16(a, b string) int {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	if ascii(a[same:]) && ascii(b[same:]) {
		return strings.Compare(a[same:], b[same:])
	}
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

// ascii reports whether a text is empty or begins with a character of ASCII.
func ascii(s string) bool { return s == "" || s[0] < utf8.RuneSelf }

// algorithm returns the algorithm that a request names, HMAC with SHA-1 by default.
func algorithm(r *http.Request) (func() hash.Hash, error) {
	for _, setting := range strings.Split(strings.Join(r.Header.Values(SettingsHeader), ","), ",") {
		name, value, _ := strings.Cut(setting, "=")
		if value = strings.TrimSpace(value); strings.TrimSpace(name) != "algorithm" || value == "" {
			continue
		}
		switch strings.ToUpper(value) {
		case "HMAC_SHA1":
			return sha1.New, nil
		case "HMAC_SHA256":
			return sha256.New, nil
		}
		return nil, ErrAlgorithm
	}
	return sha1.New, nil
}

func signature(r *http.Request) ([]byte, error) {
	headers := r.Header.Values(SignatureHeader)
	if len(headers) != 1 {
		return nil, ErrNoSignature
	}
	given, err := base64.StdEncoding.Strict().DecodeString(headers[0])
	if err != nil {
		return nil, ErrBadSignature
	}
	return given, nil
}

// signed returns the parameters that the signature covers besides the URL.
func signed(r *http.Request) (url.Values, error) {
	switch {
	case isForm(r):
		if err := ReadForm(r); err != nil {
			return nil, err
		}
		return r.PostForm, nil
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		return nil, nil
	}
	return nil, checkBody(r)
}

// ReadForm reads the parameters of a POST request's form, and those of the query that can be read. The
// query is signed as received, so one with ";" or a bad "%" is no reason to refuse a request.
func ReadForm(r *http.Request) error {
	if r.Form != nil {
		return nil
	}
	query := r.URL.RawQuery
	r.URL.RawQuery = ""
	err := r.ParseForm()
	r.URL.RawQuery = query
	if err != nil {
		return fmt.Errorf("%w: malformed form", ErrUnreadable)
	}
	for name, values := range r.URL.Query() {
		r.Form[name] = append(r.Form[name], values...)
	}
	return nil
}

func isForm(r *http.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && media == "application/x-www-form-urlencoded" && r.Method == http.MethodPost
}

// checkBody compares the body with the hash in the signed URL.
func checkBody(r *http.Request) error {
	want := r.URL.Query().Get("bodySHA256")
	if want == "" || r.Body == nil {
		return fmt.Errorf("%w: body without a hash in the query", ErrBadSignature)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return fmt.Errorf("%w: broken body", ErrUnreadable)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	sum := sha256.Sum256(body)
	if !hmac.Equal([]byte(hex.EncodeToString(sum[:])), []byte(want)) {
		return fmt.Errorf("%w: another body", ErrBadSignature)
	}
	return nil
}

// target returns the path and query of the request line. A client may send a whole URL there; its host
// is not what was signed.
func target(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}

// variants returns the URLs that Twilio may have signed: over HTTPS it drops the port, some of its
// products add the default one; credentials are dropped.
func variants(base, target string) []string {
	scheme, host, _ := strings.Cut(strings.TrimRight(base, "/"), "://")
	host = host[strings.LastIndexByte(host, '@')+1:]
	with := func(host string) string { return scheme + "://" + host + target }
	if bare, ok := withoutPort(host); ok {
		return []string{with(host), with(bare)}
	}
	if scheme == "https" {
		return []string{with(host), with(host + ":443")}
	}
	return []string{with(host), with(host + ":80")}
}

// withoutPort removes the port; it returns false if there is none. The colons of an IPv6 address are
// inside brackets.
func withoutPort(host string) (string, bool) {
	i := strings.LastIndexByte(host, ':')
	if i < 0 || strings.HasSuffix(host, "]") {
		return host, false
	}
	return host[:i], true
}

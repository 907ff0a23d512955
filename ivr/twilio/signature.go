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
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// SignatureHeader carries the signature of a webhook.
const SignatureHeader = "X-Twilio-Signature"

// Why a request is not taken for Twilio's.
var (
	ErrNoToken      = errors.New("no auth token is configured")
	ErrNoSignature  = errors.New("the request has no signature, or several")
	ErrBadSignature = errors.New("the signature does not match")
	ErrUnreadable   = errors.New("the request cannot be read")
)

// Verifier tells Twilio's requests from others.
type Verifier struct{ tokens []string }

// NewVerifier accepts what any of the tokens signed: while a token is rotated
// the old one signs until the new one is promoted. Empty tokens count for
// nothing; without any, nothing is accepted.
func NewVerifier(tokens ...string) *Verifier {
	tokens = slices.Clone(tokens)
	return &Verifier{tokens: slices.DeleteFunc(tokens, func(t string) bool { return t == "" })}
}

// Verify tells whether Twilio made the request. publicBase is the scheme and
// host that Twilio calls (https://hotline.example), which headers cannot be
// trusted to say; the path and query are taken as they came, byte for byte.
//
// A form's parameters are signed with the URL; a form that was not yet parsed
// is parsed. Any other body is signed by its hash in the query (bodySHA256);
// it is read to its end and can be read again, so it must be bounded before.
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
	for _, address := range variants(publicBase, target(r)) {
		for _, token := range v.tokens {
			if hmac.Equal(given, mac(token, address, form)) {
				return nil
			}
		}
	}
	return ErrBadSignature
}

// Sign gives the signature of a request to address (exact, from scheme to query
// string) with the parameters of a form; a GET has none.
func Sign(token, address string, form url.Values) string {
	return base64.StdEncoding.EncodeToString(mac(token, address, form))
}

// mac is over the URL and the parameters, sorted bytewise by name; the values
// of a repeated name are sorted, and equal ones count once, as in Twilio's SDKs
// for Node, Python and PHP (its Go SDK takes the first only).
func mac(token, address string, form url.Values) []byte {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	h := hmac.New(sha1.New, []byte(token))
	_, _ = io.WriteString(h, address)
	for _, name := range names {
		values := slices.Clone(form[name])
		slices.Sort(values)
		for _, value := range slices.Compact(values) {
			_, _ = io.WriteString(h, name+value)
		}
	}
	return h.Sum(nil)
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

// signed gives the parameters that the signature covers beside the URL.
func signed(r *http.Request) (url.Values, error) {
	switch {
	case isForm(r):
		if err := r.ParseForm(); err != nil {
			return nil, fmt.Errorf("%w: malformed form", ErrUnreadable)
		}
		return r.PostForm, nil
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		return nil, nil
	}
	return nil, checkBody(r)
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

// target is the path and query as they stood in the request line. A client may
// put a whole URL there; its host is not what was signed.
func target(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}

// variants are the URLs that Twilio may have signed: over HTTPS it drops the
// port, some of its products add the default one; credentials are dropped.
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

// withoutPort cuts the port off; false when there is none. The colons of an
// IPv6 address stand in brackets.
func withoutPort(host string) (string, bool) {
	i := strings.LastIndexByte(host, ':')
	if i < 0 || strings.HasSuffix(host, "]") {
		return host, false
	}
	return host[:i], true
}

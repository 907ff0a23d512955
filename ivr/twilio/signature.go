package twilio

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the algorithm Twilio signs with
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync"
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
	form, err := ReadForm(r)
	if err != nil {
		return err
	}
	return v.VerifyForm(publicBase, r, form)
}

// VerifyForm is [Verifier.Verify] of a request whose form was read.
func (v *Verifier) VerifyForm(publicBase string, r *http.Request, form Form) error {
	if len(v.tokens) == 0 {
		return ErrNoToken
	}
	given, err := signature(r)
	if err != nil {
		return err
	}
	if err := checkBody(r); err != nil {
		return err
	}
	with, err := algorithm(r)
	if err != nil {
		return err
	}
	path := target(r)
	for base := range variants(publicBase) {
		for _, token := range v.tokens {
			if with.signs(given, token, base, path, form) {
				return nil
			}
		}
	}
	return ErrBadSignature
}

// appendSigned appends what is signed after the URL: the parameters, sorted by name; the values of a
// repeated name are sorted, and equal ones count once. Both are sorted by their UTF-16 units, as in
// Twilio's SDK for Node.
func appendSigned(b []byte, form Form) []byte {
	for len(form) > 0 {
		same := 1
		for same < len(form) && form[same].Name == form[0].Name {
			same++
		}
		for _, p := range distinct(form[:same]) {
			b = append(append(b, p.Name...), p.Value...)
		}
		form = form[same:]
	}
	return b
}

// distinct returns the parameters of one name, sorted by value, each once.
func distinct(form Form) Form {
	if len(form) == 1 {
		return form
	}
	form = slices.Clone(form)
	slices.SortFunc(form, func(a, b Parameter) int { return byUTF16(a.Value, b.Value) })
	return slices.Compact(form)
}

// byUTF16 compares two texts by their UTF-16 units: characters beyond the first 65,536 come before some
// of those within. A byte that is no UTF-8 counts as U+FFFD. It takes no memory: anybody may send the
// texts.
func byUTF16(a, b string) int {
	for i := range min(len(a), len(b)) { // Twilio's names are ASCII
		if a[i] >= utf8.RuneSelf || b[i] >= utf8.RuneSelf {
			return byUnits(a[i:], b[i:])
		}
		if a[i] != b[i] {
			return cmp.Compare(a[i], b[i])
		}
	}
	return cmp.Compare(len(a), len(b))
}

// byUnits is byUTF16 for texts that are not ASCII.
func byUnits(a, b string) int {
	for a != "" && b != "" {
		x, sizeOfX := utf8.DecodeRuneInString(a)
		y, sizeOfY := utf8.DecodeRuneInString(b)
		if x != y {
			return cmp.Compare(orderUTF16(x), orderUTF16(y))
		}
		a, b = a[sizeOfX:], b[sizeOfY:]
	}
	return cmp.Compare(len(a), len(b))
}

// orderUTF16 is a number for each character, in the order of their UTF-16 units: those that take two
// units begin with one of 0xD800 to 0xDBFF, and so come before 0xE000 to 0xFFFF.
func orderUTF16(r rune) rune {
	if 0xE000 <= r && r <= 0xFFFF {
		return r + utf8.MaxRune
	}
	return r
}

// algorithm returns the algorithm that a request names, HMAC with SHA-1 by default.
func algorithm(r *http.Request) (*macs, error) {
	for _, header := range r.Header[SettingsHeader] {
		for setting := range strings.SplitSeq(header, ",") {
			name, value, _ := strings.Cut(setting, "=")
			if value = strings.TrimSpace(value); strings.TrimSpace(name) != "algorithm" || value == "" {
				continue
			}
			switch strings.ToUpper(value) {
			case "HMAC_SHA1":
				return &sha1s, nil
			case "HMAC_SHA256":
				return &sha256s, nil
			}
			return nil, ErrAlgorithm
		}
	}
	return &sha1s, nil
}

// macs computes signatures by one algorithm. What it needs for one it uses again.
type macs struct {
	hash func() hash.Hash
	used sync.Pool // of *keyed
}

var (
	sha1s   = macs{hash: sha1.New}
	sha256s = macs{hash: sha256.New}
)

// keyed is an HMAC for a token, and room for what is signed, its sum, and that in base64.
type keyed struct {
	token             string
	mac               hash.Hash
	signed, sum, text []byte
}

// signs reports whether a token signs an address and a form so. The signature is compared as
// it is written: every sum has one form.
func (m *macs) signs(given, token, base, path string, form Form) bool {
	k, _ := m.used.Get().(*keyed)
	if k == nil || k.token != token {
		k = &keyed{token: token, mac: hmac.New(m.hash, []byte(token))}
	}
	defer m.used.Put(k)
	k.signed = appendSigned(append(append(k.signed[:0], base...), path...), form)
	k.mac.Reset()
	_, _ = k.mac.Write(k.signed)
	k.sum = k.mac.Sum(k.sum[:0])
	k.text = base64.StdEncoding.AppendEncode(k.text[:0], k.sum)
	return hmac.Equal([]byte(given), k.text)
}

func signature(r *http.Request) (string, error) {
	headers := r.Header.Values(SignatureHeader)
	if len(headers) != 1 {
		return "", ErrNoSignature
	}
	return headers[0], nil
}

// checkBody compares a body that is no form with its hash in the signed URL.
func checkBody(r *http.Request) error {
	if isForm(r) || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	want := r.URL.Query().Get("bodySHA256")
	if want == "" || r.Body == nil {
		return fmt.Errorf("%w: body without a hash in the query", ErrBadSignature)
	}
	body, err := readBody(r)
	if err != nil {
		return fmt.Errorf("%w: broken body", ErrUnreadable)
	}
	sum := sha256.Sum256([]byte(body))
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

// variants yields the schemes and hosts of the URLs that Twilio may have signed: over HTTPS it
// drops the port, some of its products add the default one; credentials are dropped.
func variants(base string) iter.Seq[string] {
	return func(yield func(string) bool) {
		base = strings.TrimRight(base, "/")
		scheme, host, _ := strings.Cut(base, "://")
		if at := strings.LastIndexByte(host, '@'); at >= 0 {
			host = host[at+1:]
			base = scheme + "://" + host
		}
		if !yield(base) {
			return
		}
		other, has := withoutPort(host)
		switch {
		case !has && scheme == "https":
			other += ":443"
		case !has:
			other += ":80"
		}
		yield(scheme + "://" + other)
	}
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

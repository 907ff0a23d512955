package twilio_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr/twilio"
)

// A form is read as net/url reads it, also into the memory of another form.
func TestReadFormReadsAsNetURL(t *testing.T) {
	t.Parallel()
	var room twilio.Form
	rapid.Check(t, func(t *rapid.T) {
		encoded := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "B", "é", "&", "&", "=", "=", "+", "%2B", "%e4%BD%a0", "%", "%4", "%zz", ";", " "})).Draw(t, "form"), "")
		r, err := http.NewRequest(http.MethodPost, "/", strings.NewReader(encoded))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		want, wrong := url.ParseQuery(encoded)
		got, err := twilio.ReadFormInto(room, r)
		require.Equal(t, wrong == nil, err == nil, "%q: %v, %v", encoded, wrong, err)
		if err != nil {
			return
		}
		room = got
		all := url.Values{}
		for _, p := range got {
			all.Add(p.Name, p.Value)
		}
		require.Equal(t, want, all, encoded)
	})
}

// Anybody may send a form, and what it costs to refuse it is ours to pay.
func TestAFormThatIsRefusedCostsLittle(t *testing.T) { //nolint:paralleltest // AllocsPerRun forbids it
	const longest = 64 << 10
	verifier := twilio.NewVerifier("12345")
	for name, pair := range map[string]func(i int) string{
		"nothing":              func(int) string { return "" },
		"names":                func(i int) string { return string(rune(0x4e00 + i*7919%5000)) },
		"values of one name":   func(i int) string { return "a=" + string(rune(0x4e00+i*7919%5000)) },
		"long names alike":     func(i int) string { return strings.Repeat("好", 20) + string(rune(0x4e00+i*7919%5000)) },
		"names that are bytes": func(i int) string { return string([]byte{0x80 + byte(i*31%64), 0x80 + byte(i%64)}) },
	} {
		var form strings.Builder
		for i := 0; form.Len() < longest-100; i++ {
			form.WriteString(pair(i) + "&")
		}
		refuse := func() {
			r, err := http.NewRequest(http.MethodPost, "/voice/incoming", strings.NewReader(form.String()))
			require.NoError(t, err)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(twilio.SignatureHeader, "x")
			require.Error(t, verifier.Verify("https://hotline.example", r))
		}
		require.Less(t, testing.AllocsPerRun(5, refuse), 100.0, name)
	}
}

func TestAFormHasSoManyParameters(t *testing.T) {
	t.Parallel()
	for parameters, readable := range map[int]bool{1000: true, 1001: false} {
		r, err := http.NewRequest(http.MethodPost, "/", strings.NewReader(strings.Repeat("a=1&", parameters-1)+"a=1"))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		_, err = twilio.ReadForm(r)
		require.Equal(t, readable, err == nil, "%d parameters: %v", parameters, err)
	}
}

// Parameters are in the order of their names' UTF-16 units, in which JavaScript sorts.
func TestAFormIsSortedByUTF16(t *testing.T) {
	t.Parallel()
	names := rapid.StringOf(rapid.SampledFrom([]rune{'A', 'a', 'b', '~', 'é', '你', '\ue000', '\uffee', '😀', '\U0010fffd'}))
	rapid.Check(t, func(t *rapid.T) {
		given := url.Values{}
		for _, name := range rapid.SliceOf(names).Draw(t, "names") {
			given.Set(name, "1")
		}
		r, err := http.NewRequest(http.MethodPost, "/", strings.NewReader(given.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		form, err := twilio.ReadForm(r)
		require.NoError(t, err)
		require.Len(t, form, len(given))
		require.True(t, slices.IsSortedFunc(form, func(a, b twilio.Parameter) int {
			return slices.Compare(utf16.Encode([]rune(a.Name)), utf16.Encode([]rune(b.Name)))
		}), "%v", form)
		for name := range given {
			require.True(t, form.Has(name))
		}
	})
}

// Only Twilio's own words and telephone numbers are taken over from a form.
func TestParseTakesWordsAndNumbers(t *testing.T) {
	t.Parallel()
	word, number := regexp.MustCompile(`^[a-z][a-z-]{0,31}$`), regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
	matching := func(pattern *regexp.Regexp, s string) string {
		if pattern.MatchString(s) {
			return s
		}
		return ""
	}
	rapid.Check(t, func(t *rapid.T) {
		status := rapid.OneOf(rapid.StringMatching(`[a-z-]{0,34}`), rapid.StringMatching(`[a-z-]{0,3}[A-Z0\n]?[a-z]{0,3}`)).Draw(t, "status")
		to := rapid.OneOf(rapid.StringMatching(`\+?[0-9]{0,17}`), rapid.StringMatching(`\+[1-9][0-9]{0,9}[a\n]?[0-9]{0,3}`)).Draw(t, "to")
		r, err := twilio.Parse(url.Values{"CallSid": {"CA" + strings.Repeat("0", 32)}, "CallStatus": {status}, "To": {to}})
		require.NoError(t, err)
		require.Equal(t, matching(word, status), r.Status)
		require.Equal(t, matching(number, to), r.To.Reveal())
	})
}

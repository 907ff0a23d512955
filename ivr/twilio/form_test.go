package twilio_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

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

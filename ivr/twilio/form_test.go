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

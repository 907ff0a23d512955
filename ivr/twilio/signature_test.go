package twilio_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/twilio/twilio-go/client"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr/exchange/webhook"
	"github.com/okpay/hotline/ivr/twilio"
)

const (
	token = "12345"
	base  = "https://mycompany.com"
	path  = "/myapp.php?foo=1&bar=2"
	body  = `{"property": "value", "boolean": true}`
	sha   = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
)

func vectorForm() url.Values {
	return url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675309"}, "Digits": {"1234"},
		"From": {"+14158675309"}, "To": {"+18005551212"},
	}
}

// request returns a request as a server receives it: path and query in the request line.
func request(method, target string, form url.Values, signature string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	}
	r.Header.Set(twilio.SignatureHeader, signature)
	return r
}

// The vectors are those of Twilio's own SDKs.
func TestVectors(t *testing.T) {
	t.Parallel()
	repeated := url.Values{"Sid": {"CA123"}, "SidAccount": {"AC123"}, "Digits": {"5678", "1234", "1234"}}
	empty := url.Values{"Digits": {""}, "EmptyParam": {""}, "CallSid": {"CA1234567890ABCDE"}}
	documented := vectorForm()
	documented.Set("Caller", "+14158675310")
	documented.Set("From", "+14158675310")
	for _, v := range []struct {
		name, base, path, signature string
		form                        url.Values
	}{
		{"basic", base, path, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", vectorForm()},
		{"https port stripped", base + ":1234", path, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", vectorForm()},
		{"https port kept", base + ":1234", path, "CYn1h0gLBdNxDGkKJg6hYohgeD8=", vectorForm()},
		{":443 added", base, path, "kvajT1Ptam85bY51eRf/AJRuM3w=", vectorForm()},
		{"http :80 added", "http://mycompany.com", path, "0ZXoZLH/DfblKGATFgpif+LLRf4=", vectorForm()},
		{"http port kept", "http://mycompany.com:1234", path, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=", vectorForm()},
		{"repeated key", base, path, "IK+Dwps556ElfBT0I3Rgjkr1wJU=", repeated},
		{"values by UTF-16", base, path, "GAA2n5mdmV/Pk/8ybw4YrbuA3v8=", url.Values{"A": {"ﬁ", "😀"}}},
		{"names by UTF-16", base, path, "r+0uZ2Q34gRLVX3jqamV3sJvqAg=", url.Values{"ﬁ": {"2"}, "😀": {"1"}}},
		{"values that begin alike", base, path, "xA+C7MqTUb6ektkbOVlnRyVvdyA=", url.Values{"A": {"丁", "一"}}},
		{"an empty part of a query", base, "/myapp.php?a=;b", "QBkx4dDZfmQpA2U5HbfmpHN9DqU=", vectorForm()},
		{"a semicolon in a query", base, "/myapp.php?a;b=c", "WbqhkmGgo49CC4IEIwDMBNSsNcw=", vectorForm()},
		{"a bad escape in a query", base, "/myapp.php?a=%zz", "xZ9CyrjM7tkO7t5S/ZL4y00JpQc=", vectorForm()},
		{"no params", base, path, "zYQTYrRWXE7LtzbG4PfP7/bkkGo=", nil},
		{"empty values", base, path, "9HHp/OqQMEwdrVebHDdA/+tqjX8=", empty},
		{"raw UTF-8", base, "/webhook/España?año=2023", "G/Hx6mqqnjUNlPAoi2Sp9bGst0g=", vectorForm()},
		{"documentation", "https://example.com", path, "L/OH5YylLD5NRKLltdqwSvS0BnU=", documented},
		{"credentials dropped", "https://user:pass@mycompany.com/", path, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", vectorForm()},
	} {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			r := request(http.MethodPost, "/", v.form, v.signature)
			r.RequestURI = v.path
			_, r.URL.RawQuery, _ = strings.Cut(v.path, "?")
			require.NoError(t, twilio.NewVerifier(token).Verify(v.base, r))
		})
	}
	t.Run("get", func(t *testing.T) {
		t.Parallel()
		r := request(http.MethodGet, path, nil, "zYQTYrRWXE7LtzbG4PfP7/bkkGo=")
		require.NoError(t, twilio.NewVerifier(token).Verify(base, r))
	})
	t.Run("json", func(t *testing.T) {
		t.Parallel()
		require.NoError(t, twilio.NewVerifier(token).Verify(base, jsonRequest(path+"&bodySHA256="+sha, body)))
	})
}

func TestTheAlgorithmIsTheOneThatIsNamed(t *testing.T) {
	t.Parallel()
	const sha1Of, sha256Of = "RSOYDt4T1cUTdK1PDd93/VVr8B8=", "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s="
	for _, c := range []struct {
		settings, signature string
		want                error
	}{
		{"key=webhooks_sharedkey_1,algorithm=HMAC_SHA256", sha256Of, nil},
		{"algorithm = hmac_sha256 , key=1", sha256Of, nil},
		{"key=1,algorithm=HMAC_SHA1", sha1Of, nil},
		{"key=1", sha1Of, nil},
		{"", sha1Of, nil},
		{"algorithm=", sha1Of, nil},
		{"key=1,algorithm=HMAC_SHA256", sha1Of, twilio.ErrBadSignature},
		{"key=1", sha256Of, twilio.ErrBadSignature},
		{"key=1,algorithm=HMAC_MD5", sha1Of, twilio.ErrAlgorithm},
	} {
		r := request(http.MethodPost, path, vectorForm(), c.signature)
		r.Header.Set(twilio.SettingsHeader, c.settings)
		require.ErrorIs(t, twilio.NewVerifier(token).Verify(base, r), c.want, c.settings)
	}
}

func jsonRequest(target, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(twilio.SignatureHeader, "a9nBmqA0ju/hNViExpshrM61xv4=")
	return r
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	good := "RSOYDt4T1cUTdK1PDd93/VVr8B8="
	another := vectorForm()
	another.Set("Digits", "1235")
	more := vectorForm()
	more.Add("Digits", "1235")
	without := request(http.MethodPost, path, vectorForm(), good)
	without.Header.Del(twilio.SignatureHeader)
	twice := request(http.MethodPost, path, vectorForm(), good)
	twice.Header.Add(twilio.SignatureHeader, good)
	malformed := request(http.MethodPost, path, nil, good)
	malformed.Body = http.NoBody
	malformed.PostForm = nil
	multipart := request(http.MethodPost, path, vectorForm(), good)
	multipart.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	for _, c := range []struct {
		name    string
		request *http.Request
		want    error
	}{
		{"no signature", without, twilio.ErrNoSignature},
		{"two signatures", twice, twilio.ErrNoSignature},
		{"an empty signature", request(http.MethodPost, path, vectorForm(), ""), twilio.ErrBadSignature},
		{"no base64", request(http.MethodPost, path, vectorForm(), "***"), twilio.ErrBadSignature},
		{"a longer one", request(http.MethodPost, path, vectorForm(), good+"AAAA"), twilio.ErrBadSignature},
		{"another value", request(http.MethodPost, path, another, good), twilio.ErrBadSignature},
		{"a second value", request(http.MethodPost, path, more, good), twilio.ErrBadSignature},
		{"another query order", request(http.MethodPost, "/myapp.php?bar=2&foo=1", vectorForm(), good), twilio.ErrBadSignature},
		{"another path", request(http.MethodPost, "/myapp.php/?foo=1&bar=2", vectorForm(), good), twilio.ErrBadSignature},
		{"no form", malformed, twilio.ErrBadSignature},
		{"multipart", multipart, twilio.ErrBadSignature},
		{"json without a hash", jsonRequest(path, body), twilio.ErrBadSignature},
		{"another json", jsonRequest(path+"&bodySHA256="+sha, body+" "), twilio.ErrBadSignature},
		{"a broken form", broken(), twilio.ErrUnreadable},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.ErrorIs(t, twilio.NewVerifier(token).Verify(base, c.request), c.want)
		})
	}
}

func broken() *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("Digits=%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set(twilio.SignatureHeader, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
	return r
}

func TestTokensRotate(t *testing.T) {
	t.Parallel()
	r := func() *http.Request {
		return request(http.MethodPost, path, vectorForm(), webhook.Sign("old", base+path, vectorForm()))
	}
	require.NoError(t, twilio.NewVerifier("new", "old").Verify(base, r()))
	require.ErrorIs(t, twilio.NewVerifier("new", "").Verify(base, r()), twilio.ErrBadSignature)
	require.ErrorIs(t, twilio.NewVerifier("", "").Verify(base, r()), twilio.ErrNoToken)
	unsigned := request(http.MethodPost, path, vectorForm(), webhook.Sign("", base+path, vectorForm()))
	require.ErrorIs(t, twilio.NewVerifier("").Verify(base, unsigned), twilio.ErrNoToken)
}

func TestABodyCanBeReadAfterwards(t *testing.T) {
	t.Parallel()
	r := jsonRequest(path+"&bodySHA256="+sha, body)
	require.NoError(t, twilio.NewVerifier(token).Verify(base, r))
	left := make([]byte, len(body))
	_, err := r.Body.Read(left)
	require.NoError(t, err)
	require.Equal(t, body, string(left))
}

// Encoded characters are signed as they are in the request line.
func TestTheQueryIsTakenAsItCame(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/a?b=c+d", "/a?b=c%20d", "/a?b=c%2Bd", "/a%2Fb?", "/a?z=1&a=2", "/a?it's"} {
		r := request(http.MethodPost, target, vectorForm(), webhook.Sign(token, base+target, vectorForm()))
		require.NoError(t, twilio.NewVerifier(token).Verify(base, r), target)
	}
}

// Where twilio-go's own validator is right (no repeated names, no quote in the query), it agrees.
func TestTwilioGoAgrees(t *testing.T) {
	t.Parallel()
	oracle := client.NewRequestValidator(token)
	rapid.Check(t, func(t *rapid.T) {
		single := rapid.MapOf(rapid.StringMatching(`[A-Za-z]{1,8}`), rapid.String()).Draw(t, "form")
		target := rapid.StringMatching(`/[a-z0-9/]{0,10}(\?[a-z]=[a-z0-9]{0,4}(&[a-z]=%20)?)?`).Draw(t, "target")
		form := url.Values{}
		for name, value := range single {
			form.Set(name, value)
		}
		signature := webhook.Sign(token, base+target, form)
		require.True(t, oracle.Validate(base+target, single, signature))
		r := request(http.MethodPost, target, form, signature)
		require.NoError(t, twilio.NewVerifier(token).Verify(base, r))
	})
}

func FuzzVerify(f *testing.F) {
	f.Add("/a?b=c", "Digits=1", "application/x-www-form-urlencoded", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
	f.Add("/a?bodySHA256=00", "{}", "application/json", "")
	f.Fuzz(func(t *testing.T, target, body, contentType, signature string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.RequestURI = target
		r.Header.Set("Content-Type", contentType)
		r.Header.Set(twilio.SignatureHeader, signature)
		require.Error(t, twilio.NewVerifier("not to be guessed").Verify(base, r))
	})
}

package web_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/ivr/web"
)

// The document for a TwiML Bin is the server's own, but for the way back to the server: in
// its place stands a goodbye that is right for whom nobody answered, and after a talk.
func TestStaticFallbackIsTheServersOwn(t *testing.T) {
	t.Parallel()
	numbers := []string{"+8613700000009", "+8613700000010"}
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.Fallback = numbers })
	static, err := web.StaticFallback(hotline, numbers)
	require.NoError(t, err)
	require.Empty(t, twiml.Validate(static, twiml.Voice))
	require.NotContains(t, string(static), h.server.URL)
	require.NotContains(t, string(static), "action")

	first := h.posts("/voice/fallback", form(callSid(1), "ErrorCode", "11200"))
	wayBack := regexp.MustCompile(` action="[^"]*" method="POST"`)
	require.Regexp(t, wayBack, first)
	alone := strings.TrimSuffix(wayBack.ReplaceAllString(first, ""), "</Response>")
	goodbye, found := strings.CutPrefix(string(static), alone)
	require.True(t, found, "%s does not begin with %s", static, alone)
	require.Regexp(t, `^<Say [^>]*>如果刚才无人接听[^<]*再见。</Say><Say [^>]*>If nobody has answered[^<]*Goodbye\.</Say><Hangup/></Response>$`, goodbye)
}

// Without numbers there is nothing that a document alone could do.
func TestStaticFallbackNeedsNumbers(t *testing.T) {
	t.Parallel()
	_, err := web.StaticFallback(hotline, nil)
	require.Error(t, err)
}

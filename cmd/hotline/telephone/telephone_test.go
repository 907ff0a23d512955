package telephone

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

// posted is a mailbox with these messages in it.
func posted(bodies ...string) *Mailbox {
	var list []exchange.Message
	for _, b := range bodies {
		list = append(list, exchange.Message{To: "+8613800000001", Body: b})
	}
	return NewMailbox(func(context.Context) ([]exchange.Message, error) { return list, nil })
}

func TestCodeIsTheLastSixDigits(t *testing.T) {
	t.Parallel()
	box := posted("your code is 111111.", "验证码 222222，五分钟", "case 12345678 is open")
	code, err := box.code(t.Context())
	require.NoError(t, err)
	require.Equal(t, "222222", code)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	code, err = box.code(ctx)
	require.NoError(t, err, "read again when no new one comes")
	require.Equal(t, "222222", code)
	_, err = posted("case 12345678 is open").code(ctx)
	require.ErrorContains(t, err, "no text message with a code")
}

func TestMessagesAreShownOnce(t *testing.T) {
	t.Parallel()
	box := posted("one", "two")
	fresh, err := box.Fresh(t.Context())
	require.NoError(t, err)
	require.Len(t, fresh, 2)
	fresh, err = box.Fresh(t.Context())
	require.NoError(t, err)
	require.Empty(t, fresh)
}

func TestCaptions(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	v := &Captions{Out: &out, Color: true}
	v.event(exchange.Event{Kind: exchange.Said, Lang: "cmn-CN", Text: "您好"})
	v.event(exchange.Event{Kind: exchange.Pressed, Keys: "1"})
	v.event(exchange.Event{Kind: exchange.Pressed, Keys: "2"})
	v.raw = true
	v.event(exchange.Event{Kind: exchange.Ringing, To: "+8613900000001"})
	v.event(exchange.Event{Kind: exchange.Requested, URL: "not heard"})
	require.Equal(t, "\x1b[33m[cmn-CN] 您好\x1b[0m\n  > 12\r\n(ringing ****0001)\r\n", out.String())
}

// Requests for the public URL reach the server on this machine as they are.
func TestDetourKeepsTheHost(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(r.Host + r.URL.RequestURI()))
	}))
	defer server.Close()
	client := http.Client{Transport: detour{strings.TrimPrefix(server.URL, "http://")}}
	response, err := client.Get("https://hotline.example.com/voice/incoming?x=1")
	require.NoError(t, err)
	defer response.Body.Close()
	body := make([]byte, 64)
	n, _ := response.Body.Read(body)
	require.Equal(t, "hotline.example.com/voice/incoming?x=1", string(body[:n]))
}

// The person's keys are the telephone's; all others are ignored.
func TestPersonPressesTelephoneKeys(t *testing.T) {
	t.Parallel()
	p := &person{keys: make(chan byte, typeAhead), hear: func(exchange.Event) {}}
	hungUp := false
	p.read(strings.NewReader("1a*#\x1b\x03"), func() { hungUp = true })
	require.True(t, hungUp)
	for _, want := range []string{"1", "*", "#"} {
		require.Equal(t, want, p.Answer(t.Context(), exchange.Prompt{}).Keys)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Empty(t, p.Answer(ctx, exchange.Prompt{}))
}

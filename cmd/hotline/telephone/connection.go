// Package telephone is a telephone in the terminal: it dials a hotline, shows what is heard
// on the line, and presses keys, a person's or given ones.
package telephone

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/probe"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/simulate"
)

// Connection is the way to a hotline: an exchange of this process's own, and where the
// hotline's text messages can be read.
type Connection struct {
	exchange *exchange.Exchange
	number   string // the hotline's
	list     func(ctx context.Context, to string) ([]exchange.Message, error)
	close    func()
}

// Close ends what the connection has opened.
func (t *Connection) Close() { t.close() }

func (t *Connection) mailbox(to string) *Mailbox {
	return NewMailbox(func(ctx context.Context) ([]exchange.Message, error) { return t.list(ctx, to) })
}

// Find connects to the hotline at HOTLINE_ADDR, a dev or a serve; nil when there is none. The
// clock is the exchange's. The error says which settings are missing.
func Find(ctx context.Context, s config.Settings, clock sched.Clock) (*Connection, error) {
	if l, ok := probe.LineAt(ctx, s.Addr); ok {
		return toDev(l, clock), nil
	}
	if r, ok := probe.Ready(ctx, s.HealthAddr()); ok && r.Menu != "" {
		return toServe(s, clock)
	}
	return nil, nil
}

// toDev reaches a dev server, whose carrier keeps the messages.
func toDev(l probe.Line, clock sched.Clock) *Connection {
	c := simulate.Line(exchange.Config{Parties: demo.Parties(), Clock: clock}, l.URL, simulate.Account{SID: l.SID, Token: l.Token})
	x := exchange.New(c)
	return &Connection{exchange: x, number: l.Number, list: func(ctx context.Context, to string) ([]exchange.Message, error) { return messagesOf(ctx, l, to) }, close: x.Close}
}

// messagesOf reads a number's texts from the dev server's carrier.
func messagesOf(ctx context.Context, l probe.Line, to string) ([]exchange.Message, error) {
	address := l.URL + "/2010-04-01/Accounts/" + l.SID + "/Messages.json?" + url.Values{"To": {to}}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(l.SID, l.Token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, errors.New("the dev server's text messages cannot be read")
	}
	defer response.Body.Close()
	var page struct {
		Messages []exchange.Message `json:"messages"`
	}
	return page.Messages, json.NewDecoder(response.Body).Decode(&page)
}

// toServe reaches the server at HOTLINE_ADDR as Twilio would: with requests
// for its public URL, signed with its token. Its messages can be read when
// TWILIO_API_URL is an address of this machine that nobody else listens on.
func toServe(s config.Settings, clock sched.Clock) (*Connection, error) {
	if s.AuthToken == "" || s.PublicURL == "" {
		return nil, fmt.Errorf("%s is a hotline in production: to call it, set TWILIO_AUTH_TOKEN and HOTLINE_PUBLIC_URL as it has them", s.Addr)
	}
	c := simulate.Line(exchange.Config{Parties: demo.Parties(), Clock: clock, BaseURL: s.APIURL}, s.BaseURL(), simulate.Account{SID: s.AccountSID, Token: s.AuthToken.Reveal()})
	c.Client = &http.Client{Transport: detour{probe.Address(s.Addr)}}
	x := exchange.New(c)
	stop := standIn(s.APIURL, x.Handler())
	return &Connection{
		exchange: x, number: orDemo(s.Number), list: ownMessages(x),
		close: func() { x.Close(); stop() },
	}, nil
}

// headerDeadline bounds the head of a request to the exchange's REST API.
const headerDeadline = 5 * time.Second

func orDemo(number string) string {
	if number == "" {
		return demo.Number
	}
	return number
}

// detour takes requests for a public URL to an address of this machine.
type detour struct{ addr string }

// RoundTrip implements [http.RoundTripper].
func (d detour) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Host = r.URL.Host
	r.URL.Scheme, r.URL.Host = "http", d.addr
	return http.DefaultTransport.RoundTrip(r)
}

// standIn listens where the server's REST API is expected, if that is on this
// machine and free.
func standIn(apiURL string, rest http.Handler) (stop func()) {
	u, err := url.Parse(apiURL)
	if err != nil || !config.IsLoopback(u.Hostname()) {
		return func() {}
	}
	l, err := net.Listen("tcp", u.Host)
	if err != nil {
		return func() {}
	}
	server := &http.Server{Handler: rest, ReadHeaderTimeout: headerDeadline}
	go func() { _ = server.Serve(l) }() // it ends with Close
	return func() { _ = server.Close() }
}

func ownMessages(x *exchange.Exchange) func(context.Context, string) ([]exchange.Message, error) {
	return func(_ context.Context, to string) ([]exchange.Message, error) { return x.Messages(to), nil }
}

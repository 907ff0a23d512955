package main

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

// carrierConnection is the way to a hotline: an exchange of this process's own, and where
// the hotline's text messages can be read.
type carrierConnection struct {
	exchange *exchange.Exchange
	number   string // the hotline's
	list     func(ctx context.Context, to string) ([]exchange.Message, error)
	close    func()
}

func (t *carrierConnection) mailbox(to string) *mailbox {
	return &mailbox{list: func(ctx context.Context) ([]exchange.Message, error) { return t.list(ctx, to) }}
}

// trunk finds the hotline to dial: the dev or serve at HOTLINE_ADDR, or one of
// this process's own. A clock that starts at --at is always its own.
func (c *callCommand) trunk(ctx context.Context, s config.Settings) (*carrierConnection, error) {
	clock := c.clock()
	if c.At != "" {
		return c.ownTrunk(ctx, s)
	}
	if l, ok := probe.LineAt(ctx, s.Addr); ok {
		return devTrunk(l, clock), nil
	}
	if r, ok := probe.Ready(ctx, s.HealthAddr()); ok && r.Menu != "" {
		return serveTrunk(s, clock)
	}
	return c.ownTrunk(ctx, s)
}

// clock is the exchange's: minutes of a call without a person take no time.
func (c *callCommand) clock() sched.Clock {
	if c.Keys == nil {
		return sched.RealClock()
	}
	return sched.NewVirtualClock(time.Now())
}

// devTrunk reaches a dev server, whose carrier keeps the messages.
func devTrunk(l probe.Line, clock sched.Clock) *carrierConnection {
	c := simulate.Line(exchange.Config{Parties: demo.Parties(), Clock: clock}, l.URL, simulate.Account{SID: l.SID, Token: l.Token})
	x := exchange.New(c)
	return &carrierConnection{exchange: x, number: l.Number, list: func(ctx context.Context, to string) ([]exchange.Message, error) { return messagesOf(ctx, l, to) }, close: x.Close}
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

// serveTrunk reaches the server at HOTLINE_ADDR as Twilio would: with requests
// for its public URL, signed with its token. Its messages can be read when
// TWILIO_API_URL is an address of this machine that nobody else listens on.
func serveTrunk(s config.Settings, clock sched.Clock) (*carrierConnection, error) {
	if s.AuthToken == "" || s.PublicURL == "" {
		return nil, unreadable{fmt.Errorf("%s is a hotline in production: to call it, set TWILIO_AUTH_TOKEN and HOTLINE_PUBLIC_URL as it has them", s.Addr)}
	}
	c := simulate.Line(exchange.Config{Parties: demo.Parties(), Clock: clock, BaseURL: s.APIURL}, s.BaseURL(), simulate.Account{SID: s.AccountSID, Token: s.AuthToken.Reveal()})
	c.Client = &http.Client{Transport: detour{probe.Address(s.Addr)}}
	x := exchange.New(c)
	stop := standIn(s.APIURL, x.Handler())
	return &carrierConnection{
		exchange: x, number: orDemo(s.Number), list: ownMessages(x),
		close: func() { x.Close(); stop() },
	}, nil
}

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

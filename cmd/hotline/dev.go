package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/exchange/webphone"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/ivr/web/phone"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
)

// devCommand is `hotline dev`.
type devCommand struct {
	rehearsal
}

// pathLine is where a dev server tells `hotline call` how to dial it.
const pathLine = "/dev/line"

// line is how to dial a dev server. Its account is invented at each start.
type line struct {
	SID    string `json:"account_sid"`
	Token  string `json:"auth_token"`
	Number string `json:"number"`
	URL    string `json:"public_url"`
}

// Run runs server and carrier on one loopback address until it is stopped.
func (c *devCommand) Run(ctx context.Context, s config.Settings, con console) (err error) {
	if err := loopbackOnly(s); err != nil {
		return err
	}
	l, err := listen(s)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	s, clean, err := devStore(s, con)
	if err != nil {
		return err
	}
	defer clean()
	opened, err := openStore(ctx, s, con)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	s.LogFormat, s.OpsAddr = "console", "" // one address is enough here
	h, first, err := c.open(ctx, s, opened, con.err)
	if err != nil {
		return err
	}
	h.handsets = true
	return h.dev(ctx, con, l, first)
}

// dev answers on the listener, with a carrier of its own.
func (h hotline) dev(ctx context.Context, con console, l net.Listener, first live.Menu) error {
	if err := demo.Fill(ctx, h.store, h.clock()); err != nil {
		return err
	}
	a := simulate.NewAccount()
	h.settings = atExchange(demoSettings(h.settings), "http://"+l.Addr().String(), a)
	publisher, err := h.publisher(ctx, first)
	if err != nil {
		return err
	}
	x := devExchange(h.settings, a, h.rehearsal)
	defer x.Close()
	h.words = x.Words
	server, err := h.serverWith(publisher)
	if err != nil {
		return err
	}
	ctx, stop := con.untilHungUp(ctx)
	defer stop()
	waitSocket, err := takeCommands(ctx, h.settings, con, h.office(publisher))
	if err != nil {
		return err
	}
	shelf := webphone.New(x, h.settings.Number)
	defer context.AfterFunc(ctx, shelf.Close)()
	phones, err := phone.New(h.settings.Number, callers())
	if err != nil {
		return err
	}
	server.web.Mount(phones)
	mux := simulate.Together(server.web.Handler(), x.Handler())
	mux.Handle(webphone.Path, shelf.Handler())
	mux.HandleFunc("GET "+pathLine, tellLine(line{SID: a.SID, Token: a.Token, Number: h.settings.Number, URL: h.settings.BaseURL()}))
	con.introduce(h.settings, first.Menu.Tree, h.clock())
	con.closedNow(first.Menu, h.clock())
	go showMessages(ctx, con, x)
	err = answer(ctx, l, mux, server, 0)
	stop()
	return errors.Join(err, waitSocket())
}

// callers are who may be called as from the telephone's page.
func callers() (all []phone.Caller) {
	for _, t := range demo.Tries() {
		all = append(all, phone.Caller{Number: t.Number, What: map[string]string{"zh-CN": t.Chinese, "en-US": t.What}})
	}
	return all
}

// devStore returns the settings with the store that they name, or with a temporary one
// that clean removes.
func devStore(s config.Settings, con console) (with config.Settings, clean func(), err error) {
	switch {
	case s.Database():
		return s, func() {}, nil
	case s.Store != "":
		s.Store = con.path(s.Store)
		return s, func() {}, nil
	}
	folder, err := os.MkdirTemp("", "hotline-dev-")
	if err != nil {
		return s, nil, err
	}
	s.Store = filepath.Join(folder, "hotline.db")
	return s, func() { _ = os.RemoveAll(folder) }, nil
}

func devExchange(s config.Settings, a simulate.Account, at time.Time) *exchange.Exchange {
	c := simulate.Line(exchange.Config{Parties: demo.Parties(), Numbers: []string{s.Number}}, s.BaseURL(), a)
	if !at.IsZero() {
		c.Clock = sched.RealClockFrom(at)
	}
	return exchange.New(c)
}

// tellLine answers programs on this machine only: a page of the web that was
// lured here names another host.
func tellLine(l line) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil || !config.IsLoopback(host) {
			http.Error(w, "loopback only", http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(l) // a client that is gone needs none
	}
}

// introduce tells what to dial.
func (c console) introduce(s config.Settings, tree *ivr.Tree, now time.Time) {
	fmt.Fprintf(c.out, "%s's hotline answers on %s; it is %s there.\n\n", tree.Name, s.BaseURL(), now.In(tree.Zone).Format(minuteLayout))
	fmt.Fprintf(c.out, "  %s/phone     call it\n  %s/desk      answer: sign in as amy or ben, password %s\n  %s/console   look after it: sign in as boss, the same password\n\n",
		s.BaseURL(), s.BaseURL(), demo.Password, s.BaseURL())
	fmt.Fprint(c.out, "Or dial it from another terminal:\n\n")
	address := ""
	if s.Addr != defaultAddr {
		address = " --addr " + s.Addr
	}
	for _, try := range demo.Tries() {
		fmt.Fprintf(c.out, "  %s call%s --from %s   # %s\n", os.Args[0], address, try.Number, try.What)
	}
	fmt.Fprintf(c.out, "\nLook after it: HOTLINE_STORE=%s %s cases list\nText messages are shown here. Ctrl-C stops.\n\n", storeName(s), os.Args[0])
}

// closedNow prints that nobody answers at this hour, and which flag starts in hours.
func (c console) closedNow(menu *menus.Menu, now time.Time) {
	var opens time.Time
	for _, name := range slices.Sorted(maps.Keys(menu.Lines)) {
		line := menu.Lines[name]
		if line.Open(now) {
			return
		}
		if next, ok := line.NextOpening(now); ok && (opens.IsZero() || next.Before(opens)) {
			opens = next
		}
	}
	if opens.IsZero() {
		return
	}
	fmt.Fprintf(c.out, "It is closed at this hour: 0 leads to a message or a callback, and no call comes to the desk. To begin in\nopening hours, stop it and run:\n\n  %s dev --at \"%s\"\n\n", os.Args[0], opens.In(menu.Tree.Zone).Add(time.Hour).Format(minuteLayout))
}

const defaultAddr = "127.0.0.1:8080"

// messagePoll is how often somebody looks for new text messages.
const messagePoll = 100 * time.Millisecond

// showMessages prints the texts that the hotline sends, until ctx ends.
func showMessages(ctx context.Context, con console, x *exchange.Exchange) {
	box := mailbox{list: func(context.Context) ([]exchange.Message, error) { return x.Messages(""), nil }}
	for tick := time.NewTicker(messagePoll); ctx.Err() == nil; {
		fresh, _ := box.fresh(ctx) // this list never fails
		for _, m := range fresh {
			fmt.Fprintf(con.out, "SMS to %s: %s\n", ivr.Masked(m.To), m.Body)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
		}
	}
}

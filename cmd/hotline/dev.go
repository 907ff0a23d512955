package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/probe"
	"github.com/okpay/hotline/cmd/hotline/process"
	"github.com/okpay/hotline/cmd/hotline/serve"
	"github.com/okpay/hotline/cmd/hotline/telephone"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/exchange/webphone"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/ivr/web/phone"
	"github.com/okpay/hotline/menus"
)

// devCommand is `hotline dev`.
type devCommand struct {
	rehearsal
}

// Run runs server and carrier on one loopback address until it is stopped.
func (c *devCommand) Run(ctx context.Context, s config.Settings, con terminal.Console) (err error) {
	if err := loopbackOnly(s); err != nil {
		return err
	}
	if _, err := serve.BackupsTo(s); err != nil {
		return unreadable{err}
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
	made, err := c.config(ctx, s, opened, con.Err)
	if err != nil {
		return err
	}
	return dev(ctx, con, l, made)
}

// dev answers on the listener, with a carrier of its own.
func dev(ctx context.Context, con terminal.Console, l net.Listener, made serve.Config) error {
	if err := demo.Fill(ctx, made.Store, made.Clock()); err != nil {
		return err
	}
	a := simulate.NewAccount()
	s := atExchange(demoSettings(made.Settings), "http://"+l.Addr().String(), a)
	x := devExchange(s, a, made.Rehearsal)
	defer x.Close()
	made.Settings, made.Handsets, made.Words = s, true, x.Words
	h, err := serve.New(ctx, made)
	if err != nil {
		return err
	}
	ctx, stop := process.UntilHungUp(ctx, con.Keyboard)
	defer stop()
	waitSocket, err := takeCommands(ctx, s, con, office(h))
	if err != nil {
		return err
	}
	shelf := webphone.New(x, s.Number)
	defer context.AfterFunc(ctx, shelf.Close)()
	phones, err := phone.New(s.Number, callers())
	if err != nil {
		return err
	}
	h.Web.Mount(phones)
	mux := simulate.Together(h.Web.Handler(), x.Handler())
	mux.Handle(webphone.Path, shelf.Handler())
	mux.Handle("GET "+probe.LinePath, probe.Line{SID: a.SID, Token: a.Token, Number: s.Number, URL: s.BaseURL()})
	introduce(con, s, made.First.Menu.Tree, made.Clock())
	closedNow(con, made.First.Menu, made.Clock())
	go showMessages(ctx, con, x)
	err = h.AnswerWith(ctx, l, mux, 0)
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
func devStore(s config.Settings, con terminal.Console) (with config.Settings, clean func(), err error) {
	switch {
	case s.Database():
		return s, func() {}, nil
	case s.Store != "":
		s.Store = con.Path(s.Store)
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

// introduce tells what to dial.
func introduce(con terminal.Console, s config.Settings, tree *ivr.Tree, now time.Time) {
	fmt.Fprintf(con.Out, "%s's hotline answers on %s; it is %s there.\n\n", tree.Name, s.BaseURL(), now.In(tree.Zone).Format(minuteLayout))
	fmt.Fprintf(con.Out, "  %s/phone     call it\n  %s/desk      answer: sign in as amy or ben, password %s\n  %s/console   look after it: sign in as boss, the same password\n\n",
		s.BaseURL(), s.BaseURL(), demo.Password, s.BaseURL())
	fmt.Fprint(con.Out, "Or dial it from another terminal:\n\n")
	address := ""
	if s.Addr != defaultAddr {
		address = " --addr " + s.Addr
	}
	for _, try := range demo.Tries() {
		fmt.Fprintf(con.Out, "  %s call%s --from %s   # %s\n", os.Args[0], address, try.Number, try.What)
	}
	fmt.Fprintf(con.Out, "\nLook after it: HOTLINE_STORE=%s %s cases list\nText messages are shown here. Ctrl-C stops.\n\n", s.StoreName(), os.Args[0])
}

// closedNow prints that nobody answers at this hour, and which flag starts in hours.
func closedNow(con terminal.Console, menu *menus.Menu, now time.Time) {
	opens, closed := menu.Closed(now)
	if !closed || opens.IsZero() {
		return
	}
	fmt.Fprintf(con.Out, "It is closed at this hour: 0 leads to a message or a callback, and no call comes to the desk. To begin in\nopening hours, stop it and run:\n\n  %s dev --at \"%s\"\n\n", os.Args[0], opens.In(menu.Tree.Zone).Add(time.Hour).Format(minuteLayout))
}

const defaultAddr = "127.0.0.1:8080"

// showMessages prints the texts that the hotline sends, until ctx ends.
func showMessages(ctx context.Context, con terminal.Console, x *exchange.Exchange) {
	box := telephone.NewMailbox(func(context.Context) ([]exchange.Message, error) { return x.Messages(""), nil })
	box.Watch(ctx, func(b *telephone.Mailbox) {
		fresh, _ := b.Fresh(ctx) // this list never fails
		for _, m := range fresh {
			fmt.Fprintf(con.Out, "SMS to %s: %s\n", ivr.Masked(m.To), m.Body)
		}
	})
}

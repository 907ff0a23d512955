package main

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/script"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// lab is where callers' scripts are played: for each a hotline of its own, with
// the demo's ledger, on an exchange whose clock takes no time.
type lab struct {
	settings config.Settings
	menu     *menus.Menu
	at       time.Time // for scripts that name no time
}

// played is what came of a script.
type played struct {
	script.Call
	failure *script.Failure
	passed  []ivr.Passage
	last    string // the node where the call ended
	took    time.Duration
	err     error
}

// play runs one script.
func (l lab) play(ctx context.Context, c script.Call) (p played) {
	began := time.Now()
	p.Call = c
	defer func() { p.took = time.Since(began) }()
	at, err := l.begin(c)
	if err != nil {
		p.err = err
		return p
	}
	undo := &cleanups{}
	defer undo.run()
	kept, t, err := l.laboratory(ctx, at, c, undo)
	if err != nil {
		p.err = err
		return p
	}
	l.dial(ctx, &p, t, kept)
	return p
}

func (l lab) begin(c script.Call) (time.Time, error) {
	if c.At == "" {
		return l.at, nil
	}
	at, err := parseInstant(c.At, l.menu.Tree.Zone)
	if err != nil {
		return at, script.Problem{Position: c.Position, Message: "at: write a time as 2026-03-02 10:00"}
	}
	return at, nil
}

// dial makes the call, and sees how it ended.
func (l lab) dial(ctx context.Context, p *played, t *trunk, kept store.Store) {
	from := callerOf(p.Call)
	if p.Language == "en-US" {
		p.Steps = append([]script.Step{{Position: p.Position, Do: "press", Text: languageKey}}, p.Steps...)
	}
	player := &script.Player{Call: p.Call, Code: lastCodeOf(t, from), Text: func() string {
		texts := ""
		for _, m := range t.exchange.Messages("") {
			texts += m.Body + "\n"
		}
		return texts
	}}
	call, err := t.exchange.Call(ctx, from, t.number, player)
	if err = errors.Join(err, call.Err()); err != nil {
		p.err = err
		return
	}
	var made ivr.Call
	for made, err = range kept.ListCalls(ctx, store.CallFilter{Limit: 1}) {
		p.err = err
	}
	p.passed, p.last = made.Path, made.Node
	p.failure = player.Finish(func(end string) (string, bool) { return l.ended(made, end) })
	if p.failure == nil {
		p.failure = unmetBy(p.Call, made)
	}
}

// unmetBy tells of an exit that a call should have come through, and has not.
func unmetBy(c script.Call, made ivr.Call) *script.Failure {
	for _, want := range c.Meets {
		if !slices.ContainsFunc(made.Path, func(p ivr.Passage) bool { return p.Node+" "+p.Exit == want }) {
			return &script.Failure{Position: c.Position, Want: "comes through " + want, Got: "another way"}
		}
	}
	return nil
}

// ended tells whether a call ended as a script says.
func (l lab) ended(c ivr.Call, end string) (got string, ok bool) {
	var name string
	switch {
	case cutPrefix(end, "queue ", &name):
		return cmp.Or(c.Queue, "no queue") + ", at " + c.Node, c.Queue == name
	case cutPrefix(end, "case ", &name):
		for _, kind := range slices.Sorted(maps.Keys(c.Cases)) {
			got += string(kind) + ", "
		}
		return cmp.Or(got, "no case, ") + "at " + c.Node, c.Cases[ivr.CaseKind(name)] != ""
	case end == "goodbye":
		return "at " + c.Node, len(l.menu.Tree.Nodes[c.Node].Node.Exits()) == 0
	}
	return string(c.Outcome), string(c.Outcome) == end
}

func cutPrefix(s, prefix string, rest *string) bool {
	if len(s) < len(prefix) || s[:len(prefix)] != prefix {
		return false
	}
	*rest = s[len(prefix):]
	return true
}

// shared is memory that looks like a disk, where a script's store is quickest.
const shared = "/dev/shm"

// laboratory is a hotline for one script, with people and look-ups that do as it
// says, and the way to it.
func (l lab) laboratory(ctx context.Context, at time.Time, c script.Call, undo *cleanups) (store.Store, *trunk, error) {
	clock := exchange.NewVirtualClock(at)
	h := hotline{settings: l.settings, menu: l.menu, clock: clock.Now, rehearsal: at, log: zerolog.Nop(), bare: true}
	where := shared
	if _, err := os.Stat(where); err != nil {
		where = ""
	}
	dir, err := os.MkdirTemp(where, "hotline-test-")
	if err != nil {
		return nil, nil, err
	}
	undo.add(func() { _ = os.RemoveAll(dir) })
	opened, err := bolt.Open(filepath.Join(dir, "hotline.db"), bolt.Options{})
	if err != nil {
		return nil, nil, err
	}
	undo.add(func() { _ = opened.Close() })
	for _, agent := range demo.Agents() {
		if err := opened.PutAgent(ctx, agent); err != nil {
			return nil, nil, err
		}
	}
	if err := opened.Import(ctx, demo.Rows(clock.Now()), func(int) {}); err != nil {
		return nil, nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	a := inventedAccount()
	kept := &unsent{Store: opened}
	h.store, h.settings = kept, demoSettings(h.settings, listener, a)
	if c.Lookups == "fail" {
		h.store = noLedger{kept}
	}
	server, err := h.server(ctx)
	if err != nil {
		return nil, nil, errors.Join(err, listener.Close())
	}
	x := exchange.New(h.people(exchangeFor(h.settings.BaseURL(), a), c, clock, kept.wait))
	answering, stop := context.WithCancel(context.WithoutCancel(ctx))
	var answered sync.WaitGroup
	answered.Go(func() { _ = answer(answering, listener, together(server.Handler(), x.Handler()), server, 0) })
	undo.add(func() { x.Close(); http.DefaultClient.CloseIdleConnections(); stop(); answered.Wait() })
	return opened, &trunk{exchange: x, number: h.settings.Number, list: ownMessages(x), close: func() {}}, nil
}

// people are those who are rung, as a script wants them.
func (hotline) people(c exchange.Config, s script.Call, clock exchange.Clock, settle func()) exchange.Config {
	c.Clock, c.Settle = clock, settle
	for number, party := range c.Parties {
		switch s.Agents {
		case "nobody":
			party.Outcome = exchange.NoAnswer
		case "busy":
			party.Outcome = exchange.Busy
		}
		c.Parties[number] = party
	}
	return c
}

// noLedger is a store whose ledger cannot be asked.
type noLedger struct{ store.Store }

var errNoLedger = errors.New("the script has the look-ups fail")

// AccountByPhone and the rest implement [store.Ledger].
func (noLedger) AccountByPhone(context.Context, string) (ivr.Account, error) {
	return ivr.Account{}, errNoLedger
}
func (noLedger) Account(context.Context, string) (ivr.Account, error) {
	return ivr.Account{}, errNoLedger
}
func (noLedger) Transaction(context.Context, string) (ivr.Transaction, error) {
	return ivr.Transaction{}, errNoLedger
}
func (noLedger) Transactions(context.Context, string, store.Filter) ([]ivr.Transaction, error) {
	return nil, errNoLedger
}

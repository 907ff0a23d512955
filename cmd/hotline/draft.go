package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/script"
	"github.com/okpay/hotline/store"
)

// explorations is how many callers without a plan look for exits that no script
// has met.
const explorations = 400

// kindsOfCallers are those that explorers are, in turn.
var kindsOfCallers = []script.Call{
	{At: "2026-03-02 10:00"}, {At: "2026-03-02 22:00"}, {At: "2026-03-02 10:00", From: "anonymous"}, {At: "2026-03-02 22:00", From: "anonymous"},
	{At: "2026-03-02 10:00", Lookups: "fail"}, {At: "2026-03-02 22:00", Agents: "nobody"}, {At: "2026-03-02 10:00", From: "+8613900000999"},
}

// draft writes scripts for exits that no script meets: callers without a plan
// call until they have come through them, and what they did is written down.
func (l lab) draft(ctx context.Context, file string, cover coverage) error {
	wanted := map[[2]string]bool{}
	for _, m := range cover.missing {
		wanted[[2]string{m.node, m.exit}] = true
	}
	var b strings.Builder
	b.WriteString("# Drafts: callers without a plan came through exits that no script had met. Read\n# them, name them, and say what else must be heard.\ncalls:\n")
	for i := range explorations {
		if len(wanted) == 0 || ctx.Err() != nil {
			break
		}
		c := kindsOfCallers[i%len(kindsOfCallers)]
		if err := l.explore(ctx, &b, c, uint64(i), wanted); err != nil {
			return err
		}
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil { //nolint:gosec // scripts are no secret
		return fmt.Errorf("--write-missing: %w", err)
	}
	return nil
}

func (l lab) explore(ctx context.Context, b *strings.Builder, c script.Call, seed uint64, wanted map[[2]string]bool) error {
	undo := &cleanups{}
	defer undo.run()
	at, err := l.begin(c)
	if err != nil {
		return err
	}
	kept, t, err := l.laboratory(ctx, at, c, undo)
	if err != nil {
		return err
	}
	from := c.From
	if from == "" {
		from = demo.Caller
	}
	box := t.mailbox(from)
	e := &script.Explorer{Random: rand.New(rand.NewPCG(seed, 1)), Typed: l.typed(ctx, kept), Code: box.code} //nolint:gosec // no secret
	if _, err := t.exchange.Call(ctx, from, t.number, e); err != nil {
		return err
	}
	var fresh []string
	for call, err := range kept.ListCalls(ctx, store.CallFilter{Limit: 1}) {
		if err != nil {
			return err
		}
		for _, p := range call.Path {
			if way := [2]string{p.Node, p.Exit}; wanted[way] {
				delete(wanted, way)
				fresh = append(fresh, p.Node+" "+p.Exit)
			}
		}
	}
	if len(fresh) > 0 {
		steps, heard := e.Steps()
		writeDraft(b, c, fresh, steps, heard)
	}
	return nil
}

// typed are numbers of transactions that the demo's caller may type.
func (lab) typed(ctx context.Context, s store.Store) []string {
	account, err := s.AccountByPhone(ctx, demo.Caller)
	if err != nil {
		return nil
	}
	list, err := s.Transactions(ctx, account.ID.Reveal(), store.Filter{})
	if err != nil {
		return nil
	}
	var typed []string
	for _, x := range list {
		typed = append(typed, x.ID.Reveal()+"#")
	}
	return typed
}

func writeDraft(b *strings.Builder, c script.Call, fresh []string, steps []script.Step, heard string) {
	slices.Sort(fresh)
	fmt.Fprintf(b, "  - call: %q\n    at: %s\n", "By way of "+strings.Join(fresh, ", "), c.At)
	for _, x := range []struct{ key, value string }{{"from", c.From}, {"agents", c.Agents}, {"lookups", c.Lookups}} {
		if x.value != "" {
			fmt.Fprintf(b, "    %s: %q\n", x.key, x.value)
		}
	}
	b.WriteString("    steps:\n")
	for _, s := range steps {
		if s.Text == "" {
			fmt.Fprintf(b, "      - %s\n", s.Do)
			continue
		}
		fmt.Fprintf(b, "      - %s: %q\n", s.Do, s.Text)
	}
	if heard != "" && !strings.ContainsAny(heard, "0123456789幺") {
		fmt.Fprintf(b, "      - hear: %q\n", heard)
	}
}

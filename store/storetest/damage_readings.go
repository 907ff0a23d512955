package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// Reading is a way to read some of what Threes has written.
type Reading struct {
	Name string
	Kind store.Kind // of the records that it reads
	Read func(ctx context.Context, s store.Store) ([]string, error)
	// Complete readings fail with store.ErrDamaged rather than leave anything out.
	Complete bool
}

// Readings lists ways to read each kind of record: all at once, and each for itself.
func Readings() []Reading {
	calls := func(f store.CallFilter) func(context.Context, store.Store) ([]string, error) {
		return func(ctx context.Context, s store.Store) ([]string, error) {
			return names(s.ListCalls(ctx, f), func(c ivr.Call) string { return c.ID })
		}
	}
	cases := func(f store.CaseFilter) func(context.Context, store.Store) ([]string, error) {
		return func(ctx context.Context, s store.Store) ([]string, error) {
			return names(s.ListCases(ctx, f), func(c store.Case) string { return c.Number })
		}
	}
	return append(one(),
		Reading{Name: "all calls", Kind: store.KindCall, Read: calls(store.CallFilter{Until: noon.Add(time.Hour)})},
		Reading{Name: "calls by the number's ending", Kind: store.KindCall, Read: calls(store.CallFilter{Ending: "0001"})},
		Reading{Name: "calls by account and ending", Kind: store.KindCall, Read: calls(store.CallFilter{Ending: "0001", Account: "0001", Limit: 3})},
		Reading{Name: "calls by queue", Kind: store.KindCall, Read: calls(store.CallFilter{Queue: "general"})},
		Reading{Name: "every call by the number's ending", Kind: store.KindCall, Read: calls(store.CallFilter{Ending: "0001", MustRead: true}), Complete: true},
		Reading{Name: "journals", Kind: store.KindCall, Read: func(ctx context.Context, s store.Store) ([]string, error) {
			return readable(s.Journals(ctx, store.CallFilter{Account: "0001"}))
		}},
		Reading{Name: "all cases", Kind: store.KindCase, Read: cases(store.CaseFilter{})},
		Reading{Name: "callbacks", Kind: store.KindCase, Read: cases(store.CaseFilter{Kind: ivr.CaseCallback, OpenOnly: true})},
		Reading{Name: "cases by caller", Kind: store.KindCase, Read: cases(store.CaseFilter{Caller: "+8613800000001", Until: noon.Add(time.Hour)})},
		Reading{Name: "cases by account", Kind: store.KindCase, Read: cases(store.CaseFilter{Account: "A0000001"})},
		Reading{Name: "cases by transaction", Kind: store.KindCase, Read: cases(store.CaseFilter{Transaction: "T0000001", OpenOnly: true})},
		Reading{Name: "every case by caller", Kind: store.KindCase, Read: cases(store.CaseFilter{Caller: "+8613800000001", MustRead: true}), Complete: true},
		Reading{Name: "the audit", Kind: store.KindAudit, Read: func(ctx context.Context, s store.Store) ([]string, error) {
			return names(s.ListAudit(ctx, store.AuditFilter{}), func(e store.AuditEntry) string { return fmt.Sprint(e.Who, e.Sequence) })
		}},
		Reading{Name: "deliveries", Kind: store.KindDelivery, Read: func(ctx context.Context, s store.Store) ([]string, error) {
			return names(s.ListDeliveries(ctx, false), func(d store.Delivery) string { return d.Case.Number })
		}},
		Reading{Name: "due deliveries", Kind: store.KindDelivery, Read: func(ctx context.Context, s store.Store) ([]string, error) {
			all, err := s.DueDeliveries(ctx, noon.Add(time.Hour), 0)
			return names(listed(all, err), func(d store.Delivery) string { return d.Case.Number })
		}},
		Reading{Name: "agents", Kind: store.KindAgent, Read: func(ctx context.Context, s store.Store) ([]string, error) {
			all, err := s.Agents(ctx)
			return names(listed(all, err), func(a store.Agent) string { return a.Name })
		}},
		Reading{Name: "agents by phone", Kind: store.KindAgent, Read: func(ctx context.Context, s store.Store) ([]string, error) {
			all, err := s.AgentsByPhone(ctx, "+8613900000001")
			return names(listed(all, err), func(a store.Agent) string { return a.Name })
		}},
		Reading{Name: "tokens", Kind: store.KindToken, Read: func(ctx context.Context, s store.Store) ([]string, error) {
			all, err := s.ListTokens(ctx)
			return names(listed(all, err), func(t store.Token) string { return t.Name })
		}},
		Reading{Name: "menu versions", Kind: store.KindVersion, Read: func(ctx context.Context, s store.Store) ([]string, error) {
			all, err := s.Versions(ctx)
			return names(listed(all, err), func(v store.Version) string { return v.Revision })
		}},
		Reading{Name: "queue records", Kind: store.KindQueueRecord, Read: func(ctx context.Context, s store.Store) ([]string, error) {
			return names(s.QueueRecords(ctx, time.Time{}, time.Time{}), func(v acd.QueueRecord) string { return v.ID })
		}},
		Reading{Name: "days' figures", Kind: store.KindDayStats, Read: func(ctx context.Context, s store.Store) ([]string, error) {
			return names(s.DayStats(ctx, "2026-10-01", "2026-10-31"), func(d acd.DayStats) string { return d.Day })
		}},
		Reading{Name: "shared numbers", Kind: store.KindAccount, Read: func(ctx context.Context, s store.Store) ([]string, error) {
			return names(s.SharedPhones(ctx), func(p store.SharedPhone) string { return p.Phone.Reveal() })
		}},
		Reading{Name: "waiting callers", Kind: store.KindInteraction, Read: func(ctx context.Context, s store.Store) (found []string, err error) {
			state, _, err := s.ACD(ctx)
			for id := range state.Interactions.All() {
				found = append(found, id)
			}
			return found, err
		}},
		Reading{Name: "agents' states", Kind: store.KindAgentState, Read: func(ctx context.Context, s store.Store) (found []string, err error) {
			state, _, err := s.ACD(ctx)
			for name := range state.Sessions.All() {
				found = append(found, name)
			}
			return found, err
		}},
		Reading{Name: "the ACD's inbox", Kind: store.KindInbox, Read: func(ctx context.Context, s store.Store) (found []string, err error) {
			events, err := s.Inbox(ctx, 0)
			for _, e := range events {
				if e.Event != nil {
					found = append(found, e.Event.(acd.Left).Call)
				}
			}
			return found, err
		}},
	)
}

// one lists readings of each of the three for itself.
func one() []Reading {
	each := func(read func(ctx context.Context, s store.Store, n int) error) func(context.Context, store.Store) ([]string, error) {
		return func(ctx context.Context, s store.Store) (found []string, err error) {
			for n := 1; n <= 3; n++ {
				switch err := read(ctx, s, n); {
				case err == nil:
					found = append(found, fmt.Sprint(n))
				case !errors.Is(err, store.ErrDamaged) && !errors.Is(err, store.ErrNotFound): // put aside
					return nil, err
				}
			}
			return found, nil
		}
	}
	return []Reading{
		{Name: "each call", Kind: store.KindCall, Read: each(func(ctx context.Context, s store.Store, n int) error {
			_, _, err := s.Call(ctx, fmt.Sprint("CA", n))
			return err
		})},
		{Name: "each case", Kind: store.KindCase, Read: each(func(ctx context.Context, s store.Store, n int) error {
			_, err := s.Case(ctx, fmt.Sprint("1000000", n))
			return err
		})},
		{Name: "each agent", Kind: store.KindAgent, Read: each(func(ctx context.Context, s store.Store, n int) error {
			_, err := s.Agent(ctx, fmt.Sprint("amy", n))
			return err
		})},
		{Name: "each token", Kind: store.KindToken, Read: each(func(ctx context.Context, s store.Store, n int) error {
			_, err := s.Token(ctx, fmt.Sprint("hash of amy", n))
			return err
		})},
		{Name: "each session", Kind: store.KindSession, Read: each(func(ctx context.Context, s store.Store, n int) error {
			_, err := s.Session(ctx, fmt.Sprint("session of amy", n))
			return err
		})},
		{Name: "each key", Kind: store.KindSigningKey, Read: each(func(ctx context.Context, s store.Store, n int) error {
			key, err := s.SigningKey(ctx, fmt.Sprint("key of amy", n), "next")
			if err == nil && key != "first" {
				return store.ErrNotFound // another is in its place
			}
			return err
		})},
		{Name: "each code", Kind: store.KindCode, Read: each(func(ctx context.Context, s store.Store, n int) error {
			_, err := s.Code(ctx, fmt.Sprint("CA", n))
			return err
		})},
		{Name: "each menu", Kind: store.KindRevision, Read: each(func(ctx context.Context, s store.Store, n int) error {
			_, err := s.Revision(ctx, fmt.Sprint("menu of amy", n))
			return err
		})},
		{Name: "each count", Kind: store.KindLock, Read: each(func(ctx context.Context, s store.Store, n int) error {
			lock, err := s.Lock(ctx, fmt.Sprint("codes of CA", n))
			if err == nil && lock.Count == 0 {
				return store.ErrNotFound // it counts anew
			}
			return err
		})},
		{Name: "each line", Kind: store.KindClosure, Read: each(func(ctx context.Context, s store.Store, n int) error {
			all, err := s.Closures(ctx)
			if _, closed := all[fmt.Sprint("line of amy", n)]; err == nil && !closed {
				return store.ErrNotFound
			}
			return err
		})},
		{Name: "each number's accounts", Kind: store.KindAccount, Read: each(func(ctx context.Context, s store.Store, n int) error {
			all, err := s.AccountsByPhone(ctx, fmt.Sprint("+861380000000", n), 0)
			if err == nil && len(all) != 2 {
				return store.ErrNotFound
			}
			return err
		})},
		{Name: "each transaction", Kind: store.KindTransaction, Read: each(func(ctx context.Context, s store.Store, n int) error {
			_, err := s.Transaction(ctx, fmt.Sprint("T000000", n))
			return err
		})},
		{Name: "each account's transactions", Kind: store.KindTransaction, Read: each(func(ctx context.Context, s store.Store, n int) error {
			all, err := s.Transactions(ctx, fmt.Sprint("A000000", n), store.Filter{})
			if err == nil && len(all) == 0 {
				return store.ErrNotFound
			}
			return err
		})},
		{Name: "each refund", Kind: store.KindRefund, Read: each(func(ctx context.Context, s store.Store, n int) error {
			_, err := s.Refund(ctx, fmt.Sprint("RT000000", n))
			return err
		})},
		{Name: "each transaction's refund", Kind: store.KindRefund, Read: each(func(ctx context.Context, s store.Store, n int) error {
			_, err := s.RefundOf(ctx, fmt.Sprint("T000000", n))
			return err
		})},
		{Name: "each call's queue records", Kind: store.KindQueueRecord, Read: each(func(ctx context.Context, s store.Store, n int) error {
			all, err := names(s.QueueRecordsOf(ctx, fmt.Sprint("CA", n)), func(v acd.QueueRecord) string { return v.ID })
			if err == nil && len(all) == 0 {
				return store.ErrNotFound
			}
			return err
		})},
	}
}

// readable gives the calls of a list that can be read.
func readable(calls iter.Seq2[store.RecordedCall, error]) (found []string, err error) {
	for c, err := range calls {
		if err != nil {
			return nil, err
		}
		switch _, err := c.Way(); {
		case err == nil:
			found = append(found, c.Call)
		case !errors.Is(err, store.ErrDamaged):
			return nil, err
		}
	}
	return found, nil
}

// names gives what a list has by name, and its first error.
func names[T any](list iter.Seq2[T, error], name func(T) string) (found []string, err error) {
	for v, err := range list {
		if err != nil {
			return found, err
		}
		found = append(found, name(v))
	}
	return found, nil
}

// listed makes a list of what was read at once.
func listed[T any](all []T, err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range all {
			if !yield(v, nil) {
				return
			}
		}
		if err != nil {
			yield(*new(T), err)
		}
	}
}

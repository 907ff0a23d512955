package web

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// queries answers the engine's queries within one step, and remembers the locks
// it read, so that the commit can tell whether they have changed.
type queries struct {
	*Server
	ctx   context.Context
	call  ivr.Call
	now   time.Time
	locks map[string]store.Lock

	pinLocked bool // by what the step counted
}

// answer never fails: a look-up that did is an answer, Broken.
func (w *queries) answer(q ivr.Query) ivr.Answered {
	ctx, cancel := context.WithTimeout(w.ctx, lookupDeadline)
	defer cancel()
	a, err := w.ask(ctx, q)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return ivr.Answered{Result: ivr.NotFound}
	case err != nil:
		w.Log.Error().Err(err).Str("call", w.call.ID).Str("node", w.call.Node).
			Str("query", fmt.Sprintf("%T", q)).Msg("a look-up failed")
		w.metrics.lookups.WithLabelValues(fmt.Sprintf("%T", q)).Inc()
		return ivr.Answered{Result: ivr.Broken}
	case a.Result == "":
		a.Result = ivr.OK
	}
	return a
}

func (w *queries) ask(ctx context.Context, q ivr.Query) (ivr.Answered, error) {
	switch q := q.(type) {
	case ivr.FindAccount:
		return w.findAccount(ctx, q.Phones)
	case ivr.CheckLock:
		return w.checkLock(ctx, q.Phones)
	case ivr.CheckCode:
		return w.checkCode(ctx, q)
	case ivr.FindTransaction:
		return w.findTransaction(ctx, q)
	case ivr.FindTransactions:
		f := store.Filter{Since: q.Since, Type: q.Type, Limit: q.Limit}
		list, err := w.Store.Transactions(ctx, q.Account.Reveal(), f)
		return ivr.Answered{Transactions: list}, err
	case ivr.FindCase:
		return w.findCase(ctx, q)
	case ivr.NewCase:
		return w.newCase(ctx)
	case ivr.OnDuty:
		return w.onDuty(ctx, q.Department)
	case ivr.LineState:
		return w.lineState(ctx, q.Line)
	case ivr.QueueState:
		return w.queueState(ctx, q)
	case ivr.AfterTalk:
		return w.afterTalk(), nil
	case ivr.FindStaff:
		return w.findStaff(ctx, q.Phone)
	case ivr.CheckPIN:
		return w.checkPIN(ctx, q)
	}
	return ivr.Answered{}, fmt.Errorf("nobody answers %T", q)
}

func (w *queries) findAccount(ctx context.Context, phones []ivr.Masked) (ivr.Answered, error) {
	for _, phone := range phones {
		accounts, err := w.Store.AccountsByPhone(ctx, phone.Reveal(), 2) // two are enough to know that there are several
		switch {
		case errors.Is(err, store.ErrNotFound):
			continue
		case err != nil:
			return ivr.Answered{}, err
		case len(accounts) > 1:
			return ivr.Answered{Result: ivr.Several}, nil
		}
		account := accounts[0]
		account.Email = "" // no call needs it, so no journal shall have it
		return ivr.Answered{Account: &account}, nil
	}
	return ivr.Answered{}, store.ErrNotFound
}

// findTransaction takes another account's transaction for none at all.
func (w *queries) findTransaction(ctx context.Context, q ivr.FindTransaction) (ivr.Answered, error) {
	transaction, err := w.Store.Transaction(ctx, q.ID.Reveal())
	if err != nil {
		return ivr.Answered{}, err
	}
	if transaction.Account != q.Account {
		return ivr.Answered{}, store.ErrNotFound
	}
	a := ivr.Answered{Transactions: []ivr.Transaction{transaction}}
	refund, err := w.Store.RefundOf(ctx, q.ID.Reveal())
	switch {
	case err == nil:
		a.Refund = &refund
	case !errors.Is(err, store.ErrNotFound):
		return ivr.Answered{}, err
	}
	return a, nil
}

func (w *queries) findCase(ctx context.Context, q ivr.FindCase) (ivr.Answered, error) {
	f := store.CaseFilter{Kind: q.Kind, OpenOnly: true, Limit: 1, Account: q.Account.Reveal()}
	switch {
	case q.Transaction != "":
		f.Transaction = q.Transaction.Reveal()
	case q.Account == "":
		f.Caller = q.Caller.Reveal()
	}
	if f.Account == "" && f.Transaction == "" && f.Caller == "" {
		return ivr.Answered{}, store.ErrNotFound
	}
	for found, err := range w.Store.ListCases(ctx, f) {
		return ivr.Answered{Case: found.Number}, err
	}
	if q.Kind == ivr.CaseCallback {
		if over, err := w.callbacksSpent(ctx); over || err != nil {
			return ivr.Answered{Result: ivr.Broken}, err
		}
	}
	return ivr.Answered{}, store.ErrNotFound
}

func (w *queries) newCase(ctx context.Context) (ivr.Answered, error) {
	number, err := store.DrawCaseNumber(ctx, w.Store, w.Random)
	return ivr.Answered{Case: number}, err
}

func (w *queries) onDuty(ctx context.Context, department string) (ivr.Answered, error) {
	agents, err := w.Store.Agents(ctx)
	if err != nil {
		return ivr.Answered{}, err
	}
	var numbers []ivr.Masked
	for _, agent := range agents {
		rung := slices.Contains(numbers, agent.Number) // two may share a telephone
		if agent.OnDuty && agent.Number != "" && !w.own(agent.Number) && !rung && slices.Contains(agent.Departments, department) {
			numbers = append(numbers, agent.Number)
		}
	}
	if len(numbers) == 0 {
		return ivr.Answered{}, store.ErrNotFound
	}
	return ivr.Answered{Numbers: numbers}, nil
}

func (w *queries) lineState(ctx context.Context, line string) (ivr.Answered, error) {
	closures, err := w.Store.Closures(ctx)
	if err != nil {
		return ivr.Answered{}, err
	}
	if c, closed := closures[line]; closed {
		return ivr.Answered{Closure: &c}, nil
	}
	return ivr.Answered{}, nil
}

// closure is a line's "closed now"; a store that cannot tell has none.
func (s *Server) closure(ctx context.Context, line string) *ivr.Closure {
	closures, err := s.Store.Closures(ctx)
	if err != nil {
		s.Log.Error().Err(err).Str("line", line).Msg("reading closed lines failed")
		return nil
	}
	if c, closed := closures[line]; closed {
		return &c
	}
	return nil
}

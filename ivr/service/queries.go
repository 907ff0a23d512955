package service

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// queries answers the engine's queries within one step.
type queries struct {
	core     *core
	ctx      context.Context // of the webhook
	call     *ivr.Call       // as the step found it
	locks    *locks
	accounts accounts
	proof    *proof
	pins     *pins
	budgets  *budgets
}

func newQueries(c *core, ctx context.Context, call *ivr.Call, now time.Time) *queries {
	of := &struct { // one piece of memory: most steps ask nothing
		queries
		locks
		proof
		pins
		budgets
	}{
		locks:   locks{core: c, now: now},
		proof:   proof{core: c, accounts: accounts{c.Store}, call: call},
		pins:    pins{core: c, ctx: ctx},
		budgets: budgets{core: c},
	}
	of.proof.locks, of.pins.locks, of.budgets.locks = &of.locks, &of.locks, &of.locks
	of.queries = queries{
		core: c, ctx: ctx, call: call, accounts: accounts{c.Store},
		locks: &of.locks, proof: &of.proof, pins: &of.pins, budgets: &of.budgets,
	}
	return &of.queries
}

// answer never fails: a look-up that did is an answer, Broken.
func (q *queries) answer(query ivr.Query) ivr.Answered {
	ctx, cancel := q.core.Timeout(q.ctx, lookupDeadline)
	defer cancel()
	a, err := q.ask(ctx, query)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return ivr.Answered{Result: ivr.NotFound}
	case err != nil:
		kind := fmt.Sprintf("%T", query)
		q.core.Log.Error().Err(err).Str("call", q.call.ID).Str("node", q.call.Node).Str("query", kind).Msg("a look-up failed")
		q.core.metrics.lookups.WithLabelValues(kind).Inc()
		return ivr.Answered{Result: ivr.Broken}
	case a.Result == "":
		a.Result = ivr.OK
	}
	return a
}

func (q *queries) ask(ctx context.Context, query ivr.Query) (ivr.Answered, error) {
	switch asked := query.(type) {
	case ivr.FindAccount:
		return q.accounts.find(ctx, asked.Phones)
	case ivr.CheckLock:
		return q.proof.checkLock(ctx, asked)
	case ivr.CheckCode:
		return q.proof.checkCode(ctx, asked)
	case ivr.FindTransaction:
		return q.accounts.transaction(ctx, asked)
	case ivr.FindTransactions:
		return q.accounts.transactions(ctx, asked)
	case ivr.FindCase:
		return q.findCase(ctx, asked)
	case ivr.NewCase:
		number, err := store.DrawCaseNumber(ctx, q.core.Store, q.core.Random)
		return ivr.Answered{Case: number}, err
	case ivr.OnDuty:
		return q.onDuty(ctx, asked.Department)
	case ivr.LineState:
		return q.lineState(ctx, asked.Line)
	case ivr.QueueState:
		return q.queueState(ctx, asked)
	case ivr.LastTalk:
		return q.afterTalk(), nil
	case ivr.FindStaff:
		return q.pins.find(ctx, asked.Phone)
	case ivr.CheckPIN:
		return q.pins.check(ctx, asked)
	}
	return ivr.Answered{}, fmt.Errorf("nobody answers %T", query)
}

func (q *queries) findCase(ctx context.Context, asked ivr.FindCase) (ivr.Answered, error) {
	f := store.CaseFilter{Kind: asked.Kind, OpenOnly: true, Limit: 1, Account: asked.Account.Reveal()}
	switch {
	case asked.Transaction != "":
		f.Transaction = asked.Transaction.Reveal()
	case asked.Account == "":
		f.Caller = asked.Caller.Reveal()
	}
	if f.Account == "" && f.Transaction == "" && f.Caller == "" {
		return ivr.Answered{}, store.ErrNotFound
	}
	for found, err := range q.core.Store.ListCases(ctx, f) {
		return ivr.Answered{Case: found.Number}, err
	}
	if asked.Kind == ivr.CaseCallback {
		if over, err := q.budgets.spent(ctx, q.call.ID); over || err != nil {
			return ivr.Answered{Result: ivr.Broken}, err
		}
	}
	return ivr.Answered{}, store.ErrNotFound
}

func (q *queries) onDuty(ctx context.Context, department string) (ivr.Answered, error) {
	agents, err := q.core.Store.Agents(ctx)
	if err != nil {
		return ivr.Answered{}, err
	}
	var numbers []ivr.Masked
	for _, agent := range agents {
		rung := slices.Contains(numbers, agent.Number) // two may share a telephone
		if agent.OnDuty && agent.Number != "" && !q.core.numbers.own(agent.Number) && !rung && slices.Contains(agent.Departments, department) {
			numbers = append(numbers, agent.Number)
		}
	}
	if len(numbers) == 0 {
		return ivr.Answered{}, store.ErrNotFound
	}
	return ivr.Answered{Numbers: numbers}, nil
}

func (q *queries) lineState(ctx context.Context, line string) (ivr.Answered, error) {
	closures, err := q.core.Store.Closures(ctx)
	if err != nil {
		return ivr.Answered{}, err
	}
	if c, closed := closures[line]; closed {
		return ivr.Answered{Closure: &c}, nil
	}
	return ivr.Answered{}, nil
}

// queueState answers whether anybody serves a queue.
func (q *queries) queueState(ctx context.Context, asked ivr.QueueState) (ivr.Answered, error) {
	a, err := q.lineState(ctx, asked.Line)
	a.Staffed = q.core.acd.State().Staffed(asked.Queue)
	return a, err
}

// afterTalk answers what became of a talk.
func (q *queries) afterTalk() ivr.Answered {
	return q.core.acd.State().AfterTalk(q.call.ID)
}

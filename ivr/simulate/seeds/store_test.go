package seeds

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/store"
)

var (
	errDisk   = errors.New("the disk failed")
	errKilled = errors.New("the process was killed")
)

// process is the store as one process of the hotline has it: an operation may fail, before or after it
// was done, or be the last of the process. A process that is dead does nothing more.
type process struct {
	service.Store
	w       *course
	chance  chance
	dead    bool
	resting bool // nothing fails
}

func newProcess(w *course, s service.Store) *process {
	return &process{Store: s, w: w, chance: drawn(w.seed, uint64(100+w.files))}
}

// outcome is what becomes of an operation.
type outcome int

const (
	works     outcome = iota
	fails             // nothing is done
	failsDone         // it is done, and who asked is told that it failed
	dies              // the process is killed before it
	diesDone          // the process is killed after it
)

// next draws what becomes of an operation.
func (p *process) next(what string) outcome {
	f := p.w.plan.faults
	switch {
	case f.at != "" && f.at != what, p.resting || p.w.calm || f.store == 0 && f.kill == 0:
		return works
	case f.kill > 0 && p.chance.of(f.kill):
		return pick(p.chance, dies, diesDone)
	case f.store > 0 && p.chance.of(f.store):
		return pick(p.chance, fails, fails, failsDone)
	}
	return works
}

// do does an operation, or has it fail.
func (p *process) do(what string, operation func() error) error {
	if p.dead {
		return errKilled
	}
	outcome := p.next(what)
	if outcome != works {
		p.w.trace.add(p.w.now(), "store: %s %s", what, [...]string{"", "fails", "fails, done", "dies", "dies, done"}[outcome])
		p.w.reached("an operation of the store failed")
	}
	switch outcome {
	case fails:
		return errDisk
	case dies:
		p.dead = true
		return errKilled
	}
	err := operation()
	switch outcome {
	case failsDone:
		return errDisk
	case diesDone:
		p.dead = true
		return errKilled
	}
	return err
}

// get does an operation that reads something.
func get[T any](p *process, what string, read func() (T, error)) (T, error) {
	var found T
	err := p.do(what, func() (err error) {
		found, err = read()
		return err
	})
	if err != nil {
		var none T
		return none, err
	}
	return found, nil
}

// Commit and the rest implement [store.Calls].
func (p *process) Commit(ctx context.Context, c store.Commit) error {
	done := false
	err := p.do("commit", func() error {
		err := p.Store.Commit(ctx, c)
		done = err == nil
		return err
	})
	if done {
		p.w.acked.wrote(c)
		p.w.trace.add(p.w.now(), "committed %s %s %s", c.Claim.Call, c.Claim.Step, short(c.Reply))
	}
	if err == nil {
		p.w.acked.acknowledged(c)
	}
	return err
}

// Call reads a call.
func (p *process) Call(ctx context.Context, id string) (call ivr.Call, n int, err error) {
	err = p.do("call", func() (err error) {
		call, n, err = p.Store.Call(ctx, id)
		return err
	})
	if err != nil {
		return ivr.Call{}, 0, err
	}
	return call, n, nil
}

// CallFor reads a call for a step.
func (p *process) CallFor(ctx context.Context, c store.StepKey) (call ivr.Call, n int, err error) {
	err = p.do("call", func() (err error) {
		call, n, err = p.Store.CallFor(ctx, c)
		return err
	})
	if err != nil {
		return ivr.Call{}, 0, err
	}
	return call, n, nil
}

// Reply reads a step's answer.
func (p *process) Reply(ctx context.Context, c store.StepKey) ([]byte, error) {
	return get(p, "reply", func() ([]byte, error) { return p.Store.Reply(ctx, c) })
}

// Code reads a call's code.
func (p *process) Code(ctx context.Context, call string) (store.Code, error) {
	return get(p, "code", func() (store.Code, error) { return p.Store.Code(ctx, call) })
}

// Lock reads a lock.
func (p *process) Lock(ctx context.Context, key string) (store.Lock, error) {
	return get(p, "lock", func() (store.Lock, error) { return p.Store.Lock(ctx, key) })
}

// TakeOutgoing takes what is to leave.
func (p *process) TakeOutgoing(ctx context.Context, limit int) ([]store.Outgoing, error) {
	return get(p, "take", func() ([]store.Outgoing, error) { return p.Store.TakeOutgoing(ctx, limit) })
}

// Unfinished reads what was under way.
func (p *process) Unfinished(ctx context.Context) ([]store.Outgoing, error) {
	return get(p, "unfinished", func() ([]store.Outgoing, error) { return p.Store.Unfinished(ctx) })
}

// FinishOutgoing forgets what was sent.
func (p *process) FinishOutgoing(ctx context.Context, id string) error {
	return p.do("finish", func() error { return p.Store.FinishOutgoing(ctx, id) })
}

// AccountsByPhone and the rest implement [store.Ledger].
func (p *process) AccountsByPhone(ctx context.Context, e164 string, limit int) ([]ivr.Account, error) {
	return get(p, "accounts", func() ([]ivr.Account, error) { return p.Store.AccountsByPhone(ctx, e164, limit) })
}

// Transaction reads one.
func (p *process) Transaction(ctx context.Context, id string) (ivr.Transaction, error) {
	return get(p, "transaction", func() (ivr.Transaction, error) { return p.Store.Transaction(ctx, id) })
}

// Transactions reads an account's.
func (p *process) Transactions(ctx context.Context, account string, f store.Filter) ([]ivr.Transaction, error) {
	return get(p, "transactions", func() ([]ivr.Transaction, error) { return p.Store.Transactions(ctx, account, f) })
}

// RefundOf reads a transaction's refund.
func (p *process) RefundOf(ctx context.Context, transaction string) (ivr.Refund, error) {
	return get(p, "refund", func() (ivr.Refund, error) { return p.Store.RefundOf(ctx, transaction) })
}

// Closures and the rest implement [store.OfficeStore].
func (p *process) Closures(ctx context.Context) (map[string]ivr.Closure, error) {
	return get(p, "closures", func() (map[string]ivr.Closure, error) { return p.Store.Closures(ctx) })
}

// Case reads a case.
func (p *process) Case(ctx context.Context, number string) (store.Case, error) {
	return get(p, "case", func() (store.Case, error) { return p.Store.Case(ctx, number) })
}

// CloseCase closes a case.
func (p *process) CloseCase(ctx context.Context, number, by, note string, at time.Time) (store.Case, error) {
	return get(p, "close", func() (store.Case, error) { return p.Store.CloseCase(ctx, number, by, note, at) })
}

// ListCases reads cases.
func (p *process) ListCases(ctx context.Context, f store.CaseFilter) iter.Seq2[store.Case, error] {
	if err := p.do("cases", func() error { return nil }); err != nil {
		return func(yield func(store.Case, error) bool) { yield(store.Case{}, err) }
	}
	return p.Store.ListCases(ctx, f)
}

// ACD and the rest implement [store.ACDStore].
func (p *process) ACD(ctx context.Context) (state acd.State, version store.ACDVersion, err error) {
	err = p.do("acd", func() (err error) {
		state, version, err = p.Store.ACD(ctx)
		return err
	})
	return state, version, err
}

// CommitACD writes a change of the ACD.
func (p *process) CommitACD(ctx context.Context, c store.ACDCommit) error {
	err := p.do("commit acd", func() error {
		err := p.Store.CommitACD(ctx, c)
		if err == nil {
			p.w.acked.distributed(c)
			p.w.trace.add(p.w.now(), "acd %d: %v", c.Next()[store.WholeACD], summary(c))
		}
		return err
	})
	return err
}

// Inbox reads what steps have brought the ACD.
func (p *process) Inbox(ctx context.Context, after uint64) ([]store.InboxEvent, error) {
	return get(p, "inbox", func() ([]store.InboxEvent, error) { return p.Store.Inbox(ctx, after) })
}

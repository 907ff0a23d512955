package service

import (
	"context"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/presence"
	"github.com/okpay/hotline/store"
)

// How many wrong PINs lock a telephone out. Numbers can be forged, and a PIN is short:
// at five a day, four digits take years to try.
const (
	triesPerPIN    = 3 // for lockLife
	triesPerPINDay = 5 // until the day, UTC, is over
)

// pins is how an agent who dials in proves who they are.
type pins struct {
	core  *core
	ctx   context.Context // of the webhook
	locks *locks
}

// staffAt is the person whose telephone a number is, and who has a PIN.
func (c *core) staffAt(ctx context.Context, phone ivr.Masked) (store.Agent, error) {
	agents, err := c.Store.AgentsByPhone(ctx, phone.Reveal())
	if err != nil {
		return store.Agent{}, err
	}
	for _, a := range agents {
		if a.PIN != "" {
			return a, nil
		}
	}
	return store.Agent{}, store.ErrNotFound
}

func (p *pins) find(ctx context.Context, phone ivr.Masked) (ivr.Answered, error) {
	_, err := p.core.staffAt(ctx, phone)
	return ivr.Answered{}, err
}

func (p *pins) key(phone ivr.Masked) string { return p.core.hash("pin", phone.Reveal()) }

func (p *pins) dayKey(phone ivr.Masked) string {
	return p.core.hash("pin day", p.locks.now.UTC().Format(time.DateOnly), phone.Reveal())
}

// read gives what counts a telephone's wrong PINs: of late, and of the day.
func (p *pins) read(ctx context.Context, phone ivr.Masked) (late, day store.Lock, err error) {
	if late, err = p.locks.of(ctx, p.key(phone)); err != nil {
		return late, day, err
	}
	day, err = p.locks.of(ctx, p.dayKey(phone))
	return late, day, err
}

// check never tells more of a locked telephone than that it is.
func (p *pins) check(ctx context.Context, q ivr.CheckPIN) (ivr.Answered, error) {
	lock, day, err := p.read(ctx, q.Phone)
	if err != nil {
		return ivr.Answered{}, err
	}
	if lock.Until.After(p.locks.now) || day.Failures >= triesPerPINDay {
		return ivr.Answered{Result: ivr.Locked}, nil
	}
	agent, err := p.core.staffAt(ctx, q.Phone)
	if err != nil {
		return ivr.Answered{}, err
	}
	right, err := p.core.MatchPIN(p.ctx, q.PIN.Reveal(), agent.PIN) // slow on purpose: a look-up's deadline is not for it
	if err != nil || right {
		return ivr.Answered{}, err
	}
	return ivr.Answered{Result: ivr.Wrong, Left: min(triesPerPIN-p.locks.late(lock).Failures, triesPerPINDay-day.Failures) - 1}, nil
}

// count counts a wrong PIN; a right one forgives those of late, not those of the day. It
// reports whether the telephone is locked now.
func (p *pins) count(e ivr.CountPIN, c *store.Commit) (locked bool, err error) {
	read, day, err := p.read(p.ctx, e.Phone)
	if err != nil {
		return false, err
	}
	lock := store.Lock{}
	if !e.Right {
		if lock = p.locks.failed(p.locks.late(read)); lock.Failures >= triesPerPIN {
			lock = store.Lock{Until: p.locks.now.Add(lockLife)}
		}
		c.Locks = append(c.Locks, store.LockChange{Key: p.dayKey(e.Phone), Read: day.Version, Lock: p.locks.failed(day)})
		locked = lock.Until.After(p.locks.now) || day.Failures+1 >= triesPerPINDay
	}
	c.Locks = append(c.Locks, store.LockChange{Key: p.key(e.Phone), Read: read.Version, Lock: lock})
	return locked, nil
}

// alarmOfPIN tells that wrong PINs have locked an agent's telephone: somebody may be
// guessing.
func (c *core) alarmOfPIN(call ivr.Call) {
	c.metrics.pinLocks.Inc()
	c.Log.Error().Str("call", call.ID).Stringer("from", call.From).
		Msg("wrong PINs have locked an agent's telephone: ask the agent, and give another PIN if it was somebody else")
}

// agentAt is who takes calls at a telephone.
func (c *core) agentAt(ctx context.Context, call string, phone ivr.Masked) (acd.Agent, bool) {
	a, err := c.staffAt(ctx, phone)
	if err != nil {
		c.Log.Error().Err(err).Str("call", call).Msg("the agent who dialled in is not found any more")
		return acd.Agent{}, false
	}
	if c.presence != nil {
		return c.presence.AgentOf(a), true
	}
	return presence.AgentOf(a, false), true
}

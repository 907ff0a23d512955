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

// tries are those at a telephone.
func (p *pins) tries(phone ivr.Masked) tries {
	day := p.locks.now.UTC().Format(time.DateOnly)
	return tries{
		locks: p.locks, perLock: triesPerPIN, perDay: triesPerPINDay,
		late: p.core.hash("pin", phone.Reveal()), day: p.core.hash("pin day", day, phone.Reveal()),
	}
}

// check never tells more of a locked telephone than that it is.
func (p *pins) check(ctx context.Context, q ivr.CheckPIN) (ivr.Answered, error) {
	locked, err := p.tries(q.Phone).locked(ctx)
	if err != nil {
		return ivr.Answered{}, err
	}
	if locked {
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
	left, err := p.tries(q.Phone).left(ctx)
	return ivr.Answered{Result: ivr.Wrong, Left: left}, err
}

// count counts a wrong PIN; a right one forgives those of late, not those of the day. It
// reports whether the telephone is locked now.
func (p *pins) count(e ivr.CountPIN, c *store.Commit) (locked bool, err error) {
	var changes []store.LockChange
	if e.Right {
		changes, err = p.tries(e.Phone).right(p.ctx)
	} else {
		changes, locked, err = p.tries(e.Phone).wrong(p.ctx)
	}
	c.Locks = append(c.Locks, changes...)
	return locked, err
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

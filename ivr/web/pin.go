package web

import (
	"context"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/ivr/web/presence"
	"github.com/okpay/hotline/store"
)

// How many wrong PINs lock a telephone out. Numbers can be forged, and a PIN is short:
// at five a day, four digits take years to try.
const (
	triesPerPIN    = 3 // for lockLife
	triesPerPINDay = 5 // until the day, UTC, is over
)

// staffAt is the person whose telephone a number is, and who has a PIN.
func (s *Server) staffAt(ctx context.Context, phone ivr.Masked) (store.Agent, error) {
	agents, err := s.Store.Agents(ctx)
	if err != nil {
		return store.Agent{}, err
	}
	for _, a := range agents {
		if phone != "" && a.Number == phone && a.PIN != "" {
			return a, nil
		}
	}
	return store.Agent{}, store.ErrNotFound
}

func (w *queries) findStaff(ctx context.Context, phone ivr.Masked) (ivr.Answered, error) {
	_, err := w.staffAt(ctx, phone)
	return ivr.Answered{}, err
}

func (w *queries) pinKey(phone ivr.Masked) string { return w.hash("pin", phone.Reveal()) }

func (w *queries) pinDayKey(phone ivr.Masked) string {
	return w.hash("pin day", w.now.UTC().Format(time.DateOnly), phone.Reveal())
}

// pinLocks reads what counts a telephone's wrong PINs: of late, and of the day.
func (w *queries) pinLocks(ctx context.Context, phone ivr.Masked) (late, day store.Lock, err error) {
	if late, err = w.lock(ctx, w.pinKey(phone)); err != nil {
		return late, day, err
	}
	day, err = w.lock(ctx, w.pinDayKey(phone))
	return late, day, err
}

// checkPIN never tells more of a locked telephone than that it is.
func (w *queries) checkPIN(ctx context.Context, q ivr.CheckPIN) (ivr.Answered, error) {
	lock, day, err := w.pinLocks(ctx, q.Phone)
	if err != nil {
		return ivr.Answered{}, err
	}
	if lock.Until.After(w.now) || day.Failures >= triesPerPINDay {
		return ivr.Answered{Result: ivr.Locked}, nil
	}
	agent, err := w.staffAt(ctx, q.Phone)
	if err != nil {
		return ivr.Answered{}, err
	}
	right, err := auth.Matches(w.ctx, q.PIN.Reveal(), agent.PIN) // slow on purpose: a look-up's deadline is not for it
	if err != nil || right {
		return ivr.Answered{}, err
	}
	return ivr.Answered{Result: ivr.Wrong, Left: min(triesPerPIN-failing(lock, w.now).Failures, triesPerPINDay-day.Failures) - 1}, nil
}

// countPIN counts a wrong PIN; a right one forgives those of late, not those of the day.
func (w *queries) countPIN(e ivr.CountPIN, c *store.Commit) error {
	read, day, err := w.pinLocks(w.ctx, e.Phone)
	if err != nil {
		return err
	}
	lock := store.Lock{}
	if !e.Right {
		if lock = w.failed(failing(read, w.now)); lock.Failures >= triesPerPIN {
			lock = store.Lock{Until: w.now.Add(lockLife)}
		}
		c.Locks = append(c.Locks, store.LockChange{Key: w.pinDayKey(e.Phone), Read: day.Version, Lock: w.failed(day)})
		w.pinLocked = lock.Until.After(w.now) || day.Failures+1 >= triesPerPINDay
	}
	c.Locks = append(c.Locks, store.LockChange{Key: w.pinKey(e.Phone), Read: read.Version, Lock: lock})
	return nil
}

// alarmOfPIN tells that wrong PINs have locked an agent's telephone: somebody may be
// guessing.
func (c *callStep) alarmOfPIN(call ivr.Call) {
	c.metrics.pinLocks.Inc()
	c.Log.Error().Str("call", call.ID).Stringer("from", call.From).
		Msg("wrong PINs have locked an agent's telephone: ask the agent, and give another PIN if it was somebody else")
}

// agentAt is who takes calls at a telephone.
func (c *callStep) agentAt(phone ivr.Masked) (acd.Agent, bool) {
	a, err := c.staffAt(c.ctx, phone)
	if err != nil {
		c.Log.Error().Err(err).Str("call", c.claim.Call).Msg("the agent who dialled in is not found any more")
		return acd.Agent{}, false
	}
	if c.presence != nil {
		return c.presence.AgentOf(a), true
	}
	return presence.AgentOf(a, false), true
}

// own reports whether a number is the hotline's own.
func (s *Server) own(number ivr.Masked) bool { return number != "" && number.Reveal() == s.Number }

// takeUp brings the ACD up to the store after a start: callbacks that were
// asked for and have no interaction get one, unless their number is not called, or was
// called often enough.
func (s *Server) takeUp(ctx context.Context) {
	if err := s.acd.Drain(ctx); err != nil {
		s.Log.Error().Err(err).Msg("the ACD could not take what calls had brought it before the start")
	}
	state := s.acd.State()
	tried, err := s.tried(ctx)
	if err != nil {
		s.Log.Error().Err(err).Msg("reading which callbacks were tried failed")
		return
	}
	for c, err := range s.Store.ListCases(ctx, store.CaseFilter{Kind: ivr.CaseCallback, OpenOnly: true}) {
		if err != nil {
			s.Log.Error().Err(err).Msg("reading the callbacks that are due failed")
			return
		}
		ticket := acd.CallbackID(c.Number)
		if _, known := state.Interactions[ticket]; known || s.refuseNumber(outgoingCall, c.Caller) != "" || s.now().Sub(c.Opened) > callbackLife {
			continue
		}
		if tried[ticket] >= acd.TriesMost {
			continue
		}
		event := acd.CallBack{Case: c.Number, Call: c.Call, Queue: c.Department, Language: c.Language, Number: c.Caller, Since: c.Opened, Tried: tried[ticket] > 0}
		if err := s.acd.Do(ctx, event); err != nil {
			s.Log.Error().Err(err).Str("case", c.Number).Msg("a callback could not be taken up")
		}
	}
}

// tried counts the times that interactions had a place on the ACD while a callback lives.
func (s *Server) tried(ctx context.Context) (map[string]int, error) {
	tickets := map[string]int{}
	for v, err := range s.Store.QueueRecords(ctx, s.now().Add(-callbackLife), time.Time{}) {
		if err != nil {
			return nil, err
		}
		tickets[v.Interaction]++
	}
	return tickets, nil
}

// callbackLife is how long a callback that was asked for is still made by itself.
const callbackLife = 7 * 24 * time.Hour

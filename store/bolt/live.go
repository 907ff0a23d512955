package bolt

import (
	"context"
	"errors"
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// liveCall is a call that has steps which its record in the file lacks: it is kept in
// memory, and written through when a step is. Its lock is never taken while a read
// transaction is open, since to open one may wait for those that are.
type liveCall struct {
	id string

	mu     sync.Mutex
	gone   bool          // folded and forgotten: look for it again
	loaded bool          // the fields below are set
	busy   bool          // a step is on its way to the disk
	freed  chan struct{} // closed when it no longer is; nil when nobody waits

	callRecord
	folded int      // how many of Steps the record in the file has
	known  []stepAt // the steps of Steps, in order
	reply  []byte   // of the last step
	traits []string // by which it was ever found, not counting those in the file
	damage error    // of the last step
	lost   []uint64 // damaged steps that are yet to be put aside
}

// callStore keeps calls.
type callStore struct {
	*file
	live       *live
	log        stepLog // the writer's
	condensing condensing

	works sync.Pool // of *stepWork

	oneFold  sync.Mutex // held while calls are folded
	folding  bool       // in the background
	stop     chan struct{}
	folded   chan struct{} // closed when nothing more is folded
	stopOnce sync.Once
}

func newCallStore(f *file) *callStore {
	s := &callStore{file: f, live: newLive(), log: stepLog{span: foldSpan}, stop: make(chan struct{}), folded: make(chan struct{})}
	f.begin = s.log.begin
	s.works.New = s.emptyStepWork
	return s
}

// stepAt is what a step is known by.
type stepAt struct{ step, token string }

// live are the calls in memory, by id.
type live struct {
	seed   maphash.Seed
	shards [64]struct {
		mu    sync.Mutex
		calls map[string]*liveCall
	}
}

func newLive() *live {
	l := &live{seed: maphash.MakeSeed()}
	for i := range l.shards {
		l.shards[i].calls = map[string]*liveCall{}
	}
	return l
}

// find gives a call that is in memory; nil when it is not.
func (l *live) find(id string) *liveCall {
	shard := &l.shards[maphash.String(l.seed, id)%uint64(len(l.shards))]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	return shard.calls[id]
}

// enter gives a call that is in memory, or makes room for it.
func (l *live) enter(id string) *liveCall {
	shard := &l.shards[maphash.String(l.seed, id)%uint64(len(l.shards))]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	call := shard.calls[id]
	if call == nil {
		call = &liveCall{id: id}
		shard.calls[id] = call
	}
	return call
}

// forget takes a call from memory. Its lock is held.
func (l *live) forget(call *liveCall) {
	call.gone = true
	shard := &l.shards[maphash.String(l.seed, call.id)%uint64(len(l.shards))]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	delete(shard.calls, call.id)
}

// all gives the calls in memory, in no order.
func (l *live) all() []*liveCall {
	var all []*liveCall
	for i := range l.shards {
		shard := &l.shards[i]
		shard.mu.Lock()
		for _, call := range shard.calls { //nolint:maprange // who asks brings them into order
			all = append(all, call)
		}
		shard.mu.Unlock()
	}
	return all
}

// hold locks a call that is to take a step, which it reads if it is not in memory. It waits
// until an earlier step of it is on the disk.
func (s *callStore) hold(ctx context.Context, id string) (*liveCall, error) {
	for {
		call := s.live.enter(id)
		call.mu.Lock()
		switch {
		case call.gone:
			call.mu.Unlock()
			continue
		case call.busy:
			if err := call.wait(ctx); err != nil {
				return nil, err
			}
			continue
		}
		err := s.loadLive(ctx, call)
		if err == nil {
			return call, nil
		}
		s.settle(call)
		return nil, err
	}
}

// wait unlocks a call and waits until its step is on the disk.
func (c *liveCall) wait(ctx context.Context) error {
	if c.freed == nil {
		c.freed = make(chan struct{})
	}
	freed := c.freed
	c.mu.Unlock()
	select {
	case <-freed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// settle unlocks a call, and forgets one that the file knows all of.
func (s *callStore) settle(call *liveCall) {
	if call.freed != nil && !call.busy {
		close(call.freed)
		call.freed = nil
	}
	if !call.busy && call.folded == len(call.Steps) {
		s.live.forget(call)
	}
	call.mu.Unlock()
}

// peek runs look on a call that is in memory, under its lock, and reports whether it is.
func (s *callStore) peek(ctx context.Context, id string, look func(*liveCall) error) (found bool, err error) {
	for {
		call := s.live.find(id)
		if call == nil {
			return false, nil
		}
		call.mu.Lock()
		if call.gone {
			call.mu.Unlock()
			continue
		}
		if len(call.Steps) > 0 || call.Entries > 0 { // else it is only about to begin
			if err = s.loadLive(ctx, call); err == nil {
				found, err = true, look(call)
			}
		}
		call.mu.Unlock()
		return found || err != nil, err
	}
}

// loadLive reads what is not known of a call yet. Its lock is held.
func (s *callStore) loadLive(ctx context.Context, call *liveCall) error {
	if call.loaded {
		return ctx.Err()
	}
	return s.view(ctx, func(tx *bbolt.Tx) error { return call.load(tx) })
}

// load reads a call from its record and from the steps that the record lacks, which are in
// Steps so far. A call that is in neither is a new one.
func (c *liveCall) load(tx *bbolt.Tx) error {
	if c.loaded {
		return nil
	}
	record, err := readCall(tx, c.id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	fresh := c.Steps
	for len(fresh) > 0 && len(record.Steps) > 0 && fresh[0] <= record.Steps[len(record.Steps)-1] {
		fresh = fresh[1:]
	}
	c.callRecord, c.folded = record, len(record.Steps)
	for _, seq := range record.Steps {
		step, err := readStep[stepAnswer](tx, seq, c.id)
		c.note(seq, step, err)
	}
	c.Steps = slices.Concat(record.Steps, fresh)
	for _, seq := range fresh {
		step, err := readStep[stepRecord](tx, seq, c.id)
		c.note(seq, stepAnswer{step.Step, step.Token, step.Reply}, err)
		if err == nil {
			c.addTraits(step.Call)
			c.Entries = step.Read + len(step.Events)
		}
	}
	c.loaded = true
	return nil
}

// note notes what a step that was read is known by, or that it is lost.
func (c *liveCall) note(seq uint64, step stepAnswer, err error) {
	c.known = append(c.known, stepAt{step.Step, step.Token})
	c.reply, c.damage = step.Reply, err
	if err != nil {
		c.lost = append(c.lost, seq)
	}
}

// addTraits notes by what a call is found that goes on as after. One that began at another
// time is found by what it has now alone.
func (c *liveCall) addTraits(after ivr.Call) {
	before := c.Call
	c.Call = after
	switch {
	case !after.Began.Equal(before.Began):
		c.traits = nil
	case sameTraits(before, after):
		return
	}
	traits := slices.Clone(c.traits) // who reads calls may look at the others
	for _, of := range store.CallTraits(after) {
		if t := string(prefix(of.Of, of.Value)); !slices.Contains(traits, t) {
			traits = append(traits, t)
		}
	}
	c.traits = traits
}

// answered gives the number of the step that has answered a claim; -1 for none. A token
// that is known goes before a step.
func (c *liveCall) answered(claim store.StepKey) int {
	if claim.Token != "" {
		if i := slices.IndexFunc(c.known, func(k stepAt) bool { return k.token == claim.Token }); i >= 0 {
			return i
		}
	}
	return slices.IndexFunc(c.known, func(k stepAt) bool { return k.step == claim.Step })
}

// settled is a call's state in the form in which it is read back from the file: in UTC.
func settled(c ivr.Call) ivr.Call {
	for _, at := range []*time.Time{&c.Began, &c.At, &c.Queued, &c.EndedAt} {
		*at = at.UTC().Round(0)
	}
	if n := len(c.Path); n > 0 && c.Path[n-1].At.Location() != time.UTC {
		c.Path = slices.Clone(c.Path)
		for i := range c.Path {
			c.Path[i].At = c.Path[i].At.UTC().Round(0)
		}
	}
	return c
}

// recordIn gives what is known of a call in the transaction that writes.
func (s *callStore) recordIn(tx *bbolt.Tx, id string) (callRecord, error) {
	call := s.live.find(id)
	if call == nil {
		return readCall(tx, id)
	}
	call.mu.Lock()
	defer call.mu.Unlock()
	if err := call.load(tx); err != nil {
		return callRecord{}, err
	}
	if call.Call.ID == "" {
		return callRecord{}, store.ErrNotFound
	}
	return call.callRecord, nil
}

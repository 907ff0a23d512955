package bolt

import (
	"context"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// Agents gives all agents, by name.
func (s *Store) Agents(ctx context.Context) ([]store.Agent, error) {
	var all []store.Agent
	for agent, err := range walk(ctx, s, agents, []byte{}, func(tx *bbolt.Tx, key []byte) (store.Agent, error) {
		return load[store.Agent](tx, agents, key)
	}) {
		if err != nil {
			return nil, err
		}
		all = append(all, agent)
	}
	return all, nil
}

// PutAgent adds an agent, or replaces the one of that name.
func (s *Store) PutAgent(ctx context.Context, a store.Agent) error {
	if err := checkKey("the agent's name", a.Name); err != nil {
		return err
	}
	return s.update(ctx, func(tx *bbolt.Tx) error { return save(tx, agents, []byte(a.Name), a) })
}

// RemoveAgent removes an agent; store.ErrNotFound when there is none.
func (s *Store) RemoveAgent(ctx context.Context, name string) error {
	return s.updateIf(ctx,
		func(tx *bbolt.Tx) error {
			_, err := agents.get(tx, []byte(name))
			return err
		},
		func(tx *bbolt.Tx) error { return agents.remove(tx, []byte(name)) })
}

// lineClosure is a line's closure with its line.
type lineClosure struct {
	Line    string
	Closure ivr.Closure
}

// Closures gives the closures that were set and not taken back, also those
// whose time is over: what time it is now is the caller's to know.
func (s *Store) Closures(ctx context.Context) (map[string]ivr.Closure, error) {
	all := map[string]ivr.Closure{}
	for c, err := range walk(ctx, s, closures, []byte{}, func(tx *bbolt.Tx, key []byte) (lineClosure, error) {
		return load[lineClosure](tx, closures, key)
	}) {
		if err != nil {
			return nil, err
		}
		all[c.Line] = c.Closure
	}
	return all, nil
}

// SetClosure closes a line until then; the zero time opens it again.
func (s *Store) SetClosure(ctx context.Context, line string, until time.Time) error {
	if err := checkKey("the line", line); err != nil {
		return err
	}
	return s.update(ctx, func(tx *bbolt.Tx) error {
		if until.IsZero() {
			return closures.remove(tx, []byte(line))
		}
		return save(tx, closures, []byte(line), lineClosure{line, ivr.Closure{Until: until}})
	})
}

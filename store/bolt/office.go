package bolt

import (
	"context"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// Agents gives all agents, by name.
func (s *officeStore) Agents(ctx context.Context) ([]store.Agent, error) {
	var all []store.Agent
	for agent, err := range walk(ctx, s.file, agents, []byte{}, func(tx *bbolt.Tx, key []byte) (store.Agent, error) {
		return load[store.Agent](tx, agents, key)
	}) {
		if err != nil {
			return nil, err
		}
		all = append(all, agent)
	}
	return all, nil
}

// Agent gives a person by name.
func (s *officeStore) Agent(ctx context.Context, name string) (store.Agent, error) {
	return loadOne[store.Agent](ctx, s.file, agents, name)
}

// PutAgent adds a person, or replaces one that is still as it was read.
func (s *officeStore) PutAgent(ctx context.Context, a store.Agent) error {
	if err := store.CheckKey("the agent's name", a.Name); err != nil {
		return err
	}
	read := a.Version
	a.Version++
	return s.updateIf(ctx,
		func(tx *bbolt.Tx) error {
			now, err := load[store.Agent](tx, agents, []byte(a.Name))
			switch {
			case err != nil && !errors.Is(err, store.ErrNotFound):
				return err
			case now.Version != read:
				return store.ErrConflict
			}
			return nil
		},
		func(tx *bbolt.Tx) error { return save(tx, agents, []byte(a.Name), a) })
}

// RemoveAgent removes a person, who is signed out everywhere; store.ErrNotFound
// when there is none.
func (s *officeStore) RemoveAgent(ctx context.Context, name string) error {
	return s.updateIf(ctx,
		func(tx *bbolt.Tx) error {
			_, err := agents.get(tx, []byte(name))
			return err
		},
		func(tx *bbolt.Tx) error {
			if _, err := endSessions(tx, ofPerson(name)); err != nil {
				return err
			}
			return agents.remove(tx, []byte(name))
		})
}

// lineClosure is a line's closure with its line.
type lineClosure struct {
	Line    string
	Closure ivr.Closure
}

// Closures gives the closures that were set and not taken back, also those
// whose time is over: what time it is now is the caller's to know.
func (s *officeStore) Closures(ctx context.Context) (map[string]ivr.Closure, error) {
	all := map[string]ivr.Closure{}
	for c, err := range walk(ctx, s.file, closures, []byte{}, func(tx *bbolt.Tx, key []byte) (lineClosure, error) {
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
func (s *officeStore) SetClosure(ctx context.Context, line string, until time.Time) error {
	if err := store.CheckKey("the line", line); err != nil {
		return err
	}
	return s.update(ctx, func(tx *bbolt.Tx) error {
		if until.IsZero() {
			return closures.remove(tx, []byte(line))
		}
		return save(tx, closures, []byte(line), lineClosure{line, ivr.Closure{Until: until}})
	})
}

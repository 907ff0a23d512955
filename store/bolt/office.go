package bolt

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// officeStore keeps agents and closed lines.
type officeStore struct {
	*file

	mu      sync.Mutex          // guards what follows
	byPhone map[string][]string // agents' names by their numbers, sorted; nil when it must be read
}

// Agents gives all agents, by name.
func (s *officeStore) Agents(ctx context.Context) ([]store.Agent, error) {
	return loadSound[store.Agent](ctx, s.file, agents)
}

// AgentsByPhone gives the agents whose telephone number it is, by name. Every call asks for
// them, so which names there are to a number is remembered: one process has the file.
func (s *officeStore) AgentsByPhone(ctx context.Context, e164 string) ([]store.Agent, error) {
	names, err := s.namesAt(ctx, e164)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	var found []store.Agent
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		found = nil
		for _, name := range names {
			a, err := load[store.Agent](tx, agents, []byte(name))
			switch {
			case lacks(err): // removed since, or damaged: it keeps nobody from the others
			case err != nil:
				return err
			case a.Number.Reveal() == e164:
				found = append(found, a)
			}
		}
		return nil
	})
	return found, err
}

// namesAt returns the names of the agents of a number; none are at "".
func (s *officeStore) namesAt(ctx context.Context, e164 string) ([]string, error) {
	s.mu.Lock() // while they are read, too: a change forgets them afterwards
	defer s.mu.Unlock()
	if s.byPhone == nil {
		all, err := s.Agents(ctx)
		if err != nil {
			return nil, err
		}
		s.byPhone = map[string][]string{}
		for _, a := range all {
			if number := a.Number.Reveal(); number != "" {
				s.byPhone[number] = append(s.byPhone[number], a.Name)
			}
		}
	}
	return s.byPhone[e164], nil
}

// forgetPhones has the agents' numbers read again: one may have changed.
func (s *officeStore) forgetPhones() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byPhone = nil
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
	defer s.forgetPhones()
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
	defer s.forgetPhones()
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
	kept, err := loadSound[lineClosure](ctx, s.file, closures)
	if err != nil {
		return nil, err
	}
	all := map[string]ivr.Closure{}
	for _, c := range kept {
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

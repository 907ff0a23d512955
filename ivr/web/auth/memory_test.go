package auth

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/store"
)

// memory is a store of people alone; broken, it fails at everything.
type memory struct {
	mu       sync.Mutex
	people   map[string]store.Agent
	sessions map[string]store.Session
	audit    []store.AuditEntry
	keys     map[string]store.Hash
	tries    map[string]store.Tries
	writes   int
	broken   error
}

func newMemory() *memory {
	return &memory{people: map[string]store.Agent{}, sessions: map[string]store.Session{}, keys: map[string]store.Hash{}, tries: map[string]store.Tries{}}
}

func (m *memory) Agent(_ context.Context, name string) (store.Agent, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return found(m.people, name, m.broken)
}

func found[T any](in map[string]T, key string, broken error) (T, error) {
	v, ok := in[key]
	if !ok && broken == nil {
		broken = store.ErrNotFound
	}
	return v, broken
}

func (m *memory) Agents(context.Context) ([]store.Agent, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.SortedFunc(maps.Values(m.people), func(a, b store.Agent) int { return strings.Compare(a.Name, b.Name) }), m.broken
}

func (m *memory) PutAgent(_ context.Context, a store.Agent) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.people[a.Name].Version != a.Version {
		return store.ErrConflict
	}
	a.Version++
	m.people[a.Name] = a
	return m.broken
}

func (m *memory) remove(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.people, name)
}

func (m *memory) Session(_ context.Context, id string) (store.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return found(m.sessions, id, m.broken)
}

func (m *memory) PutSession(_ context.Context, s store.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[s.ID] = s
	return m.broken
}

func (m *memory) ProlongSession(_ context.Context, id string, expires time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, err := found(m.sessions, id, m.broken)
	if err == nil {
		s.Expires = expires
		m.sessions[id] = s
		m.writes++
	}
	return err
}

func (m *memory) EndSession(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, id)
	return m.broken
}

func (m *memory) end(chosen func(store.Session) bool) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	before := len(m.sessions)
	maps.DeleteFunc(m.sessions, func(_ string, s store.Session) bool { return chosen(s) })
	return before - len(m.sessions), m.broken
}

func (m *memory) EndSessions(_ context.Context, name string) (int, error) {
	return m.end(func(s store.Session) bool { return s.Name == name })
}

func (m *memory) SweepSessions(_ context.Context, now time.Time) (int, error) {
	return m.end(func(s store.Session) bool { return !now.Before(s.Expires) })
}

func (m *memory) AppendAudit(_ context.Context, e store.AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.audit = append(m.audit, e)
	return m.broken
}

func (m *memory) ListAudit(context.Context, store.AuditFilter) iter.Seq2[store.AuditEntry, error] {
	return func(yield func(store.AuditEntry, error) bool) {
		m.mu.Lock()
		defer m.mu.Unlock()
		for _, e := range m.audit {
			if !yield(e, m.broken) {
				return
			}
		}
	}
}

func (m *memory) SigningKey(_ context.Context, name string, fresh store.Hash) (store.Hash, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.keys[name] == "" {
		m.keys[name] = fresh
	}
	return m.keys[name], m.broken
}

func (m *memory) ReplaceSigningKey(_ context.Context, name string, key store.Hash) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keys[name] = key
	return m.broken
}

func (m *memory) ChangeTries(_ context.Context, keys []string, change func([]store.Tries)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]store.Tries, len(keys))
	for i, key := range keys {
		all[i] = m.tries[key]
	}
	change(all)
	for i, key := range keys {
		if m.tries[key] = all[i]; all[i].Count == 0 {
			delete(m.tries, key)
		}
	}
	return m.broken
}

func (m *memory) SweepTries(_ context.Context, before time.Time, most int) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	had := len(m.tries)
	maps.DeleteFunc(m.tries, func(_ string, t store.Tries) bool { return t.Last.Before(before) })
	oldest := slices.SortedFunc(maps.Keys(m.tries), func(a, b string) int { return m.tries[a].Last.Compare(m.tries[b].Last) })
	for _, key := range oldest[:max(len(oldest)-most, 0)] {
		delete(m.tries, key)
	}
	return had - len(m.tries), m.broken
}

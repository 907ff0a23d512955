package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/okpay/hotline/store"
)

const (
	readAgent     = `SELECT record FROM agents WHERE name = $1`
	agentsByPhone = `SELECT record FROM agents WHERE phone = $1 ORDER BY name`
	writeAgent    = `INSERT INTO agents (name, phone, record) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET phone = excluded.phone, record = excluded.record`
	indexAgent = `UPDATE agents SET phone = $2 WHERE name = $1 AND record = $3`
)

// Agents gives all agents, by name.
func (s staffStore) Agents(ctx context.Context) ([]store.Agent, error) {
	return readSound[store.Agent](ctx, s.database, `SELECT record FROM agents ORDER BY name`)
}

// AgentsByPhone gives the agents whose telephone number it is, by name.
func (s staffStore) AgentsByPhone(ctx context.Context, e164 string) ([]store.Agent, error) {
	if e164 == "" {
		return nil, nil
	}
	return readSound[store.Agent](ctx, s.database, agentsByPhone, []byte(e164))
}

// Agent gives a person by name.
func (s staffStore) Agent(ctx context.Context, name string) (store.Agent, error) {
	return one[store.Agent](ctx, s.database, readAgent, []byte(name))
}

// PutAgent adds a person, or replaces one that is still as it was read.
func (s staffStore) PutAgent(ctx context.Context, a store.Agent) error {
	if err := store.CheckKey("the agent's name", a.Name); err != nil {
		return err
	}
	seen := a.Version
	a.Version++
	return s.transact(ctx, func(tx pgx.Tx) error {
		now, err := oneIn[store.Agent](ctx, tx, readAgent, []byte(a.Name))
		switch {
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return err
		case now.Version != seen:
			return store.ErrConflict
		}
		return putAgent(ctx, tx, a)
	})
}

// putAgent writes a person's entry, and the number by which it is found.
func putAgent(ctx context.Context, tx pgx.Tx, a store.Agent) error {
	record, err := store.Encode(a)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, writeAgent, []byte(a.Name), []byte(a.Number.Reveal()), record)
	return err
}

// RemoveAgent removes a person, who is signed out everywhere.
func (s staffStore) RemoveAgent(ctx context.Context, name string) error {
	return s.transact(ctx, func(tx pgx.Tx) error {
		removed, err := tx.Exec(ctx, `DELETE FROM agents WHERE name = $1`, []byte(name))
		if err := found(removed.RowsAffected(), err); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, endSessions, []byte(name))
		return err
	})
}

// countSignOut notes in a person's entry that they were signed out everywhere.
func countSignOut(ctx context.Context, tx pgx.Tx, name string) error {
	agent, err := oneIn[store.Agent](ctx, tx, readAgent, []byte(name))
	if lacks(err) {
		return nil // signs nobody in
	}
	if err != nil {
		return err
	}
	agent.SignedOut++
	agent.Version++
	return putAgent(ctx, tx, agent)
}

// indexAgents gives every agent the number that they are found by, where an earlier release has
// entered them or changed their number.
func indexAgents(ctx context.Context, pool *pgxpool.Pool) error {
	type row struct{ name, phone, record []byte }
	rows, err := pool.Query(ctx, `SELECT name, phone, record FROM agents ORDER BY name`)
	if err != nil {
		return fmt.Errorf("reading agents: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (a row, err error) {
		return a, r.Scan(&a.name, &a.phone, &a.record)
	})
	if err != nil {
		return fmt.Errorf("reading agents: %w", err)
	}
	for _, a := range all {
		agent, err := opened[store.Agent](a.record)
		if err != nil {
			continue // told to who reads it
		}
		if phone := []byte(agent.Number.Reveal()); !bytes.Equal(phone, a.phone) {
			if _, err := pool.Exec(ctx, indexAgent, a.name, phone, a.record); err != nil {
				return fmt.Errorf("indexing an agent's number: %w", err)
			}
		}
	}
	return nil
}

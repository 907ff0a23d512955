package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// inboxRecord is an event as it is kept.
type inboxRecord struct {
	At    time.Time
	Event acd.Event
}

// Commit writes one step. It numbers the entries from c.Read on, and a lock's versions.
// It is one round trip; when a case is added to, which has to be read, some more.
func (s callStore) Commit(ctx context.Context, c store.Commit) error {
	if err := checkCommit(c); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if err := s.ready(ctx); err != nil {
		return err
	}
	began := time.Now()
	err := s.commit(ctx, c)
	s.observe("commit", began, err)
	return err
}

func (s callStore) commit(ctx context.Context, c store.Commit) error {
	// A commit whose connection broke may be written already. Then its claim is taken,
	// and the answer that is found for it is this one.
	curable := func(err error) bool { return violated(err) == "" && lost(err) }
	var broken error
	err := again(ctx, curable, func() error {
		broken = s.attempt(ctx, c)
		return broken
	})
	switch constraint := violated(broken); {
	case err == nil:
		return nil
	case strings.HasPrefix(constraint, "claims"):
		return s.claimed(ctx, c.Claim)
	case constraint == "cases_pkey", constraint == "journal_pkey", constraint == "calls_pkey":
		return store.ErrConflict
	}
	return err
}

func (s callStore) claimed(ctx context.Context, claim store.StepKey) error {
	reply, err := s.Reply(ctx, claim)
	switch {
	case err == nil:
		return &store.Claimed{Reply: reply}
	case errors.Is(err, store.ErrNotFound):
		return store.ErrConflict
	}
	return err
}

// attempt makes the commit once.
func (s callStore) attempt(ctx context.Context, c store.Commit) error {
	statements, err := s.plan(c)
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if numbers := addedTo(c.Cases); len(numbers) > 0 {
		return pgx.BeginTxFunc(ctx, s.pool, serialisable, func(tx pgx.Tx) error {
			opened, err := lockCases(ctx, tx, numbers)
			if err != nil {
				return err
			}
			return s.finish(ctx, tx, c, statements, opened)
		})
	}
	more, err := s.changeCases(c.Cases, map[string]*caseRow{})
	if err != nil {
		return err
	}
	return s.enqueue(ctx, c.Claim.Call, append(statements, more...))
}

func (s callStore) finish(ctx context.Context, tx pgx.Tx, c store.Commit, statements []statement, opened map[string]*caseRow) error {
	more, err := s.changeCases(c.Cases, opened)
	if err != nil {
		return err
	}
	return run(ctx, tx, append(statements, more...))
}

// The statements of a step. That of a call that is not as it was read fails.
const (
	claimStep = `INSERT INTO claims (call, step, token, reply) VALUES ($1, $2, $3, $4)`

	beginCall = `INSERT INTO calls (id, began, entries, stamp, record, ended)
		VALUES ($1, $2, $3, CASE WHEN $5::bigint > 0 THEN $6::bigint + $5 - 1 ELSE 0 END, $4, $7)
		ON CONFLICT (id) DO UPDATE SET began = excluded.began, entries = excluded.entries, stamp = excluded.stamp, record = excluded.record, ended = excluded.ended
		WHERE calls.entries = 0 RETURNING 1`

	goOnCall = `UPDATE calls SET began = $2, entries = $3, record = $4, ended = $7,
		stamp = CASE WHEN $5::bigint > 0 THEN greatest(stamp + $5, $6::bigint + $5 - 1) ELSE stamp END
		WHERE id = $1 AND entries = $8 RETURNING 1`

	addTraits = `INSERT INTO call_traits (call, trait, began) SELECT $1, trait, $3 FROM unnest($2::bytea[]) AS traits (trait)
		ON CONFLICT (call, trait) DO UPDATE SET began = excluded.began WHERE call_traits.began <> excluded.began`

	addEntries = `INSERT INTO journal (call, seq, record) SELECT $1, seq, record FROM unnest($2::bigint[], $3::bytea[]) AS entries (seq, record)`

	putCode = `INSERT INTO codes (call, record) VALUES ($1, $2) ON CONFLICT (call) DO UPDATE SET record = excluded.record`

	putLock = `INSERT INTO locks (key, version, record) VALUES ($1, $2, $3)
		ON CONFLICT (key) DO UPDATE SET version = excluded.version, record = excluded.record WHERE locks.version = $4 RETURNING 1`

	changeLock = `UPDATE locks SET version = $2, record = $3 WHERE key = $1 AND version = $4 RETURNING 1`

	tellACD = `INSERT INTO acd_inbox (seq, record) SELECT calls.stamp - $2::bigint + place, events.record
		FROM calls, unnest($3::bigint[], $4::bytea[]) AS events (place, record) WHERE calls.id = $1`
)

// plan makes the statements of all but the step's cases.
func (s callStore) plan(c store.Commit) ([]statement, error) {
	var failed error
	encode := func(v any) []byte {
		record, err := store.Encode(v)
		failed = errors.Join(failed, err)
		return record
	}
	call, events, stamp := []byte(c.Claim.Call), int64(len(c.ACD)), int64(0)
	if events > 0 {
		stamp = s.stamp()
	}
	began, length := nanos(c.Call.Began), int64(c.Read+len(c.Events))
	all := []statement{do(claimStep, call, []byte(c.Claim.Step), orNull(c.Claim.Token), append([]byte{}, c.Reply...))}
	if c.Read == 0 {
		all = append(all, do(expect(beginCall), call, began, length, encode(c.Call), events, stamp, endOf(c.Call)))
	} else {
		all = append(all, do(expect(goOnCall), call, began, length, encode(c.Call), events, stamp, endOf(c.Call), int64(c.Read)))
	}
	if traits := callTraits(c.Call); len(traits) > 0 {
		all = append(all, do(addTraits, call, traits, began))
	}
	if len(c.Events) > 0 {
		seqs, records := make([]int64, len(c.Events)), make([][]byte, len(c.Events))
		for i, entry := range c.Events {
			entry.Seq = c.Read + i
			seqs[i], records[i] = int64(entry.Seq), encode(entry)
		}
		all = append(all, do(addEntries, call, seqs, records))
	}
	if c.Code != nil {
		all = append(all, do(putCode, call, encode(c.Code)))
	}
	for _, change := range c.Locks {
		all = append(all, lockStatement(change, encode))
	}
	if events > 0 {
		places, records := make([]int64, len(c.ACD)), make([][]byte, len(c.ACD))
		for i, e := range c.ACD {
			places[i], records[i] = int64(i+1), encode(inboxRecord{c.Call.At, e})
		}
		all = append(all, do(tellACD, call, events, places, records))
	}
	return append(all, s.putOutgoing(c.Outgoing, encode)...), failed
}

func lockStatement(change store.LockChange, encode func(any) []byte) statement {
	change.Lock.Version = change.Read + 1
	sql := expect(changeLock)
	if change.Read == 0 {
		sql = expect(putLock)
	}
	return do(sql, []byte(change.Key), int64(change.Lock.Version), encode(change.Lock), int64(change.Read))
}

// orNull is a text as a column has it in which nothing is NULL.
func orNull(text string) []byte {
	if text == "" {
		return nil
	}
	return []byte(text)
}

func checkCommit(c store.Commit) error {
	err := c.Check(checkCase)
	if len(c.ACD) >= 1<<stampIndexBits {
		err = errors.Join(err, errors.New("the step brings the ACD too many events"))
	}
	return err
}

// callTraits are what a call is found by, beside its beginning. A trait that it had
// once stays.
func callTraits(c ivr.Call) [][]byte {
	var traits [][]byte
	for _, t := range store.CallTraits(c) {
		traits = append(traits, traitKey(t))
	}
	return traits
}

func traitKey(t store.Trait) []byte { return []byte(t.Of + "\x00" + t.Value) }

package postgres

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/store"
)

const putOutgoing = `INSERT INTO outgoing (id, seq, record)
	SELECT id, $1::bigint + place, record FROM unnest($2::bigint[], $3::bytea[], $4::bytea[]) AS messages (place, id, record)`

// putOutgoing makes the statement that puts messages behind all that wait.
func (s *database) putOutgoing(out []store.Outgoing, encode func(any) []byte) []statement {
	if len(out) == 0 {
		return nil
	}
	places, ids, records := make([]int64, len(out)), make([][]byte, len(out)), make([][]byte, len(out))
	for i, o := range out {
		places[i], ids[i], records[i] = int64(i), []byte(o.ID), encode(o)
	}
	return []statement{do(putOutgoing, s.stamp(), places, ids, records)}
}

// aliveFor is how long a process counts as alive after it has last looked for something to take, as it
// does each second. What was taken by one that is not is unfinished.
const aliveFor = 3 * time.Second

const (
	takeOutgoing = `UPDATE outgoing SET taker = $1, take = $2 WHERE id IN (
			SELECT id FROM outgoing WHERE taker IS NULL ORDER BY seq LIMIT $3 FOR UPDATE SKIP LOCKED
		) RETURNING seq, record`

	takeOver = `UPDATE outgoing SET taker = $1, take = $2 WHERE id IN (
			SELECT id FROM outgoing WHERE taker IS NOT NULL AND taker <> $1
			AND NOT EXISTS (SELECT 1 FROM marks WHERE kind = 'alive' AND name = outgoing.taker AND until > now())
			FOR UPDATE SKIP LOCKED
		) RETURNING seq, record`

	giveBack = `UPDATE outgoing SET taker = $3 WHERE taker = $1 AND take = $2`
)

// nobody is the taker of what has to be taken over.
const nobody = "nobody"

// TakeOutgoing hands out what waits to leave; zero limit is all. A message is marked as
// taken before it is handed out, and its row is locked until it is: no two processes
// take the same.
func (s outboxStore) TakeOutgoing(ctx context.Context, limit int) ([]store.Outgoing, error) {
	var most any // NULL: all
	if limit > 0 {
		most = limit
	}
	me := sharedStore(s)
	if err := me.Mark(ctx, store.MarkAlive, []string{s.options.Instance}, aliveFor); err != nil {
		return nil, err
	}
	return s.take(ctx, nil, takeOutgoing, most)
}

// Unfinished gives, and takes over, what was taken by a process that has ended, and
// not finished, in the order in which it was written.
func (s outboxStore) Unfinished(ctx context.Context) ([]store.Outgoing, error) {
	return s.take(ctx, []byte(nobody), takeOver)
}

// take takes messages. When the connection breaks, they may be taken and nobody was told:
// they are given back to whom they were of before, and taken again.
func (s outboxStore) take(ctx context.Context, before []byte, sql string, args ...any) ([]store.Outgoing, error) {
	type message struct {
		seq int64
		store.Outgoing
	}
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	var taken []message
	number, doubtful := s.stamp(), false
	err := again(ctx, lost, func() error {
		if doubtful {
			if _, err := s.pool.Exec(ctx, giveBack, s.instance(), number, before); err != nil {
				return err
			}
		}
		doubtful = true
		rows, err := s.pool.Query(ctx, sql, append([]any{s.instance(), number}, args...)...)
		if err != nil {
			return err
		}
		taken, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (m message, err error) {
			var record []byte
			if err := r.Scan(&m.seq, &record); err != nil {
				return m, err
			}
			if m.Outgoing, err = opened[store.Outgoing](record); err != nil {
				m.ID = "" // damaged: it stops none of the others, and stays taken
			}
			return m, nil
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(taken, func(a, b message) int { return cmp.Compare(a.seq, b.seq) })
	var out []store.Outgoing
	for _, m := range taken {
		if m.ID != "" {
			out = append(out, m.Outgoing)
		}
	}
	return out, nil
}

// FinishOutgoing forgets a message that was taken.
func (s outboxStore) FinishOutgoing(ctx context.Context, id string) error {
	return found(s.exec(ctx, `DELETE FROM outgoing WHERE id = $1 AND taker IS NOT NULL`, []byte(id)))
}

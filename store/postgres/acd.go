package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// The kinds of rows of the table acd. Each row names the shard by whose version it is found that the row is news:
// the first of those that its last change touched.
const (
	wholeRow     = "acd"   // of all that is one shard; it is removed when the ACD is parted
	shardRow     = "shard" // a queue's version
	interactions = "interaction"
	sessions     = "session"
	queues       = "queue"
)

// wholeRecord is what the release before this one keeps of the ACD beside its interactions, agents' sessions and queues.
type wholeRecord struct{ Version, Serial int }

// acdRow is a row of the table acd; record is nil when the row's thing was removed.
type acdRow struct {
	kind, key string
	version   int
	record    []byte
}

func scanACD(r pgx.CollectableRow) (row acdRow, err error) {
	var kind, key []byte
	err = r.Scan(&kind, &key, &row.version, &row.record)
	row.kind, row.key = string(kind), string(key)
	return row, err
}

// newsOfACD reads the versions of all shards, and the rows of those that are newer than the versions that are known.
const newsOfACD = `WITH shards AS (SELECT kind, key, version, record FROM acd WHERE kind IN ('acd', 'shard')),
	known AS (SELECT shard, version FROM unnest($1::bytea[], $2::bigint[]) AS known (shard, version))
	SELECT kind, key, version, record FROM shards
	UNION ALL
	SELECT acd.kind, acd.key, acd.version, acd.record FROM shards LEFT JOIN known ON known.shard = shards.key
	JOIN acd ON acd.shard = shards.key AND acd.version > coalesce(known.version, 0) AND acd.kind NOT IN ('acd', 'shard')
	WHERE shards.version > coalesce(known.version, 0)`

// ACD gives the ACD, and the version to base a change on.
func (s acdStore) ACD(ctx context.Context) (acd.State, store.ACDVersion, error) {
	rows, err := read(ctx, s.database, scanACD, `SELECT kind, key, version, record FROM acd WHERE record IS NOT NULL`)
	if err != nil {
		return acd.State{}, nil, fmt.Errorf("reading the ACD: %w", err)
	}
	news := collectACD(rows)
	return news.State, news.Version, nil
}

// ACDSince gives what has changed of the ACD since a version.
func (s acdStore) ACDSince(ctx context.Context, version store.ACDVersion) (store.ACDNews, error) {
	shards, versions := make([][]byte, 0, len(version)), make([]int64, 0, len(version))
	for _, shard := range slices.Sorted(maps.Keys(version)) {
		shards, versions = append(shards, []byte(shard)), append(versions, int64(version[shard]))
	}
	rows, err := read(ctx, s.database, scanACD, newsOfACD, shards, versions)
	if err != nil {
		return store.ACDNews{}, fmt.Errorf("reading what is new of the ACD: %w", err)
	}
	news := collectACD(rows)
	if forgotten(version, news.Version) || version.IsWhole() && !news.Version.IsWhole() {
		news.State, news.Version, err = s.ACD(ctx)
		news.Whole = true
	}
	return news, err
}

// remembered is for how many versions a removed thing's row is kept.
const remembered = 10_000

// forgotten reports whether things may have been removed between two versions whose rows are no more.
func forgotten(known, now store.ACDVersion) bool {
	for shard, version := range now { // in no order: one is enough
		if version-known[shard] > remembered {
			return true
		}
	}
	return false
}

func collectACD(rows []acdRow) store.ACDNews {
	news := store.ACDNews{Version: store.ACDVersion{}}
	for _, row := range rows {
		switch row.kind {
		case wholeRow, shardRow:
			news.Version[row.key] = row.version
		case interactions:
			news.Interactions = append(news.Interactions, row.key)
			give(row, func(k acd.Interaction) { news.State = news.State.With(k) })
		case sessions:
			news.Sessions = append(news.Sessions, row.key)
			give(row, func(s acd.AgentSession) { news.State = news.State.WithSession(s) })
		case queues:
			news.Queues = append(news.Queues, row.key)
			give(row, func(q acd.QueueStats) { news.State = news.State.WithQueue(row.key, q) })
		}
	}
	return news
}

// partACD parts the ACD unless a process lives that does not say that it knows of shards.
const partACD = `DELETE FROM acd WHERE kind = 'acd' AND NOT EXISTS (
		SELECT 1 FROM marks AS alive WHERE alive.kind = 'alive' AND alive.until > now() AND NOT EXISTS (
			SELECT 1 FROM marks AS knows WHERE knows.kind = 'parts' AND knows.holder = alive.holder AND knows.until > now()
		)
	)`

// PartACD parts the ACD when no process of the release before lives. What such a one may still write is refused from
// then on: its version is no more.
func (s sharedStore) PartACD(ctx context.Context) error {
	if err := s.Mark(ctx, store.MarkParts, []string{s.options.Instance}, aliveFor); err != nil {
		return err
	}
	_, err := s.set(ctx, partACD)
	return err
}

// give gives the record of a row, unless what it was about was removed, or it is damaged: then a caller or an agent
// begins anew, and all others go on.
func give[T any](row acdRow, to func(T)) {
	if row.record == nil {
		return
	}
	if v, err := opened[T](row.record); err == nil {
		to(v)
	}
}

// Inbox gives what the ACD must learn of calls' steps and has not taken yet.
func (s acdStore) Inbox(ctx context.Context, after uint64) ([]store.InboxEvent, error) {
	events, err := read(ctx, s.database, func(r pgx.CollectableRow) (store.InboxEvent, error) {
		var seq int64
		var record []byte
		if err := r.Scan(&seq, &record); err != nil {
			return store.InboxEvent{}, err
		}
		e, err := opened[inboxRecord](record)
		if err != nil {
			e = inboxRecord{} // left out
		}
		return store.InboxEvent{Seq: uint64(seq), At: e.At, Event: e.Event}, nil //nolint:gosec // never negative
	}, `SELECT seq, record FROM acd_inbox WHERE seq > $1 ORDER BY seq LIMIT $2`, int64(after), store.InboxMost) //nolint:gosec // made of an int64
	if err != nil {
		return nil, fmt.Errorf("reading the inbox of the ACD: %w", err)
	}
	return events, nil
}

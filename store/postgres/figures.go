package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// statsRecord says since when figures are kept.
type statsRecord struct{ Since time.Time }

const (
	beginStats = `INSERT INTO day_stats (day, queue, agent, record) VALUES ($1, $2, $3, $4) ON CONFLICT (day, queue, agent) DO NOTHING`

	holdStats = `SELECT record FROM day_stats WHERE day = $1 AND queue = $2 AND agent = $3 FOR UPDATE`

	putStats = `INSERT INTO day_stats (day, queue, agent, record) VALUES ($1, $2, $3, $4)
		ON CONFLICT (day, queue, agent) DO UPDATE SET record = excluded.record`
)

func checkStats(of acd.DayOf) error {
	return errors.Join(store.CheckKey("the day of figures", of.Day), store.CheckKey("what figures are of", of.Queue+of.Agent))
}

func statsOf(d acd.DayStats) (statement, error) {
	record, err := store.Encode(d.Stats)
	return do(putStats, []byte(d.Day), []byte(d.Queue), []byte(d.Agent), record), err
}

// queueStats adds to a batch the statements that hold and read the figures of days, which are there then, and puts into
// added those that add to them.
func queueStats(batch *pgx.Batch, days []acd.DayStats, added *[]statement) {
	none, _ := store.Encode(acd.Stats{}) // never fails
	for _, d := range days {
		batch.Queue(beginStats, []byte(d.Day), []byte(d.Queue), []byte(d.Agent), none)
		batch.Queue(holdStats, []byte(d.Day), []byte(d.Queue), []byte(d.Agent)).QueryRow(func(row pgx.Row) error {
			var record []byte
			if err := row.Scan(&record); err != nil {
				return err
			}
			kept, _ := opened[acd.Stats](record) // damaged ones begin anew: the ACD would else stand still
			d.Stats = kept.Plus(d.Stats)
			put, err := statsOf(d)
			*added = append(*added, put)
			return err
		})
	}
}

// BeginStats keeps the figures of what was there before.
func (s figureStore) BeginStats(ctx context.Context, b store.StatsBegin) error {
	days := b.Days.List()
	for _, d := range days {
		if err := checkStats(d.DayOf); err != nil {
			return fmt.Errorf("beginning the figures: %w", err)
		}
	}
	since, err := store.Encode(statsRecord{b.Since})
	if err != nil {
		return err
	}
	err = s.transact(ctx, func(tx pgx.Tx) error {
		all := append(expectVersion(b.Read), do(`INSERT INTO meta (key, value) VALUES ('stats', $1)`, since))
		for _, d := range days { // in the place of what was added before
			put, err := statsOf(d)
			if err != nil {
				return err
			}
			all = append(all, put)
		}
		err := run(ctx, tx, all)
		if violated(err) == "meta_pkey" {
			return store.ErrConflict
		}
		return err
	})
	return err
}

// expectVersion makes the statements that fail when the ACD is not at a version.
func expectVersion(version store.ACDVersion) []statement {
	all := []statement{do(`SELECT 1 / CASE WHEN count(*) = $1 THEN 1 ELSE 0 END FROM acd WHERE kind IN ('acd', 'shard')`, int64(len(version)))}
	for _, shard := range slices.Sorted(maps.Keys(version)) {
		all = append(all, do(expect(`UPDATE acd SET key = key WHERE kind IN ('acd', 'shard') AND key = $1 AND version = $2 RETURNING 1`),
			[]byte(shard), int64(version[shard])))
	}
	return all
}

// StatsSince gives the instant from which figures are kept.
func (s figureStore) StatsSince(ctx context.Context) (since time.Time, begun bool, err error) {
	record, err := one[statsRecord](ctx, s.database, `SELECT value FROM meta WHERE key = 'stats'`)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return time.Time{}, false, nil
	case errors.Is(err, store.ErrDamaged): // they are kept since an instant that is not known
		return time.Time{}, true, nil
	}
	return record.Since, err == nil, err
}

// DayStats gives the figures of some days.
func (s figureStore) DayStats(ctx context.Context, from, to string) iter.Seq2[acd.DayStats, error] {
	rows := pages(0, func(last *keptDay, most int) ([]keptDay, error) {
		after := acd.DayOf{Day: from}
		if last != nil {
			after = last.DayOf
		}
		return read(ctx, s.database, scanDay, `SELECT day, queue, agent, record FROM day_stats
			WHERE day <= $1 AND (day, queue, agent) > ($2, $3, $4) ORDER BY day, queue, agent LIMIT $5`,
			[]byte(to), []byte(after.Day), []byte(after.Queue), []byte(after.Agent), most)
	})
	return func(yield func(acd.DayStats, error) bool) {
		for row, err := range rows {
			var d acd.DayStats
			if err == nil {
				d, err = row.stats()
			}
			if errors.Is(err, store.ErrDamaged) {
				continue // it keeps nobody from the others
			}
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}

// keptDay are the figures of a day as they are kept.
type keptDay struct {
	acd.DayOf
	record []byte
}

func scanDay(r pgx.CollectableRow) (d keptDay, err error) {
	var day, queue, agent []byte
	err = r.Scan(&day, &queue, &agent, &d.record)
	d.DayOf = acd.DayOf{Day: string(day), Queue: string(queue), Agent: string(agent)}
	return d, err
}

func (d keptDay) stats() (acd.DayStats, error) {
	stats, err := opened[acd.Stats](d.record)
	return acd.DayStats{DayOf: d.DayOf, Stats: stats}, err
}

// QueueRecords gives the stays that began since then and before until, newest first.
func (s figureStore) QueueRecords(ctx context.Context, since, until time.Time) iter.Seq2[acd.QueueRecord, error] {
	from := int64(math.MaxInt64)
	if !until.IsZero() {
		from = nanos(until) - 1
	}
	return s.stays(ctx, from, `SELECT entered, id, record FROM queue_records
		WHERE entered <= $1 AND (entered < $1 OR id > $2) AND entered >= $4 ORDER BY entered DESC, id LIMIT $3`, nanos(since))
}

// QueueRecordsOf gives the stays of a call, and those of the callbacks that were asked
// for in it, newest first.
func (s figureStore) QueueRecordsOf(ctx context.Context, call string) iter.Seq2[acd.QueueRecord, error] {
	return s.stays(ctx, math.MaxInt64, `SELECT entered, id, record FROM (
			SELECT entered, id, record FROM queue_records WHERE call = $4
			UNION SELECT entered, id, record FROM queue_records WHERE origin = $4
		) AS stays WHERE entered <= $1 AND (entered < $1 OR id > $2) ORDER BY entered DESC, id LIMIT $3`, []byte(call))
}

// stays runs a query of stays from an instant back, which takes the place to go on behind, how many it may give, and
// an argument of its own.
func (s figureStore) stays(ctx context.Context, from int64, sql string, of any) iter.Seq2[acd.QueueRecord, error] {
	return sound[acd.QueueRecord](pages(0, func(last *placed, most int) ([]placed, error) {
		at, id := from, []byte{}
		if last != nil {
			at, id = last.at, last.id
		}
		return read(ctx, s.database, scanPlaced, sql, at, id, most, of)
	}), false)
}

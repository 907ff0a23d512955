package bolt

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// statsKey is where the instant stands in meta from which figures are kept.
var statsKey = []byte("stats")

// statsRecord says since when figures are kept.
type statsRecord struct{ Since time.Time }

// dayKey keeps figures in the order of the days.
func dayKey(of acd.DayOf) []byte { return prefix(of.Day, of.Queue, of.Agent) }

// readDay reads the figures of a day.
func readDay(tx *bbolt.Tx, e entry) (acd.DayStats, error) {
	kept, err := readEntry[acd.Stats](tx, e)
	if err != nil {
		return acd.DayStats{}, err
	}
	parts := strings.Split(string(e.key), "\x00")
	return acd.DayStats{DayOf: acd.DayOf{Day: parts[0], Queue: parts[1], Agent: parts[2]}, Stats: kept}, nil
}

func checkStats(of acd.DayOf) error {
	return errors.Join(store.CheckKey("the day of figures", of.Day), store.CheckKey("what figures are of", of.Queue+of.Agent))
}

// addStats adds to the figures of a day. Those that are damaged are put aside and begin anew: the change of the ACD
// that they are part of would else fail each time.
func addStats(tx *bbolt.Tx, d acd.DayStats) error {
	key := dayKey(d.DayOf)
	kept, err := load[acd.Stats](tx, stats, key)
	if errors.Is(err, store.ErrDamaged) {
		err = moveAside(tx, stats, key)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return save(tx, stats, key, kept.Plus(d.Stats))
}

// BeginStats keeps the figures of what was there before.
func (s *acdStore) BeginStats(ctx context.Context, b store.StatsBegin) error {
	for _, d := range b.Days.List() {
		if err := checkStats(d.DayOf); err != nil {
			return fmt.Errorf("beginning the figures: %w", err)
		}
	}
	return s.updateIf(ctx,
		func(tx *bbolt.Tx) error {
			begun, err := meta.has(tx, statsKey)
			if err != nil {
				return err
			}
			record, err := readACD(tx)
			if err == nil && (begun || record.Version != b.Read[store.WholeACD]) {
				return store.ErrConflict
			}
			return err
		},
		func(tx *bbolt.Tx) error {
			for _, d := range b.Days.List() { // in the place of what was added before
				if err := save(tx, stats, dayKey(d.DayOf), d.Stats); err != nil {
					return err
				}
			}
			return save(tx, meta, statsKey, statsRecord{b.Since})
		})
}

// StatsSince gives the instant from which figures are kept.
func (s *acdStore) StatsSince(ctx context.Context) (since time.Time, begun bool, err error) {
	record, err := loadOne[statsRecord](ctx, s.file, meta, string(statsKey))
	if errors.Is(err, store.ErrNotFound) {
		return time.Time{}, false, nil
	}
	return record.Since, err == nil, err
}

// DayStats gives the figures of some days.
func (s *acdStore) DayStats(ctx context.Context, from, to string) iter.Seq2[acd.DayStats, error] {
	return func(yield func(acd.DayStats, error) bool) {
		for d, err := range walk(ctx, s.file, span{in: stats, from: []byte(from)}, readDay) {
			if err == nil && d.Day > to || !yield(d, err) {
				return
			}
		}
	}
}

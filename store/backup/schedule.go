package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"filippo.io/age"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/store"
)

// Config says which backups are made while the hotline runs.
type Config struct {
	Dir      string // the folder that they are in
	Every    time.Duration
	Keep     int // how many are kept; 0 is all
	To       []age.Recipient
	Spool    string // the store's folder
	Store    store.Store
	Clock    func() time.Time
	Log      zerolog.Logger
	Registry *prometheus.Registry
}

// Schedule makes backups every so often while the hotline runs, and keeps a number of them.
type Schedule struct {
	Config

	failures prometheus.Counter

	mu     sync.Mutex
	last   time.Time // of the last good backup
	failed error     // of the last attempt; nil when it was good
}

// How a backup's name begins and ends, with the instant in UTC between.
const (
	prefix = "hotline-"
	stamp  = "20060102T150405Z"
	plain  = ".db"
	forKey = ".db.age"
	retry  = 10 * time.Minute
)

// NewSchedule makes a schedule, and measures it.
func NewSchedule(c Config) *Schedule {
	b := &Schedule{Config: c}
	b.measure()
	return b
}

// measure says in the metrics when the last good backup was made.
func (b *Schedule) measure() {
	f := promauto.With(b.Registry)
	b.failures = f.NewCounter(prometheus.CounterOpts{Name: "hotline_backup_failures_total", Help: "Scheduled backups that could not be made."})
	f.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "hotline_backup_last_success_timestamp_seconds", Help: "When the last good scheduled backup was made; 0: none is there.",
	}, func() float64 {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.last.IsZero() {
			return 0
		}
		return float64(b.last.Unix())
	})
}

// Run makes backups until ctx ends. The first is due when the newest in the folder is old
// enough.
func (b *Schedule) Run(ctx context.Context) error {
	if _, newest, err := b.made(); err == nil {
		b.note(newest, nil)
	}
	for {
		timer := time.NewTimer(b.wait())
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
		if err := b.once(ctx); err != nil && ctx.Err() == nil {
			b.failures.Inc()
			b.Log.Error().Err(err).Str("folder", b.Dir).Msg("the scheduled backup could not be made")
		}
	}
}

// wait is how long until the next backup is due.
func (b *Schedule) wait() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.failed != nil:
		return min(b.Every, retry)
	case b.last.IsZero():
		return 0
	}
	return max(b.last.Add(b.Every).Sub(b.Clock()), 0)
}

// once makes a backup and removes the oldest ones. One of a store with damaged records is
// none: older, good ones are kept in its place.
func (b *Schedule) once(ctx context.Context) error {
	now := b.Clock().UTC()
	name := prefix + now.Format(stamp) + plain
	if len(b.To) > 0 {
		name = prefix + now.Format(stamp) + forKey
	}
	path := filepath.Join(b.Dir, name)
	if _, _, err := b.made(); err != nil { // says which folder is wrong
		b.note(time.Time{}, err)
		return err
	}
	err := File{Path: path, Store: b.Store, Spool: b.Spool, To: b.To}.Write(ctx)
	if errors.Is(err, ErrDamaged) {
		err = errors.Join(err, os.Remove(path))
	}
	if err != nil {
		b.note(time.Time{}, err)
		return err
	}
	b.note(now, nil)
	b.Log.Info().Str("file", name).Msg("backed up")
	return b.prune()
}

func (b *Schedule) note(made time.Time, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed = err; err == nil {
		b.last = made
	}
}

// made lists the backups in the folder, the oldest first, and when the newest was made.
func (b *Schedule) made() (names []string, newest time.Time, err error) {
	entries, err := os.ReadDir(b.Dir)
	if err != nil {
		return nil, newest, fmt.Errorf("HOTLINE_BACKUP_DIR: %w", WithoutPath(err))
	}
	for _, entry := range entries {
		if at, is := madeAt(entry.Name()); is && entry.Type().IsRegular() {
			names, newest = append(names, entry.Name()), at
		}
	}
	slices.Sort(names)
	return names, newest, nil
}

// madeAt is when a backup of a name was made; other files are let alone.
func madeAt(name string) (time.Time, bool) {
	when, is := strings.CutPrefix(name, prefix)
	if !is {
		return time.Time{}, false
	}
	when = strings.TrimSuffix(strings.TrimSuffix(when, ".age"), plain)
	at, err := time.Parse(stamp, when)
	return at, err == nil
}

// prune removes the oldest backups that are too many.
func (b *Schedule) prune() error {
	names, _, err := b.made()
	if err != nil {
		return err
	}
	for b.Keep > 0 && len(names) > b.Keep {
		if err := os.Remove(filepath.Join(b.Dir, names[0])); err != nil {
			return fmt.Errorf("remove an old backup: %w", err)
		}
		names = names[1:]
	}
	return nil
}

// Warnings are what an operator should know of the backups; none where there is no schedule,
// a nil b.
func (b *Schedule) Warnings() []string {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed == nil {
		return nil
	}
	last := "none is there"
	if !b.last.IsZero() {
		last = "the last good one is of " + b.last.Format(time.RFC3339)
	}
	return []string{fmt.Sprintf("the scheduled backup could not be made (%v); %s", b.failed, last)}
}

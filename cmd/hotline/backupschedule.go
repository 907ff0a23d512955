package main

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

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/store"
)

// backups are made every so often while the hotline runs, and a number of them kept.
type backups struct {
	dir   string
	every time.Duration
	keep  int
	to    []age.Recipient
	spool string // the store's folder
	store store.Store
	clock func() time.Time
	log   zerolog.Logger

	failures prometheus.Counter

	mu     sync.Mutex
	last   time.Time // of the last good backup
	failed error     // of the last attempt; nil when it was good
}

// How a backup's name begins and ends, with the instant in UTC between.
const (
	backupPrefix = "hotline-"
	backupStamp  = "20060102T150405Z"
	backupPlain  = ".db"
	backupForKey = ".db.age"
	backupsRetry = 10 * time.Minute
)

// backupsBy makes the schedule of the settings; nil when there is none.
func (h hotline) backupsBy(s config.Settings) (*backups, error) {
	if s.BackupDir == "" || h.handsets {
		return nil, nil
	}
	to, err := scheduledFor(s)
	if err != nil {
		return nil, err
	}
	return &backups{
		dir: s.BackupDir, every: s.BackupPeriod(), keep: s.BackupKeep, to: to, spool: filepath.Dir(s.StoreFile()),
		store: h.store, clock: h.clock, log: h.log,
	}, nil
}

// scheduledFor are those for whom the settings' backups are encrypted.
func scheduledFor(s config.Settings) ([]age.Recipient, error) {
	if s.BackupDir != "" && s.Database() {
		return nil, unreadable{errors.New("HOTLINE_BACKUP_DIR is for a store's file, and HOTLINE_STORE is a database: leave it out, and use pg_dump")}
	}
	to, err := recipientsOf(s.BackupEncryptTo)
	if err != nil {
		return nil, unreadable{fmt.Errorf("HOTLINE_BACKUP_ENCRYPT_TO %w", err)}
	}
	return to, nil
}

// backUp makes the backups beside the calls. A rehearsal makes none: its clock is not the
// time.
func (h hotline) backUp(answers *service.Service, b *backups) {
	if b == nil || !h.rehearsal.IsZero() {
		return
	}
	b.measure(answers.Registry)
	answers.Beside(b.run)
}

// measure says in the metrics when the last good backup was made.
func (b *backups) measure(r *prometheus.Registry) {
	f := promauto.With(r)
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

// run makes backups until ctx ends. The first is due when the newest in the folder is old
// enough.
func (b *backups) run(ctx context.Context) error {
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
			b.log.Error().Err(err).Str("folder", b.dir).Msg("the scheduled backup could not be made")
		}
	}
}

// wait is how long until the next backup is due.
func (b *backups) wait() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.failed != nil:
		return min(b.every, backupsRetry)
	case b.last.IsZero():
		return 0
	}
	return max(b.last.Add(b.every).Sub(b.clock()), 0)
}

// once makes a backup and removes the oldest ones. One of a store with damaged records is
// none: older, good ones are kept in its place.
func (b *backups) once(ctx context.Context) error {
	now := b.clock().UTC()
	name := backupPrefix + now.Format(backupStamp) + backupPlain
	if len(b.to) > 0 {
		name = backupPrefix + now.Format(backupStamp) + backupForKey
	}
	path := filepath.Join(b.dir, name)
	if _, _, err := b.made(); err != nil { // says which folder is wrong
		b.note(time.Time{}, err)
		return err
	}
	err := backupFile{path: path, store: b.store, spool: b.spool, to: b.to}.write(ctx)
	if errors.Is(err, errDamagedBackup) {
		err = errors.Join(err, os.Remove(path))
	}
	if err != nil {
		b.note(time.Time{}, err)
		return err
	}
	b.note(now, nil)
	b.log.Info().Str("file", name).Msg("backed up")
	return b.prune()
}

func (b *backups) note(made time.Time, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed = err; err == nil {
		b.last = made
	}
}

// made lists the backups in the folder, the oldest first, and when the newest was made.
func (b *backups) made() (names []string, newest time.Time, err error) {
	entries, err := os.ReadDir(b.dir)
	if err != nil {
		return nil, newest, fmt.Errorf("HOTLINE_BACKUP_DIR: %w", withoutPath(err))
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
	stamp, is := strings.CutPrefix(name, backupPrefix)
	if !is {
		return time.Time{}, false
	}
	stamp = strings.TrimSuffix(strings.TrimSuffix(stamp, ".age"), backupPlain)
	at, err := time.Parse(backupStamp, stamp)
	return at, err == nil
}

// prune removes the oldest backups that are too many.
func (b *backups) prune() error {
	names, _, err := b.made()
	if err != nil {
		return err
	}
	for b.keep > 0 && len(names) > b.keep {
		if err := os.Remove(filepath.Join(b.dir, names[0])); err != nil {
			return fmt.Errorf("remove an old backup: %w", err)
		}
		names = names[1:]
	}
	return nil
}

// warnings are what an operator should know of the backups.
func (b *backups) warnings() []string {
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

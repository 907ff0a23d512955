// Package bolt keeps everything in one bbolt file.
//
// Writes of many calls are gathered into one bbolt transaction, so that a
// hundred calls share one fsync and a single one does not wait for others.
// bbolt's data pages have no checksum; every record here has one, over its
// bucket and key too, and a record that does not match is store.ErrDamaged.
//
// The file belongs to one process at a time.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/okpay/hotline/store"
)

// ErrClosed tells that the store has been closed.
var ErrClosed = errors.New("the store is closed")

// Store is a store.Store in a file.
type Store struct {
	db        *bbolt.DB
	options   Options
	importing sync.Mutex
	rekeying  sync.Mutex // held while records are encrypted anew

	closing sync.RWMutex // held by who puts work into queue
	closed  bool
	queue   chan *work
	drained chan struct{}
}

var _ store.Store = (*Store)(nil)

// view runs fn in a read transaction. A page that cannot be read, or that
// bbolt stumbles over, is an error and not the end of the process.
func (s *Store) view(ctx context.Context, fn func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return guard(func() error { return s.db.View(fn) })
}

// guard turns a panic over damaged pages, and a fault in the memory map, into
// an error.
func guard(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", store.ErrDamaged, p)
		}
	}()
	if err = fn(); errors.Is(err, bolterrors.ErrDatabaseNotOpen) {
		return ErrClosed
	}
	return err
}

// Ping reads, and writes an empty transaction to the disk.
func (s *Store) Ping(ctx context.Context) error {
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		_, err := readLedger(tx)
		return err
	})
	if err != nil || s.options.ReadOnly {
		return err
	}
	return s.update(ctx, func(*bbolt.Tx) error { return nil })
}

// Close finishes the writes that wait, and lets go of the file.
func (s *Store) Close() error {
	s.closing.Lock()
	already := s.closed
	s.closed = true
	s.closing.Unlock()
	if already {
		return nil
	}
	close(s.queue)
	<-s.drained
	return closeFile(s.db)
}

func (s *Store) observe(op string, began time.Time, err error) {
	if s.options.Observe != nil {
		s.options.Observe(op, time.Since(began), err)
	}
}

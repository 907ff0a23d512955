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
	"os"
	"runtime/debug"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/okpay/hotline/store"
)

// ErrClosed tells that the store has been closed.
var ErrClosed = errors.New("the store is closed")

// Store is a store.Store in a file. Each part of it keeps records of one kind.
type Store struct {
	*file
	*callStore
	*codeStore
	*menuStore
	*ledgerStore
	*caseStore
	*deliveryStore
	*acdStore
	*outboxStore
	*officeStore
	*staffStore
	*tokenStore
	*keepStore
}

// The parts that need nothing but the file.
type (
	codeStore     struct{ *file } // one-time codes, and how often wrong ones were typed
	menuStore     struct{ *file } // menus' files and versions
	caseStore     struct{ *file }
	deliveryStore struct{ *file } // what other programs are told of cases
	outboxStore   struct{ *file } // what is to leave for the carrier
	staffStore    struct{ *file } // sessions and the audit
	tokenStore    struct{ *file } // of other programs
	// keepStore removes what is over or is to be erased.
	keepStore struct {
		*file
		calls *callStore
	}
)

var _ store.Store = (*Store)(nil)

// newStore makes a store of an open file.
func newStore(f *file) *Store {
	calls := newCallStore(f)
	return &Store{
		file: f, callStore: calls, acdStore: &acdStore{f, calls}, ledgerStore: &ledgerStore{file: f, memory: usualMemory},
		codeStore: &codeStore{f}, menuStore: &menuStore{f}, caseStore: &caseStore{f}, deliveryStore: &deliveryStore{f}, outboxStore: &outboxStore{f},
		officeStore: &officeStore{file: f}, staffStore: &staffStore{f}, tokenStore: &tokenStore{f}, keepStore: &keepStore{f, calls},
	}
}

// Close finishes the writes that wait, folds the calls that have ended, and lets go of the
// file.
func (s *Store) Close() error {
	s.stopFolding()
	return s.close()
}

// file is the store's file: many read it, one goroutine writes.
type file struct {
	db       *bbolt.DB
	options  Options
	opened   os.FileInfo // the file as it was opened
	rekeying sync.Mutex  // held while records are encrypted anew

	closing sync.RWMutex // held by who puts work into queue
	closed  bool
	queue   chan *work
	drained chan struct{}
	begin   func() // called when a transaction that writes begins
}

// view runs fn in a read transaction. A page that cannot be read, or that
// bbolt stumbles over, is an error and not the end of the process.
func (s *file) view(ctx context.Context, fn func(*bbolt.Tx) error) error {
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

// Ping looks whether the file is in its place, reads, and writes an empty transaction to the disk.
func (s *file) Ping(ctx context.Context) error {
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		_, err := readLedger(tx)
		return err
	})
	if err != nil || s.options.ReadOnly {
		return err
	}
	if err := s.inPlace(); err != nil {
		return err
	}
	return s.update(ctx, func(*bbolt.Tx) error { return nil })
}

func (s *file) close() error {
	s.closing.Lock()
	already := s.closed
	s.closed = true
	s.closing.Unlock()
	if already {
		return nil
	}
	close(s.queue)
	<-s.drained
	return errors.Join(s.keep(), closeFile(s.db))
}

func (s *file) observe(op string, began time.Time, err error) {
	if s.options.Observe != nil {
		s.options.Observe(op, time.Since(began), err)
	}
}

// Written returns how many bytes of pages were written since the file was opened.
func (s *file) Written() int64 {
	of := s.db.Stats()
	return of.TxStats.GetPageAlloc()
}

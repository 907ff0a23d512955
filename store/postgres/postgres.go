package postgres

import (
	"context"
	"errors"
	"io"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/okpay/hotline/store"
)

// ErrClosed tells that the store has been closed.
var ErrClosed = errors.New("the store is closed")

// Store is a store.Store in a database: a part for each side of it.
type Store struct {
	*database
	callStore
	caseStore
	deliveryStore
	staffStore
	officeStore
	acdStore
	figureStore
	outboxStore
	ledgerStore
	sharedStore
	keepStore
}

// The parts of a store.
type (
	callStore     struct{ *database }
	caseStore     struct{ *database }
	deliveryStore struct{ *database }
	staffStore    struct{ *database }
	officeStore   struct{ *database }
	acdStore      struct{ *database }
	figureStore   struct{ *database }
	outboxStore   struct{ *database }
	ledgerStore   struct{ *database }
	sharedStore   struct{ *database }
	// keepStore removes what is over or is to be erased.
	keepStore struct{ *database }
)

func newStore(d *database) *Store {
	return &Store{
		d, callStore{d}, caseStore{d}, deliveryStore{d}, staffStore{d}, officeStore{d},
		acdStore{d}, figureStore{d}, outboxStore{d}, ledgerStore{d}, sharedStore{d}, keepStore{d},
	}
}

// database is what the parts share: connections, and the queue of writes.
type database struct {
	pool    *pgxpool.Pool
	options Options
	stamps  stamps

	auditing sync.Mutex // held by who adds to the audit

	closing sync.RWMutex // held by who puts work into queue
	closed  bool
	waiting chan *work
	drained sync.WaitGroup
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Shared = (*Store)(nil)
)

// Options are the settings of a store.
type Options struct {
	// Instance names this process among those that work on the database; no other has
	// the name.
	Instance string
	// Fill opens a database that another store is to be copied into, or half was.
	Fill bool
	// Clock gives the time by which what waits is put in order.
	Clock func() time.Time
	// Observe is told how long each "commit" of a call's step took from being handed
	// over to being in the database, and each "import" of some rows, and its error:
	// nil, *store.Claimed and store.ErrConflict are all in order.
	Observe func(op string, took time.Duration, err error)
}

// Ping reads, and asks the database whether it lets us write.
func (s *Store) Ping(ctx context.Context) error {
	if s.isClosed() {
		return ErrClosed
	}
	_, err := s.pool.Exec(ctx, `UPDATE ledger SET generation = generation WHERE key = 'none'`)
	return told(err)
}

// Aside is always 0: the database itself keeps watch over its pages.
func (s *Store) Aside(context.Context) (int, error) { return 0, nil }

// Backup is the database's own to make.
func (s *Store) Backup(context.Context, io.Writer) error {
	return errOwnTools
}

// ownTools is an error of what a database's own tools are for.
type ownTools string

const errOwnTools = ownTools("a database is copied by its own tools, also while the hotline runs: use pg_dump")

func (e ownTools) Error() string { return string(e) }

// Is implements the method that [errors.Is] looks for.
func (ownTools) Is(target error) bool { return target == errors.ErrUnsupported }

// Close finishes the writes that wait, and closes all connections.
func (s *Store) Close() error {
	s.closing.Lock()
	already := s.closed
	s.closed = true
	s.closing.Unlock()
	if already {
		return nil
	}
	close(s.waiting)
	s.drained.Wait()
	s.farewell()
	s.pool.Close()
	return nil
}

// farewell tells the other processes that this one ends, if the database answers.
func (s *database) farewell() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, _ = s.pool.Exec(ctx, `DELETE FROM leases WHERE holder = $1`, s.instance())
	_, _ = s.pool.Exec(ctx, `DELETE FROM marks WHERE holder = $1`, s.instance())
}

func (s *database) isClosed() bool {
	s.closing.RLock()
	defer s.closing.RUnlock()
	return s.closed
}

func (s *database) observe(op string, began time.Time, err error) {
	if s.options.Observe != nil {
		s.options.Observe(op, time.Since(began), err)
	}
}

// nanos is an instant as a column has it. What is before 1678 or after 2261, as the
// zero time, becomes the first or the last.
func nanos(t time.Time) int64 {
	const years = math.MaxInt64 / int64(time.Second)
	switch seconds := t.Unix(); {
	case seconds <= -years:
		return math.MinInt64
	case seconds >= years:
		return math.MaxInt64
	}
	return t.UnixNano()
}

// stamps gives sequence numbers in the order of time. Those of two processes differ,
// but for a chance of 1 in 256 in a microsecond; a primary key finds it out, and the
// write is made again with others.
type stamps struct {
	instance int64 // 0 to 255
	last     atomic.Int64
}

// The low bits of a stamp: the process, and a number within one write.
const (
	stampIndexBits = 4
	stampBits      = 8 + stampIndexBits
)

// next returns a stamp; the 15 numbers after it are free, too.
func (s *stamps) next(now time.Time) int64 {
	for {
		last := s.last.Load()
		micros := max(now.UnixMicro(), last+1)
		if s.last.CompareAndSwap(last, micros) {
			return micros<<stampBits | s.instance<<stampIndexBits
		}
	}
}

func (s *database) stamp() int64 { return s.stamps.next(s.options.Clock()) }

package postgres

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The bounds of the queue of writes: how many may wait, how many share a transaction,
// and how many transactions are under way at a time.
const (
	backlog = 1024
	gather  = 64
	writers = 4
)

// writeDeadline bounds one transaction of the queue.
const writeDeadline = 10 * time.Second

// work is a write on its way. Two writes of one key never share a transaction: one of
// them would fail, and the others with it.
type work struct {
	ctx        context.Context
	key        string
	statements []statement
	done       chan error
}

// enqueue writes, together with others. When ctx ends first it returns at once: what
// was on its way may be written or not.
func (s *database) enqueue(ctx context.Context, key string, statements []statement) error {
	w := &work{ctx: ctx, key: key, statements: statements, done: make(chan error, 1)}
	if err := s.hand(w); err != nil {
		return err
	}
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *database) hand(w *work) error {
	s.closing.RLock()
	defer s.closing.RUnlock()
	if s.closed {
		return ErrClosed
	}
	select {
	case s.waiting <- w:
		return nil
	case <-w.ctx.Done():
		return w.ctx.Err()
	}
}

// writer takes what waits, up to a bound, and writes it in one transaction. Nothing
// waits for more to come.
func (s *database) writer() {
	for w := range s.waiting {
		s.writeAll(s.group(w))
	}
}

// group is a write and those that wait behind it, of other keys. The writes of a key
// that is in it already come back as groups of their own.
func (s *database) group(first *work) (group, again []*work) {
	group = []*work{first}
	keys := map[string]bool{first.key: true}
	for len(group)+len(again) < gather {
		select {
		case w, more := <-s.waiting:
			switch {
			case !more:
				return group, again
			case keys[w.key]:
				again = append(again, w)
			default:
				keys[w.key] = true
				group = append(group, w)
			}
		default:
			return group, again
		}
	}
	return group, again
}

func (s *database) writeAll(group, again []*work) {
	s.write(group)
	for _, w := range again {
		s.write([]*work{w})
	}
}

// write gives a group its transaction. When that fails, each half gets its own, so
// that one that cannot be written does not keep the others from it.
func (s *database) write(group []*work) {
	err := s.send(group)
	if err != nil && len(group) > 1 {
		half := len(group) / 2
		s.write(group[:half])
		s.write(group[half:])
		return
	}
	for _, w := range group {
		w.done <- err
	}
}

// send makes one transaction of all statements, in one round trip.
func (s *database) send(group []*work) error {
	ctx, cancel := context.WithTimeout(context.Background(), writeDeadline)
	defer cancel()
	batch := &pgx.Batch{}
	batch.Queue(`BEGIN ISOLATION LEVEL SERIALIZABLE`)
	for _, w := range group {
		if len(group) == 1 && w.ctx.Err() != nil {
			return w.ctx.Err()
		}
		for _, st := range w.statements {
			batch.Queue(st.sql, st.args...)
		}
	}
	batch.Queue(`COMMIT`)
	return s.pool.AcquireFunc(ctx, func(conn *pgxpool.Conn) error {
		err := conn.SendBatch(ctx, batch).Close()
		if err != nil && conn.Conn().PgConn().TxStatus() != 'I' {
			_, undo := conn.Exec(ctx, `ROLLBACK`)
			if undo != nil {
				_ = conn.Conn().Close(ctx)
			}
		}
		return err
	})
}

func isEOF(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

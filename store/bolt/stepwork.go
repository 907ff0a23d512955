package bolt

import (
	"context"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// stepWork is a step on its way to the disk. It is used again for another step of the same store, with
// the memory that it has grown to.
type stepWork struct {
	work
	s      *callStore
	commit store.Commit
	call   *liveCall // once it is admitted
	seq    uint64    // of the step; set by the writer
	puts   []put

	record stepRecord
	sealed []byte // room for the seal, then the payload
	key    []byte
}

// emptyStepWork makes a step's work, whose channel goroutines of this store alone use.
func (s *callStore) emptyStepWork() any {
	w := &stepWork{s: s}
	w.work = work{check: w.admitOthers, write: w.put, finish: w.taken, done: make(chan error, 1)}
	return w
}

// newStepWork packs a step before its transaction begins, so that one call's does not hold up
// another's.
func newStepWork(ctx context.Context, s *callStore, c store.Commit) (*stepWork, error) {
	w := s.works.Get().(*stepWork)
	w.ctx, w.commit = ctx, c
	var err error
	if w.puts, err = plan(&w.commit); err == nil {
		err = w.pack()
	}
	if err != nil {
		w.free()
		return nil, fmt.Errorf("commit: %w", err)
	}
	return w, nil
}

func (w *stepWork) pack() (err error) {
	c := &w.commit
	w.record = stepRecord{c.Read, c.Claim.Step, c.Claim.Token, c.Call, c.Events, c.Reply}
	w.sealed, err = pack(append(w.sealed[:0], make([]byte, sealSize)...), &w.record)
	return err
}

// free gives the work's memory to another step. The writer must have let go of it.
func (w *stepWork) free() {
	if cap(w.sealed) > mostReused {
		return
	}
	w.ctx, w.err, w.call, w.puts = nil, nil, nil, nil
	w.commit, w.record = store.Commit{}, stepRecord{}
	w.s.works.Put(w)
}

// put writes the step behind all others, and what it changes beside its call. The bytes must
// not change until the transaction ends.
func (w *stepWork) put(tx *bbolt.Tx) error {
	w.seq = w.s.log.next()
	in, err := steps.of(tx)
	if err != nil {
		return err
	}
	in.FillPercent = 1 // nothing ever comes between two steps
	w.key = appendStepKey(w.key[:0], w.seq, w.commit.Claim.Call)
	sealed := w.sealed
	if ringOf(tx) == nil {
		binary.BigEndian.PutUint32(sealed, steps.sum(w.key, sealed[sealSize:]))
	} else if sealed, err = steps.seal(tx, w.key, sealed[sealSize:]); err != nil {
		return err
	}
	if err := in.Put(w.key, sealed); err != nil {
		return err
	}
	return apply(tx, &w.commit, w.puts)
}

func (w *stepWork) admitOthers(tx *bbolt.Tx) error { return admitOthers(tx, &w.commit) }

// taken notes what came of the step: it is on the disk, or it is not.
func (w *stepWork) taken(err error) {
	call, c := w.call, &w.commit
	call.mu.Lock()
	call.busy = false
	if err == nil {
		call.addTraits(c.Call)
		call.Entries = c.Read + len(c.Events)
		call.Steps = append(call.Steps, w.seq)
		call.known = append(call.known, stepAt{c.Claim.Step, c.Claim.Token})
		call.reply = c.Reply
		w.s.log.took(call, w.seq, len(call.Steps)-call.folded == 1)
	}
	w.s.settle(call)
}

package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
)

// The bounds of folding: how many calls share a transaction, how long an ended call waits
// for others, and how many steps a call may be behind before it is folded though it lives.
const (
	foldMost  = 32
	foldPause = 250 * time.Millisecond
	foldSpan  = 1 << 16
)

// foldedKey is where meta has the number of the step up to which every step is folded:
// its call's record knows of it. A store that is opened reads the steps from there on.
var foldedKey = []byte("folded")

// stepLog is the bucket of steps as the writer, and nobody else, knows it.
type stepLog struct {
	applied uint64      // the last step that is on the disk
	issued  uint64      // the last one of the transaction under way
	behind  []behind    // the calls that have steps to be folded, by the first of these
	ended   []*liveCall // those that have ended
	found   []*liveCall // those that were found when the store was opened, ended or not
	waiting struct{ ended, found atomic.Int64 }
	span    uint64 // foldSpan
}

// behind is a call and the first of its steps that its record lacks.
type behind struct {
	call  *liveCall
	first uint64
}

// begin begins a transaction.
func (l *stepLog) begin() { l.issued = l.applied }

// next numbers a step of the transaction under way.
func (l *stepLog) next() uint64 {
	l.issued++
	return l.issued
}

// took notes a step that is on the disk; first tells that its call had none to be folded.
func (l *stepLog) took(call *liveCall, seq uint64, first bool) {
	l.applied = max(l.applied, seq)
	if first {
		l.fallBehind(call, seq)
	}
	if call.Call.Ended() {
		l.ended = append(l.ended, call)
		l.count()
	}
}

// count tells the folder how many calls wait for it.
func (l *stepLog) count() {
	l.waiting.ended.Store(int64(len(l.ended)))
	l.waiting.found.Store(int64(len(l.found)))
}

// fallBehind enters a call in its place, which is among the last.
func (l *stepLog) fallBehind(call *liveCall, first uint64) {
	at := len(l.behind)
	for at > 0 && l.behind[at-1].first > first {
		at--
	}
	l.behind = slices.Insert(l.behind, at, behind{call, first})
}

// late are calls that live on, but whose first step to be folded is long ago.
func (l *stepLog) late() []*liveCall {
	var late []*liveCall
	for _, b := range l.behind[:min(foldMost, len(l.behind))] {
		if l.applied-b.first < l.span {
			break
		}
		late = append(late, b.call)
	}
	return late
}

// fold is what one transaction folds.
type fold struct {
	s        *callStore
	ended    int               // how many of the ended were looked at
	found    int               // how many of the found
	foldings map[*liveCall]int // how many steps of each call
}

// startFolding folds calls in the background, together with whatever else is written,
// until stopFolding, which folds what has ended.
func (s *callStore) startFolding() {
	s.folding = true
	go s.folder()
}

func (s *callStore) stopFolding() {
	s.stopOnce.Do(func() { close(s.stop) })
	if s.folding {
		<-s.folded
	}
}

func (s *callStore) folder() {
	defer close(s.folded)
	pause := time.NewTicker(foldPause)
	defer pause.Stop()
	for {
		select {
		case <-pause.C:
			if s.log.waiting.found.Load() > 0 {
				_ = s.foldDue()
			}
			s.foldEnded()
		case <-s.stop:
			s.foldEnded()
			return
		}
	}
}

// foldEnded folds all calls that have ended.
func (s *callStore) foldEnded() {
	for s.log.waiting.ended.Load() > 0 {
		if s.foldDue() != nil {
			return // they are found when the store is opened
		}
	}
}

// foldAll folds all calls that have ended, also those that were found when the store was opened.
func (s *callStore) foldAll() {
	for s.log.waiting.ended.Load() > 0 || s.log.waiting.found.Load() > 0 {
		if s.foldDue() != nil {
			return
		}
	}
}

func (s *callStore) foldDue() error {
	f := fold{s: s}
	return f.run(f.write)
}

// run folds by write, and returns when that is done. One fold runs at a time: two in one
// transaction would let go of the same calls twice.
func (f *fold) run(write func(*bbolt.Tx) error) error {
	f.s.oneFold.Lock()
	defer f.s.oneFold.Unlock()
	w := newWork(context.Background())
	w.write, w.finish = write, f.finish
	_, err := f.s.run(w)
	return err
}

// write folds the calls that are due and those that are late, and notes how far all are.
func (f *fold) write(tx *bbolt.Tx) error {
	l := &f.s.log
	f.foldings = map[*liveCall]int{}
	f.ended = min(foldMost, len(l.ended))
	f.found = min(foldMost-f.ended, len(l.found))
	for _, call := range slices.Concat(l.ended[:f.ended], l.found[:f.found]) {
		if err := f.fold(tx, call, false); err != nil {
			return err
		}
	}
	for _, call := range l.late() {
		if err := f.fold(tx, call, true); err != nil {
			return err
		}
	}
	return meta.put(tx, foldedKey, ordered(nil, f.upTo()))
}

// upTo is the step up to which all are folded.
func (f *fold) upTo() uint64 {
	for _, b := range f.s.log.behind {
		if _, folded := f.foldings[b.call]; !folded {
			return b.first - 1
		}
	}
	return f.s.log.applied
}

// fold writes a call's record and enters it in the indexes, if it has ended or must be
// folded though it has not. A call that cannot be read is left as it is.
func (f *fold) fold(tx *bbolt.Tx, call *liveCall, must bool) error {
	call.mu.Lock()
	defer call.mu.Unlock()
	if call.gone {
		return nil
	}
	if err := call.load(tx); err != nil {
		return nil
	}
	for _, seq := range call.lost {
		if err := loseStep(tx, seq, call.id); err != nil {
			return err
		}
	}
	fresh := call.folded < len(call.Steps)
	if fresh && !must && !call.Call.Ended() {
		return nil
	}
	if fresh && call.Call.ID != "" { // else nothing of it can be read
		record := call.callRecord
		if err := errors.Join(indexCall(tx, record.Call, call.traits), writeCall(tx, &record)); err != nil {
			return err
		}
	}
	f.foldings[call] = len(call.Steps)
	return nil
}

// finish lets go of what is folded.
func (f *fold) finish(err error) {
	if err != nil {
		return
	}
	l := &f.s.log
	l.ended = slices.Delete(l.ended, 0, f.ended)
	l.found = slices.Delete(l.found, 0, f.found)
	l.count()
	l.behind = slices.DeleteFunc(l.behind, func(b behind) bool { _, folded := f.foldings[b.call]; return folded })
	for call, n := range f.foldings { //nolint:maprange // each for itself
		call.mu.Lock()
		call.folded, call.lost = n, nil
		if n < len(call.Steps) { // it has taken a step meanwhile
			l.fallBehind(call, call.Steps[n])
		}
		f.s.settle(call)
	}
}

// recoverLive finds the steps that the records of calls lack: those of calls that lived when
// the store was closed, or its process killed.
func (s *callStore) recoverLive() error {
	return s.view(context.Background(), func(tx *bbolt.Tx) error {
		if steps.awaited(tx) {
			return nil
		}
		folded, err := meta.get(tx, foldedKey)
		if err != nil && !lacks(err) { // damaged: all steps are looked at
			return err
		}
		from := uint64(0)
		if len(folded) == len(ordered(nil, from)) {
			from = binary.BigEndian.Uint64(folded) + 1
		}
		in, err := steps.of(tx)
		if err != nil {
			return err
		}
		cursor := in.Cursor()
		last, _ := cursor.Last()
		s.log.applied, _, _ = splitStepKey(last)
		s.log.applied = max(s.log.applied, from)
		for key, _ := cursor.Seek(ordered(nil, from)); key != nil; key, _ = cursor.Next() {
			s.recoverStep(key)
		}
		return nil
	})
}

func (s *callStore) recoverStep(key []byte) {
	seq, id, ok := splitStepKey(key)
	if !ok {
		return
	}
	call := s.live.enter(string(id))
	if len(call.Steps) == 0 {
		s.log.fallBehind(call, seq)
		s.log.found = append(s.log.found, call)
		s.log.count()
	}
	call.Steps = append(call.Steps, seq)
}

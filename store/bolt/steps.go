package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/s2"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// stepRecord is a step of a call, all of it in one record. Steps are appended in the order
// in which they are taken, and stay: they are the journals, answers and claims of calls.
type stepRecord struct {
	Read   int // the journal's length before the step
	Step   string
	Token  string
	Call   ivr.Call // after the step
	Events []store.Entry
	Reply  []byte
}

// packedForm begins a record that is packed and compressed, and squeezedForm one that an earlier release
// has written. JSON begins with neither.
const (
	squeezedForm = 1
	packedForm   = 2
)

// mostReused bounds the memory that is used again: a rare large piece is not kept.
const mostReused = 64 << 10

// mostUnpacked bounds the size of a record that is read, and so of one that is written.
const mostUnpacked = 1 << 24

// errTooLarge is the error of a record that could not be read again.
var errTooLarge = errors.New("the record is too large")

// rooms are memory for records on their way to the disk.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

// giveBack lets memory be used again, as large as it has grown.
func giveBack(room *[]byte, grown []byte) {
	if cap(grown) <= mostReused {
		*room = grown
	}
	rooms.Put(room)
}

// pack appends a record in the packed form.
func pack[T any](b []byte, record *T) ([]byte, error) {
	room := rooms.Get().(*[]byte)
	packed, err := store.AppendPacked((*room)[:0], record)
	defer giveBack(room, packed)
	if err == nil && len(packed) > mostUnpacked {
		err = errTooLarge
	}
	if err != nil {
		return nil, err
	}
	b = append(b, packedForm)
	b = slices.Grow(b, s2.MaxEncodedLen(len(packed)))
	compressed := s2.Encode(b[len(b):cap(b)], packed)
	return b[:len(b)+len(compressed)], nil
}

// unpack reads what pack has written.
func unpack[T any](payload []byte) (T, error) {
	read := decompress
	if payload[0] == squeezedForm {
		read = unsqueeze
	}
	packed, err := read(payload[1:])
	if err != nil {
		return *new(T), err
	}
	return store.Unpack[T](packed)
}

// decompress gives the record of a compressed form.
func decompress(b []byte) ([]byte, error) {
	if size, err := s2.DecodedLen(b); err != nil || size > mostUnpacked {
		return nil, store.ErrDamaged
	}
	record, err := s2.Decode(nil, b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", store.ErrDamaged, err)
	}
	return record, nil
}

// isPacked reports whether a record is in one of the packed forms.
func isPacked(payload []byte) bool {
	return len(payload) > 0 && (payload[0] == packedForm || payload[0] == squeezedForm)
}

// stepKey holds the call, so that a store that is opened knows whose each step is without
// reading it.
func stepKey(seq uint64, call string) []byte {
	return appendStepKey(make([]byte, 0, 8+len(call)), seq, call)
}

func appendStepKey(key []byte, seq uint64, call string) []byte {
	return append(ordered(key, seq), call...)
}

// splitStepKey takes a key apart; call is valid as long as the key is.
func splitStepKey(key []byte) (seq uint64, call []byte, ok bool) {
	const size = 8
	if len(key) <= size {
		return 0, nil, false
	}
	return binary.BigEndian.Uint64(key), key[size:], true
}

// stepAnswer and stepEvents are parts of a step, which are read without the others.
type (
	stepAnswer struct {
		Step, Token string
		Reply       []byte
	}
	stepEvents struct {
		Read   int
		Events []store.Entry
	}
)

// readStep reads a step, or a part of it. One that is lost, or not what was written, is
// store.ErrDamaged.
func readStep[T any](tx *bbolt.Tx, seq uint64, call string) (T, error) {
	payload, err := steps.get(tx, stepKey(seq, call))
	if err != nil {
		return *new(T), errors.Join(store.ErrDamaged, err)
	}
	return unpackStep[T](payload)
}

func unpackStep[T any](payload []byte) (T, error) {
	if !isPacked(payload) { // lost: see loseStep
		return *new(T), fmt.Errorf("a step is lost: %w", store.ErrDamaged)
	}
	step, err := unpack[T](payload)
	if err != nil {
		return *new(T), fmt.Errorf("%w: %w", store.ErrDamaged, err)
	}
	return step, nil
}

// loseStep puts a damaged step aside. An empty record takes its place, so that what came
// before it is not taken for the call's last.
func loseStep(tx *bbolt.Tx, seq uint64, call string) error {
	key := stepKey(seq, call)
	in, err := steps.of(tx)
	if err != nil || in.Get(key) == nil {
		return err
	}
	if _, err := steps.get(tx, key); err == nil {
		return nil // lost already
	}
	if err := moveAside(tx, steps, key); err != nil {
		return err
	}
	return steps.put(tx, key, nil)
}

// callRecord is a call as it is kept beside its steps: when it has ended, and now and then
// before. Steps are all of it, in order, that are in the bucket of steps. Condensed, unless it is
// 0, is the step that names the condensed journal of those that were removed.
type callRecord struct {
	Call      ivr.Call
	Entries   int
	Steps     []uint64
	Condensed uint64
	Older     bool // an earlier release has kept its first entries and answers in buckets of their own
}

// readCall reads a call's record, packed or as an earlier release wrote it.
func readCall(tx *bbolt.Tx, id string) (callRecord, error) {
	payload, err := calls.get(tx, []byte(id))
	if err != nil {
		return callRecord{}, err
	}
	return decodeCall(payload)
}

// decodeCall reads a call's record. One that cannot be read is store.ErrDamaged.
func decodeCall(payload []byte) (callRecord, error) {
	if !isPacked(payload) {
		record, err := decode[callRecord](calls, payload)
		record.Older = true
		return record, err
	}
	record, err := unpack[callRecord](payload)
	if err != nil {
		return record, fmt.Errorf("%s: %w: %w", calls, store.ErrDamaged, err)
	}
	return record, nil
}

func writeCall(tx *bbolt.Tx, record *callRecord) error {
	room := rooms.Get().(*[]byte)
	payload, err := pack((*room)[:0], record)
	defer giveBack(room, payload)
	if err != nil {
		return err
	}
	return calls.put(tx, []byte(record.Call.ID), payload) // which copies it
}

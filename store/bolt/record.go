package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// bucket names a top-level bucket of sealed records.
type bucket string

const (
	meta         bucket = "meta"
	calls        bucket = "calls"          // call → callRecord
	steps        bucket = "steps"          // sequence, call → stepRecord
	journals     bucket = "journals"       // sequence of the first step, call → journalRecord
	callsByStart bucket = "calls_by_start" // descending start, call
	callIndex    bucket = "call_index"     // trait, descending start, call
	journal      bucket = "journal"        // call, seq → store.Entry, of an earlier release
	claims       bucket = "claims"         // call, step → the answer's bytes, likewise
	tokens       bucket = "tokens"         // call and token → key of the claim, likewise
	codes        bucket = "codes"          // call → store.Code
	locks        bucket = "locks"          // key → store.Lock
	waiting      bucket = "waiting"        // sequence → store.Outgoing
	taken        bucket = "taken"          // id → store.Outgoing
	revisions    bucket = "revisions"      // id → store.Revision
	versions     bucket = "versions"       // descending number → store.Version
	cases        bucket = "cases"          // number → store.Case
	caseIndex    bucket = "case_index"     // trait, descending time, number
	agents       bucket = "agents"         // name → store.Agent
	closures     bucket = "closures"       // line → ivr.Closure
	replaced     bucket = "replaced"       // table, id: rows with old versions
	sessions     bucket = "sessions"       // hash of the token → store.Session
	audit        bucket = "audit"          // descending time, sequence → store.AuditEntry
	tickets      bucket = "tickets"        // id → acd.Interaction
	seats        bucket = "seats"          // name → acd.AgentSession
	lines        bucket = "lines"          // queue → acd.QueueStats
	visits       bucket = "visits"         // descending beginning, id → acd.QueueRecord
	aside        bucket = "damaged"        // bucket, key → a record as it was found
	inbox        bucket = "acd_inbox"      // sequence → inboxRecord
	callVisits   bucket = "visits_by_call" // call, key of the queue record
	stats        bucket = "stats"          // day, queue, agent → acd.Stats
	pending      bucket = "deliveries"     // sequence → store.Delivery
	dead         bucket = "deliveries_dead"
	programs     bucket = "programs"      // hash of the token → store.Token
	signingKeys  bucket = "signing_keys"  // name → store.Hash
	tries        bucket = "sign_in_tries" // key → store.Tries
	spare        bucket = "meta_spare"    // copies of what cannot be made again of meta
)

// younger are the buckets that files of the first release lack: they are added
// when such a file is opened, and missing ones are no damage.
var younger = []bucket{sessions, audit, tickets, seats, lines, visits, stats, inbox, aside, pending, dead, programs, versions, callVisits, callIndex, steps, journals, signingKeys, tries, spare}

// buckets lists every bucket of a store's file.
func buckets() []bucket {
	all := []bucket{
		meta, calls, callsByStart, journal, claims, tokens, codes, locks, waiting,
		taken, revisions, cases, caseIndex, agents, closures, replaced,
	}
	all = append(all, younger...)
	all = append(all, twins()...)
	for _, t := range tables() {
		all = append(all, t.rows, t.index)
	}
	return all
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

const sealSize = 4

// seal puts a checksum before a record, which is encrypted if the store is. The checksum
// covers bucket and key as well, so that a record which turns up in another's place is not
// taken for it.
func (b bucket) seal(tx *bbolt.Tx, key, payload []byte) ([]byte, error) {
	in := b
	if ring := ringOf(tx); ring != nil && b.encrypts() && len(payload) > 0 {
		encrypted, err := ring.encrypt(b, key, payload)
		if err != nil {
			return nil, fmt.Errorf("%s: encrypt a record: %w", b, err)
		}
		in, payload = b.encrypted(), encrypted
	}
	sealed := make([]byte, sealSize, sealSize+len(payload))
	binary.BigEndian.PutUint32(sealed, in.sum(key, payload))
	return append(sealed, payload...), nil
}

// open gives the record behind a seal, or store.ErrDamaged.
func (b bucket) open(tx *bbolt.Tx, key, sealed []byte) ([]byte, error) {
	encrypted, err := b.check(key, sealed)
	if err != nil {
		return nil, err
	}
	ring, payload := ringOf(tx), sealed[sealSize:]
	switch {
	case encrypted && ring == nil:
		return nil, fmt.Errorf("%s: %w", b, ErrKey)
	case encrypted:
		if payload, err = ring.decrypt(b, key, payload); err != nil {
			return nil, fmt.Errorf("%s: decrypt a record: %w", b, store.ErrDamaged)
		}
	case ring != nil && ring.settled.Load() && b.encrypts() && len(payload) > 0:
		return nil, fmt.Errorf("%s: a record is not encrypted: %w", b, store.ErrDamaged)
	}
	return payload, nil
}

// check holds a record against its checksum, for which no key is needed, and reports
// whether the record is encrypted.
func (b bucket) check(key, sealed []byte) (encrypted bool, err error) {
	if len(sealed) >= sealSize {
		switch sum, payload := binary.BigEndian.Uint32(sealed), sealed[sealSize:]; sum {
		case b.sum(key, payload):
			return false, nil
		case b.encrypted().sum(key, payload):
			return true, nil
		}
	}
	return false, fmt.Errorf("%s: %w", b, store.ErrDamaged)
}

// encrypts reports whether an encrypted store encrypts the records of a bucket: meta holds
// the keys, and nothing of people; so does its copy.
func (b bucket) encrypts() bool { return b != meta && b != spare }

// encrypted is the name under which checksums of encrypted records are reckoned, so that
// each record says by its checksum what it is.
func (b bucket) encrypted() bucket { return b + " encrypted" }

// sums are the checksums of the names that each record's begins with.
var sums = func() map[bucket]uint32 {
	of := map[bucket]uint32{}
	for _, b := range buckets() {
		for _, b := range []bucket{b, b.encrypted()} {
			of[b] = crc32.Checksum(append([]byte(b), 0), castagnoli)
		}
	}
	return of
}()

// between stands between the parts of what is summed.
var between = []byte{0}

func (b bucket) sum(key, payload []byte) uint32 {
	sum := crc32.Update(sums[b], castagnoli, key)
	sum = crc32.Update(sum, castagnoli, between)
	return crc32.Update(sum, castagnoli, payload)
}

// awaited tells a bucket that a file of an earlier release has yet to get.
func (b bucket) awaited(tx *bbolt.Tx) bool { return b.isYounger() && tx.Bucket([]byte(b)) == nil }

// isYounger reports whether files of the first release lack the bucket.
func (b bucket) isYounger() bool { return slices.Contains(younger, b) || slices.Contains(twins(), b) }

// of finds the bucket in the transaction.
func (b bucket) of(tx *bbolt.Tx) (*bbolt.Bucket, error) {
	found := tx.Bucket([]byte(b))
	if found == nil {
		return nil, fmt.Errorf("%s: the bucket is gone: %w", b, store.ErrDamaged)
	}
	return found, nil
}

// get gives a record, valid until the transaction ends.
func (b bucket) get(tx *bbolt.Tx, key []byte) ([]byte, error) {
	b, key, err := b.at(tx, key)
	if err != nil {
		return nil, err
	}
	found, err := b.of(tx)
	if err != nil {
		return nil, err
	}
	sealed := found.Get(key)
	if sealed == nil {
		return nil, store.ErrNotFound
	}
	return b.open(tx, key, sealed)
}

func (b bucket) put(tx *bbolt.Tx, key, payload []byte) error {
	twin, hashed, doubled, err := b.also(tx, key)
	if err == nil && doubled {
		err = twin.putAt(tx, hashed, payload)
	}
	if err != nil {
		return err
	}
	b, key, err = b.at(tx, key)
	if err != nil {
		return err
	}
	return b.putAt(tx, key, payload)
}

// putAt writes a record under the key that it has in the file.
func (b bucket) putAt(tx *bbolt.Tx, key, payload []byte) error {
	found, err := b.of(tx)
	if err != nil {
		return err
	}
	sealed, err := b.seal(tx, key, payload)
	if err != nil {
		return err
	}
	return found.Put(key, sealed)
}

func (b bucket) remove(tx *bbolt.Tx, key []byte) error {
	twin, hashed, doubled, err := b.also(tx, key)
	if err == nil && doubled {
		err = twin.removeAt(tx, hashed)
	}
	if err != nil {
		return err
	}
	b, key, err = b.at(tx, key)
	if err != nil {
		return err
	}
	return b.removeAt(tx, key)
}

func (b bucket) removeAt(tx *bbolt.Tx, key []byte) error {
	found, err := b.of(tx)
	if err != nil {
		return err
	}
	return found.Delete(key)
}

// has reports whether there is a record, and fails when it is damaged.
func (b bucket) has(tx *bbolt.Tx, key []byte) (bool, error) {
	_, err := b.get(tx, key)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// load reads and decodes a record.
func load[T any](tx *bbolt.Tx, b bucket, key []byte) (T, error) {
	payload, err := b.get(tx, key)
	if err != nil {
		return *new(T), err
	}
	return decode[T](b, payload)
}

// decode reads a record. One that cannot be read, as that of a later release, is store.ErrDamaged to who asks for it.
func decode[T any](b bucket, payload []byte) (T, error) {
	v, err := store.Decode[T](payload)
	if err != nil {
		return v, fmt.Errorf("%s: %w: %w", b, store.ErrDamaged, err)
	}
	return v, nil
}

// save encodes and writes a record.
func save(tx *bbolt.Tx, b bucket, key []byte, v any) error {
	payload, err := store.Encode(v)
	if err != nil {
		return err
	}
	return b.put(tx, key, payload)
}

// prefix joins parts of a key so that no other key's parts begin like it.
func prefix(parts ...string) []byte {
	return []byte(strings.Join(parts, "\x00") + "\x00")
}

// ordered appends a number that sorts as it counts.
func ordered(key []byte, n uint64) []byte { return binary.BigEndian.AppendUint64(key, n) }

// timeSize is how many bytes descending appends.
const timeSize = 12

// descending appends a time so that the newest sorts first.
func descending(key []byte, t time.Time) []byte {
	key = binary.BigEndian.AppendUint64(key, ^(uint64(t.Unix()) ^ 1<<63))
	return binary.BigEndian.AppendUint32(key, ^uint32(t.Nanosecond()))
}

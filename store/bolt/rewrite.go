package bolt

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"
)

// The bounds of one transaction of a rewriting: it must not hold up a call.
const (
	rewrittenMost  = 256
	rewrittenBytes = 512 << 10
)

// rewriting is how far a rewriting of all records has come.
type rewriting struct {
	Job     string // the name of the job under way
	From    []byte // the key in its bucket to go on from
	Records int    // how many were written
	Rotates bool   // all records are encrypted, some with an older key
}

// Progress is how far a rewriting has come.
type Progress struct {
	Job, Jobs int // the job under way, from 1, and how many there are
	Records   int // written so far
}

// job is a part of a rewriting: what is done to each record of a bucket, or, without a
// bucket, once.
type job struct {
	name   string
	bucket bucket
	each   func(s *file, tx *bbolt.Tx, b bucket, key, sealed []byte) error
	once   func(s *file, tx *bbolt.Tx, kept *encryption) error
}

// jobs are the parts of a rewriting in their order. While records are copied into the twins
// of their buckets readers find them by readable keys, and writers write both; then readers
// change over, and the records with readable keys are removed.
func jobs() []job {
	var all []job
	for _, b := range twinned() {
		all = append(all, job{name: "copy " + string(b), bucket: b, each: copyToTwin})
	}
	all = append(all, job{name: "use the copies", once: useTwins})
	for _, b := range buckets() {
		if b.encrypts() && !b.isTwinned() {
			all = append(all, job{name: "encrypt " + string(b), bucket: b, each: encryptRecord})
		}
	}
	for _, b := range twinned() {
		all = append(all, job{name: "clear " + string(b), bucket: b, each: clearRecord})
	}
	return append(all, job{name: "forget older keys", once: forgetOlderKeys})
}

func copyToTwin(_ *file, tx *bbolt.Tx, b bucket, key, sealed []byte) error {
	ring := ringOf(tx)
	if ring.hashesKeys(tx) {
		return nil // copied before
	}
	hashed, err := ring.hashKey(b, key)
	if err != nil {
		return err
	}
	payload, err := b.open(tx, key, sealed)
	if err != nil { // it is kept as it was found
		return aside.put(tx, append(prefix(string(b.twin())), hashed...), sealed)
	}
	return b.twin().putAt(tx, hashed, payload)
}

func useTwins(_ *file, tx *bbolt.Tx, _ *encryption) error { return meta.put(tx, hashedKey, nil) }

// encryptRecord encrypts a record anew. A damaged one is left as it is found.
func encryptRecord(_ *file, tx *bbolt.Tx, b bucket, key, sealed []byte) error {
	encrypted, err := b.check(key, sealed)
	if err != nil || len(sealed) == sealSize || encrypted && ringOf(tx).current(sealed[sealSize:]) {
		return nil
	}
	payload, err := b.open(tx, key, sealed)
	if err != nil {
		return nil
	}
	return b.putAt(tx, key, payload)
}

func clearRecord(_ *file, tx *bbolt.Tx, b bucket, key, _ []byte) error { return b.removeAt(tx, key) }

// forgetOlderKeys ends a rewriting.
func forgetOlderKeys(_ *file, tx *bbolt.Tx, kept *encryption) error {
	ring := ringOf(tx)
	data, err := ring.withoutOldKeys()
	if err != nil {
		return err
	}
	only := keyring{operator: ring.operator, lookups: ring.lookups, data: data}
	kept.Rewriting = nil
	return only.keep(kept)
}

// rewriteAll does the jobs that are left. It goes on where it was broken off.
func (s *file) rewriteAll(ctx context.Context, progress func(Progress)) error {
	s.rekeying.Lock()
	defer s.rekeying.Unlock()
	all := jobs()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		kept, err := s.rewriteSome(context.WithoutCancel(ctx), all)
		if err != nil {
			return fmt.Errorf("encrypt the store's records: %w", err)
		}
		if kept.Rewriting == nil {
			return s.settle()
		}
		if progress != nil {
			progress(Progress{Job: jobAt(all, kept.Rewriting.Job) + 1, Jobs: len(all), Records: kept.Rewriting.Records})
		}
	}
}

// settle takes the keys up as they are kept, now that no record needs an older one.
func (s *file) settle() error {
	found, _ := keyrings.Load(s.db)
	ring, on := found.(*keyring)
	if !on || ring.settled.Load() && ring.data.Len() == 1 {
		return nil
	}
	data, err := ring.withoutOldKeys()
	if err != nil {
		return err
	}
	ring.settled.Store(true)
	return ring.use(data)
}

// rewriteSome does a part of the job under way in one transaction, and notes how far it
// has come in the same.
func (s *file) rewriteSome(ctx context.Context, all []job) (kept encryption, err error) {
	err = s.update(ctx, func(tx *bbolt.Tx) error {
		kept, err = loadEncryption(tx)
		if err != nil || kept.Rewriting == nil {
			return err
		}
		now := kept.Rewriting
		at := jobAt(all, now.Job)
		if at < 0 {
			return fmt.Errorf("another release has begun it: its part %q is unknown here", now.Job)
		}
		if err := s.rewrite(tx, all[at], &kept); err != nil {
			return err
		}
		if kept.Rewriting != nil && now.From == nil {
			now.Job = all[at+1].name
		}
		return saveEncryption(tx, kept)
	})
	return kept, err
}

func jobAt(all []job, name string) int {
	for i, j := range all {
		if j.name == name {
			return i
		}
	}
	return -1
}

// rewrite does a part of a job. When it is done, From is nil.
func (s *file) rewrite(tx *bbolt.Tx, j job, kept *encryption) error {
	now := kept.Rewriting
	if j.once != nil {
		now.From = nil
		return j.once(s, tx, kept)
	}
	records, next, err := someRecords(tx, j.bucket, now.From)
	if err != nil {
		return err
	}
	for _, r := range records {
		if err := j.each(s, tx, j.bucket, r[0], r[1]); err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
	}
	now.From, now.Records = next, now.Records+len(records)
	return nil
}

// someRecords gives copies of records from a key on, and the key to go on from, or nil.
func someRecords(tx *bbolt.Tx, b bucket, from []byte) (records [][2][]byte, next []byte, err error) {
	in, err := b.of(tx)
	if err != nil {
		return nil, nil, err
	}
	size, cursor := 0, in.Cursor()
	for key, sealed := cursor.Seek(from); key != nil; key, sealed = cursor.Next() {
		if len(records) == rewrittenMost || size > rewrittenBytes {
			return records, bytes.Clone(key), nil
		}
		records = append(records, [2][]byte{bytes.Clone(key), bytes.Clone(sealed)})
		size += len(key) + len(sealed)
	}
	return records, nil, nil
}

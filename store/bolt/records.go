package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"maps"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// Records gives every record, as [store.Records] says.
func (s *Store) Records(ctx context.Context) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		l := &listing{store: s, ctx: ctx, yield: yield}
		for _, list := range []func() error{l.ledger, l.calls, l.outgoing, l.menus, l.cases, l.people, l.acd, l.house} {
			if err := list(); err != nil || l.stopped {
				if err != nil && !l.stopped {
					yield(store.Record{}, err)
				}
				return
			}
		}
	}
}

// listing gives the records of a store.
type listing struct {
	store   *Store
	ctx     context.Context
	yield   func(store.Record, error) bool
	stopped bool
}

func (l *listing) give(kind store.Kind, key string, value any) {
	if !l.stopped && !l.yield(store.Record{Kind: kind, Key: key, Value: value}, nil) {
		l.stopped = true
	}
}

// keyed is a record of a bucket with its key.
type keyed[T any] struct {
	key   string
	value T
}

// bucketOf lists the records of a bucket.
func bucketOf[T any](l *listing, b bucket) iter.Seq2[keyed[T], error] {
	return walk(l.ctx, l.store.file, span{in: b, strict: true}, func(tx *bbolt.Tx, e entry) (keyed[T], error) {
		v, err := readEntry[T](tx, e)
		return keyed[T]{string(e.key), v}, err
	})
}

// inBucket gives the records of a bucket by their keys.
func inBucket[T any](l *listing, kind store.Kind, b bucket) error {
	return eachIn(l, kind, b, func(v keyed[T]) (string, any) { return v.key, v.value })
}

// renamed gives the records of a bucket by the key, and as the value, that name makes of each.
func renamed[T any](l *listing, kind store.Kind, b bucket, name func(T) (key string, value any)) error {
	return eachIn(l, kind, b, func(v keyed[T]) (string, any) { return name(v.value) })
}

func eachIn[T any](l *listing, kind store.Kind, b bucket, name func(keyed[T]) (key string, value any)) error {
	for v, err := range bucketOf[T](l, b) {
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		key, value := name(v)
		if l.give(kind, key, value); l.stopped {
			break
		}
	}
	return nil
}

func (l *listing) ledger() error {
	for _, list := range []func() error{
		func() error { return visibleRows[ivr.Account](l, store.KindAccount, accounts) },
		func() error { return visibleRows[ivr.Transaction](l, store.KindTransaction, transactions) },
		func() error { return visibleRows[ivr.Refund](l, store.KindRefund, refunds) },
	} {
		if err := list(); err != nil {
			return err
		}
	}
	return nil
}

// visibleRows gives the rows of a table that readers see.
func visibleRows[T any](l *listing, kind store.Kind, t table) error {
	ids := walk(l.ctx, l.store.file, span{in: t.rows, strict: true}, func(tx *bbolt.Tx, e entry) (keyed[T], error) {
		now, err := readLedger(tx)
		if err == nil {
			_, err = e.in.check(e.key, e.sealed)
		}
		if err != nil {
			return keyed[T]{}, err
		}
		id := string(e.key[:len(e.key)-generationSize-1])
		row, err := t.visible(tx, id, now.Generation)
		if err != nil {
			return keyed[T]{}, err
		}
		if !bytes.Equal(row.key, e.key) {
			return keyed[T]{}, store.ErrNotFound // replaced, or of an import that broke off
		}
		v, err := readRow[T](row.payload)
		return keyed[T]{id, v}, err
	})
	for row, err := range ids {
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		if l.give(kind, row.key, row.value); l.stopped {
			break
		}
	}
	return nil
}

func (l *listing) calls() error {
	var ids []string
	for call, err := range l.store.ListCalls(l.ctx, store.CallFilter{MustRead: true}) {
		if err != nil {
			return fmt.Errorf("%s: %w", store.KindCall, err)
		}
		ids = append(ids, call.ID)
	}
	slices.Sort(ids)
	for _, list := range []func(id string) error{l.call, l.entries, l.answers} {
		for _, id := range ids {
			if err := list(id); err != nil {
				return fmt.Errorf("call %s: %w", id, err)
			}
			if l.stopped {
				return nil
			}
		}
	}
	if err := inBucket[store.Code](l, store.KindCode, codes); err != nil {
		return err
	}
	return inBucket[store.Lock](l, store.KindLock, locks)
}

func (l *listing) call(id string) error {
	call, entries, err := l.store.Call(l.ctx, id)
	if err != nil {
		return err
	}
	l.give(store.KindCall, id, store.KeptCall{Call: call, Entries: entries})
	return nil
}

func (l *listing) entries(id string) error {
	entries, err := l.store.Journal(l.ctx, id)
	for _, entry := range entries {
		l.give(store.KindEntry, fmt.Sprintf("%s %d", id, entry.Seq), entry)
	}
	return err
}

// answers gives the answers to a call's steps, in the order of the steps' names.
func (l *listing) answers(id string) error {
	record, err := l.store.journalOf(l.ctx, id)
	if err != nil {
		return err
	}
	var answered map[string]store.KeptClaim
	err = l.store.view(l.ctx, func(tx *bbolt.Tx) error {
		answered = map[string]store.KeptClaim{}
		if record.Older {
			if err := olderAnswers(tx, id, answered); err != nil {
				return err
			}
		}
		for _, seq := range record.Steps {
			step, err := readStep[stepAnswer](tx, seq, id)
			if err != nil {
				return err
			}
			answered[step.Step] = store.KeptClaim{Claim: store.StepKey{Call: id, Step: step.Step, Token: step.Token}, Reply: step.Reply}
		}
		return nil
	})
	for _, step := range slices.Sorted(maps.Keys(answered)) {
		l.give(store.KindClaim, id+" "+step, answered[step])
	}
	return err
}

// olderAnswers adds the answers that an earlier release has kept.
func olderAnswers(tx *bbolt.Tx, id string, answered map[string]store.KeptClaim) error {
	err := under(tx, claims, id, func(step, reply []byte) {
		answered[string(step)] = store.KeptClaim{Claim: store.StepKey{Call: id, Step: string(step)}, Reply: bytes.Clone(reply)}
	})
	if err != nil {
		return err
	}
	return under(tx, tokens, id, func(token, claim []byte) {
		step := string(bytes.TrimPrefix(claim, prefix(id)))
		if kept, is := answered[step]; is {
			kept.Claim.Token = string(token)
			answered[step] = kept
		}
	})
}

// under calls found with the rest of each key of a call, and its record.
func under(tx *bbolt.Tx, b bucket, call string, found func(rest, record []byte)) error {
	in, err := b.of(tx)
	if err != nil {
		return err
	}
	cursor, begin := in.Cursor(), prefix(call)
	for key, sealed := cursor.Seek(begin); bytes.HasPrefix(key, begin); key, sealed = cursor.Next() {
		record, err := b.open(tx, key, sealed)
		if err != nil {
			return err
		}
		found(key[len(begin):], record)
	}
	return nil
}

func (l *listing) outgoing() error {
	place := int64(0)
	for _, from := range []bucket{taken, waiting} {
		for o, err := range bucketOf[store.Outgoing](l, from) {
			if err != nil {
				return fmt.Errorf("%s: %w", store.KindOutgoing, err)
			}
			place++
			l.give(store.KindOutgoing, o.value.ID, store.KeptOutgoing{Outgoing: o.value, Place: place, Taken: from == taken})
		}
	}
	return nil
}

func (l *listing) menus() error {
	if err := inBucket[store.Revision](l, store.KindRevision, revisions); err != nil {
		return err
	}
	return renamed(l, store.KindVersion, versions, func(v store.Version) (string, any) { return fmt.Sprint(v.Number), v })
}

func (l *listing) cases() error {
	if err := inBucket[store.Case](l, store.KindCase, cases); err != nil {
		return err
	}
	for _, in := range []bucket{pending, dead} {
		if err := renamed(l, store.KindDelivery, in, func(d store.Delivery) (string, any) { return d.ID, d }); err != nil {
			return err
		}
	}
	return nil
}

func (l *listing) people() error {
	if err := inBucket[store.Agent](l, store.KindAgent, agents); err != nil {
		return err
	}
	if err := inBucket[store.Session](l, store.KindSession, sessions); err != nil {
		return err
	}
	place := int64(0)
	err := renamed(l, store.KindAudit, audit, func(e store.AuditEntry) (string, any) {
		place++
		return fmt.Sprint(place), store.KeptAudit{Entry: e, Place: place}
	})
	if err != nil {
		return err
	}
	if err := renamed(l, store.KindClosure, closures, func(c lineClosure) (string, any) { return c.Line, c.Closure }); err != nil {
		return err
	}
	if err := inBucket[store.Token](l, store.KindToken, programs); err != nil {
		return err
	}
	if err := inBucket[store.Hash](l, store.KindSigningKey, signingKeys); err != nil {
		return err
	}
	return inBucket[store.Tries](l, store.KindTries, tries)
}

func (l *listing) acd() error {
	for _, list := range []func() error{
		func() error { return inBucket[acd.Interaction](l, store.KindInteraction, tickets) },
		func() error { return inBucket[acd.AgentSession](l, store.KindAgentState, seats) },
		func() error { return inBucket[acd.QueueStats](l, store.KindQueue, lines) },
		l.inbox,
		func() error {
			return renamed(l, store.KindQueueRecord, visits, func(v acd.QueueRecord) (string, any) { return v.ID + " " + v.Entered.UTC().String(), v })
		},
	} {
		if err := list(); err != nil {
			return err
		}
	}
	for d, err := range walk(l.ctx, l.store.file, span{in: stats, strict: true}, readDay) {
		if err != nil {
			return fmt.Errorf("%s: %w", store.KindDayStats, err)
		}
		l.give(store.KindDayStats, fmt.Sprintf("%+v", d.DayOf), d)
	}
	return nil
}

// inbox gives the events that the ACD has not taken yet; more than it is given at a time.
func (l *listing) inbox() error {
	for e, err := range bucketOf[inboxRecord](l, inbox) {
		if err != nil {
			return fmt.Errorf("%s: %w", store.KindInbox, err)
		}
		seq := binary.BigEndian.Uint64([]byte(e.key))
		l.give(store.KindInbox, fmt.Sprint(seq), store.InboxEvent{Seq: seq, At: e.value.At, Event: e.value.Event})
	}
	return nil
}

func (l *listing) house() error {
	var h store.Single
	since, begun, err := l.store.StatsSince(l.ctx)
	if err != nil {
		return err
	}
	if begun {
		h.Stats = &store.StatsBegin{Since: since}
	}
	if h.Audit, err = l.store.AuditChain(l.ctx); err != nil {
		return err
	}
	err = l.store.view(l.ctx, func(tx *bbolt.Tx) (err error) {
		h.Announcing, err = meta.has(tx, announcingKey)
		return err
	})
	if err != nil {
		return err
	}
	l.give(store.KindSingle, "", h)
	return nil
}

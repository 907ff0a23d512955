package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// errCopying is the error of a database into which a copy was not finished.
var errCopying = errors.New("a copy of another store into it was broken off: make it anew with dropdb and createdb, and copy again")

// loadChunk is how many records are copied in one transaction.
const loadChunk = 5000

// loading writes another store's records into an empty database.
type loading struct {
	*Store
	rows   map[string][][]any // by table
	after  []statement        // that need the rows of their chunk, and of those before
	counts [3]int             // of the ledger's tables
	stamp  int64              // of what has been audited and waits to leave
}

// columns are those that loading fills of each table.
var columns = map[string][]string{
	"accounts": {"id", "generation", "owner", "at", "record"}, "transactions": {"id", "generation", "owner", "at", "record"},
	"refunds": {"id", "generation", "owner", "at", "record"},
	"calls":   {"id", "began", "ended", "entries", "record"}, "call_traits": {"call", "trait", "began"}, "journal": {"call", "seq", "record"},
	"claims": {"call", "step", "token", "reply"}, "codes": {"call", "record"}, "locks": {"key", "version", "record"},
	"outgoing": {"id", "seq", "taker", "record"}, "revisions": {"id", "record"}, "versions": {"number", "record"},
	"cases":      {"number", "opened", "open", "kind", "account", "transaction", "caller", "assignee", "news", "record"},
	"deliveries": {"id", "sequence", "case_number", "dead", "due", "record"},
	"agents":     {"name", "phone", "record"}, "sessions": {"id", "name", "expires", "record"},
	"audit":    {"at", "seq", "who", "action", "object", "record"},
	"closures": {"line", "record"}, "programs": {"hash", "name", "record"},
	"signing_keys": {"name", "record"}, "sign_in_tries": {"key", "last", "record"},
	"acd": {"kind", "key", "version", "record"}, "acd_inbox": {"seq", "record"},
	"queue_records": {"entered", "id", "call", "origin", "record"}, "day_stats": {"day", "queue", "agent", "record"},
}

// Load writes another store's records into this one, which must be empty, and calls done
// with how many it has written. Until [Store.Loaded] is called nobody else opens it.
func (s *Store) Load(ctx context.Context, records iter.Seq2[store.Record, error], done func(records int)) error {
	if err := s.beginLoad(ctx); err != nil {
		return err
	}
	l := &loading{Store: s, rows: map[string][][]any{}, stamp: s.stamp()}
	count := 0
	for record, err := range records {
		if err == nil {
			err = l.add(record)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", record.Kind, err)
		}
		if count++; count%loadChunk != 0 {
			continue
		}
		if err := l.flush(ctx); err != nil {
			return err
		}
		done(count)
	}
	l.after = append(l.after, do(`UPDATE ledger SET generation = 1, accounts = $1, transactions = $2, refunds = $3 WHERE key = 'ledger'`,
		l.counts[0], l.counts[1], l.counts[2]))
	if err := l.flush(ctx); err != nil {
		return err
	}
	done(count)
	return nil
}

// Loaded lets the database be opened that Load has filled.
func (s *Store) Loaded(ctx context.Context) error {
	_, err := s.exec(ctx, `DELETE FROM meta WHERE key = 'copying'`)
	return err
}

// beginLoad notes that the database is being filled, unless there is something in it.
func (s *Store) beginLoad(ctx context.Context) error {
	for _, table := range slices.Sorted(maps.Keys(columns)) {
		if table == "acd" {
			continue // has the ACD's version
		}
		there, err := read(ctx, s.database, pgx.RowTo[int], `SELECT count(*) FROM (SELECT 1 FROM `+table+` LIMIT 1) AS found`)
		if err != nil {
			return err
		}
		if there[0] > 0 {
			return fmt.Errorf("the database is not empty: there is something in its table %s", table)
		}
	}
	_, err := s.exec(ctx, `INSERT INTO meta (key, value) VALUES ('copying', '') ON CONFLICT (key) DO NOTHING`)
	return err
}

// flush writes what has come together.
func (l *loading) flush(ctx context.Context) error {
	err := l.transact(ctx, func(tx pgx.Tx) error {
		for _, table := range slices.Sorted(maps.Keys(l.rows)) {
			if _, err := tx.CopyFrom(ctx, pgx.Identifier{table}, columns[table], pgx.CopyFromRows(l.rows[table])); err != nil {
				return fmt.Errorf("writing the table %s: %w", table, err)
			}
		}
		return run(ctx, tx, l.after)
	})
	l.rows, l.after = map[string][][]any{}, nil
	return err
}

func (l *loading) put(table string, values ...any) {
	l.rows[table] = append(l.rows[table], values)
}

// add makes rows of a record.
func (l *loading) add(r store.Record) error {
	key := []byte(r.Key)
	record, err := store.Encode(r.Value)
	if err != nil {
		return err
	}
	switch v := r.Value.(type) {
	case ivr.Account:
		return l.row(store.Row{Account: &v})
	case ivr.Transaction:
		return l.row(store.Row{Transaction: &v})
	case ivr.Refund:
		return l.row(store.Row{Refund: &v})
	case store.KeptCall, store.Entry, store.KeptClaim:
		return l.call(r)
	case store.Code:
		l.put("codes", key, record)
	case store.Lock:
		l.put("locks", key, int64(v.Version), record)
	case store.KeptOutgoing:
		return l.outgoing(v)
	case store.Revision:
		l.put("revisions", key, record)
	case store.Version:
		l.put("versions", int64(v.Number), record)
	case store.Case:
		l.put("cases", key, nanos(v.Opened), v.Closed.IsZero(), []byte(v.Kind), []byte(v.Account.Reveal()),
			[]byte(v.Transaction.Reveal()), []byte(v.Caller.Reveal()), []byte(v.Assignee), int64(0), record)
	case store.Delivery:
		l.put("deliveries", key, int64(v.Sequence), []byte(v.Case.Number), !v.Died.IsZero(), nanos(v.Due), record)
	case store.Agent:
		l.put("agents", key, []byte(v.Number.Reveal()), record)
	case store.Session:
		l.put("sessions", key, []byte(v.Name), nanos(v.Expires), record)
	case store.KeptAudit:
		return l.audit(v)
	case ivr.Closure:
		record, err = store.Encode(lineClosure{r.Key, v})
		l.put("closures", key, record)
	case store.Token:
		l.put("programs", key, []byte(v.Name), record)
	case store.Hash:
		l.put("signing_keys", key, record)
	case store.Tries:
		l.put("sign_in_tries", key, nanos(v.Last), record)
	default:
		return l.ofACD(r, record)
	}
	return err
}

// ofACD makes rows of a record of the ACD.
func (l *loading) ofACD(r store.Record, record []byte) (err error) {
	key := []byte(r.Key)
	switch v := r.Value.(type) {
	case acd.Interaction:
		l.put("acd", []byte(interactions), key, int64(0), record)
	case acd.AgentSession:
		l.put("acd", []byte(sessions), key, int64(0), record)
	case acd.QueueStats:
		l.put("acd", []byte(queues), key, int64(0), record)
	case store.InboxEvent:
		record, err = store.Encode(inboxRecord{v.At, v.Event})
		l.put("acd_inbox", int64(v.Seq), record) //nolint:gosec // counts events
	case acd.QueueRecord:
		l.put("queue_records", nanos(v.Entered), []byte(v.ID), orNull(v.Call), orNull(v.Origin), record)
		if v.Call != "" && v.Queue != "" {
			l.after = append(l.after, do(addVisit, []byte(v.Call), traitKey(store.Trait{Of: store.OfQueue, Value: v.Queue})))
		}
	case acd.DayStats:
		record, err = store.Encode(v.Stats)
		l.put("day_stats", []byte(v.Day), []byte(v.Queue), []byte(v.Agent), record)
	case store.Single:
		return l.house(v)
	default:
		return fmt.Errorf("nothing keeps %T", r.Value)
	}
	return err
}

func (l *loading) row(r store.Row) error {
	p, err := placeOf(r)
	if err != nil {
		return err
	}
	l.counts[p.table]++
	l.put(string(tables()[p.table]), []byte(p.id), int64(1), []byte(p.owner), p.at, p.record)
	return nil
}

func (l *loading) call(r store.Record) (err error) {
	var record []byte
	switch v := r.Value.(type) {
	case store.KeptCall:
		record, err = store.Encode(v.Call)
		l.put("calls", []byte(v.Call.ID), nanos(v.Call.Began), endOf(v.Call), int64(v.Entries), record)
		for _, trait := range callTraits(v.Call) {
			l.put("call_traits", []byte(v.Call.ID), trait, nanos(v.Call.Began))
		}
	case store.Entry:
		record, err = store.Encode(v)
		call := r.Key[:len(r.Key)-len(fmt.Sprintf(" %d", v.Seq))]
		l.put("journal", []byte(call), int64(v.Seq), record)
	case store.KeptClaim:
		l.put("claims", []byte(v.Claim.Call), []byte(v.Claim.Step), orNull(v.Claim.Token), append([]byte{}, v.Reply...))
	}
	return err
}

func (l *loading) outgoing(v store.KeptOutgoing) error {
	record, err := store.Encode(v.Outgoing)
	var taker []byte
	if v.Taken {
		taker = []byte(nobody) // the process that took it has ended
	}
	l.put("outgoing", []byte(v.Outgoing.ID), l.stamp+v.Place, taker, record)
	return err
}

func (l *loading) audit(v store.KeptAudit) error {
	record, err := store.Encode(v.Entry)
	e := v.Entry
	l.put("audit", nanos(e.At), l.stamp-v.Place, []byte(e.Who), []byte(e.Action), []byte(e.Object), record)
	return err
}

func (l *loading) house(h store.Single) error {
	chain, err := putChain(h.Audit)
	if err != nil {
		return err
	}
	l.after = append(l.after, chain)
	if h.Announcing {
		l.after = append(l.after, do(`INSERT INTO meta (key, value) VALUES ('announcing', '')`))
	}
	if h.Stats == nil {
		return nil
	}
	since, err := store.Encode(statsRecord{h.Stats.Since})
	l.after = append(l.after, do(`INSERT INTO meta (key, value) VALUES ('stats', $1)`, since))
	return err
}

package postgres

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/store"
)

const readChain = `SELECT value FROM meta WHERE key = 'audit chain'`

// AuditChain returns where the audit's chain begins and ends.
func (s keepStore) AuditChain(ctx context.Context) (store.AuditChain, error) {
	return one[store.AuditChain](ctx, s.database, readChain)
}

// lockedChain reads the chain, which nobody else changes until the transaction ends. One that is damaged is made anew:
// nothing that is audited could else be done.
func lockedChain(ctx context.Context, tx pgx.Tx) (store.AuditChain, error) {
	chain, err := oneIn[store.AuditChain](ctx, tx, readChain+` FOR UPDATE`)
	if !errors.Is(err, store.ErrDamaged) {
		return chain, err
	}
	rows, err := tx.Query(ctx, `SELECT record FROM audit`)
	if err != nil {
		return chain, err
	}
	records, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return chain, err
	}
	return store.ChainFrom(soundOf[store.AuditEntry](records))
}

// putChain makes the statement that writes where the chain begins and ends.
func putChain(chain store.AuditChain) (statement, error) {
	record, err := store.Encode(chain)
	return do(`UPDATE meta SET value = $1 WHERE key = 'audit chain'`, record), err
}

// AppendAudit adds an entry to the audit. Those of this process wait for each other here:
// each follows the one before, so that their transactions would only undo each other.
func (s staffStore) AppendAudit(ctx context.Context, e store.AuditEntry) error {
	s.auditing.Lock()
	defer s.auditing.Unlock()
	return s.transact(ctx, func(tx pgx.Tx) error { return appendAudit(ctx, tx, s.stamp(), e) })
}

// appendAudit puts an entry behind the last one of the chain.
func appendAudit(ctx context.Context, tx pgx.Tx, seq int64, e store.AuditEntry) error {
	chain, err := lockedChain(ctx, tx)
	if err != nil {
		return err
	}
	if chain.Head, err = e.Follow(chain.Head); err != nil {
		return err
	}
	moved, err := putChain(chain)
	if err != nil {
		return err
	}
	record, err := store.Encode(e)
	if err != nil {
		return err
	}
	added := do(`INSERT INTO audit (at, seq, who, action, object, record) VALUES ($1, $2, $3, $4, $5, $6)`,
		nanos(e.At), seq, []byte(e.Who), []byte(e.Action), []byte(e.Object), record)
	return run(ctx, tx, []statement{moved, added})
}

// pruneWindow is how many of the oldest entries are looked at for the chain's first ones:
// entries whose clocks differ may stand in another order.
const pruneWindow = 1024

// PruneAudit removes the audit's oldest entries.
func (s keepStore) PruneAudit(ctx context.Context, before time.Time, limit int) (removed int, err error) {
	err = s.transact(ctx, func(tx pgx.Tx) error {
		chain, err := lockedChain(ctx, tx)
		if err != nil {
			return err
		}
		oldest, unread, err := oldestAudit(ctx, tx, before)
		if err != nil {
			return err
		}
		var gone []statement
		for _, e := range oldest {
			if len(gone) >= limit {
				break
			}
			missing, first, err := chain.Drop(e.entry, len(unread))
			if err != nil {
				return err
			}
			if !first {
				break
			}
			for _, one := range append(unread[:missing:missing], e.listedEntry) {
				gone = append(gone, do(`DELETE FROM audit WHERE at = $1 AND seq = $2`, one.at, one.seq))
			}
			unread = unread[missing:]
		}
		moved, err := putChain(chain)
		removed = len(gone)
		if err != nil || removed == 0 {
			return err
		}
		return run(ctx, tx, append(gone, moved))
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

// oldEntry is an entry of the audit that may go.
type oldEntry struct {
	listedEntry
	entry store.AuditEntry
}

// oldestAudit gives the oldest entries of before an instant in the order of the chain, and those among them that cannot
// be read.
func oldestAudit(ctx context.Context, tx pgx.Tx, before time.Time) (found []oldEntry, unread []listedEntry, err error) {
	rows, err := tx.Query(ctx, `SELECT at, seq, record FROM audit WHERE at < $1 ORDER BY at, seq LIMIT $2`, nanos(before), pruneWindow)
	if err != nil {
		return nil, nil, err
	}
	listed, err := pgx.CollectRows(rows, scanEntry)
	for _, l := range listed {
		e, damaged := opened[store.AuditEntry](l.record)
		if damaged != nil {
			unread = append(unread, l)
			continue
		}
		found = append(found, oldEntry{l, e})
	}
	slices.SortStableFunc(found, func(a, b oldEntry) int { return cmp.Compare(a.entry.Sequence, b.entry.Sequence) })
	return found, unread, err
}

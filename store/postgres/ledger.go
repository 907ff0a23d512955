package postgres

import (
	"context"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// table is a kind of rows of the ledger. A row is kept by id and the generation of the
// import that brought it, so that an import can be written bit by bit and become
// visible at once: readers take the newest version that is not newer than the
// ledger's generation.
type table string

const (
	accounts     table = "accounts"
	transactions table = "transactions"
	refunds      table = "refunds"
)

// tables lists the tables in the order of the counts of the table ledger.
func tables() []table { return []table{accounts, transactions, refunds} }

// sql puts the table's name in the place of TABLE.
func (t table) sql(statement string) string { return strings.ReplaceAll(statement, "TABLE", string(t)) }

// The queries of a table. visibleRows is the part that all have which read more than
// one row by an id.
const (
	rowByID = `SELECT record FROM TABLE WHERE id = $1 AND generation <= (SELECT generation FROM ledger WHERE key = 'ledger')
		ORDER BY generation DESC LIMIT 1`

	visibleRows = ` FROM TABLE r, ledger l WHERE l.key = 'ledger' AND r.generation <= l.generation AND NOT EXISTS (
		SELECT 1 FROM TABLE newer WHERE newer.id = r.id AND newer.generation > r.generation AND newer.generation <= l.generation)`
)

// Account finds an account by its id.
func (s ledgerStore) Account(ctx context.Context, id string) (ivr.Account, error) {
	return one[ivr.Account](ctx, s.database, accounts.sql(rowByID), []byte(id))
}

// Transaction finds a transaction by its id.
func (s ledgerStore) Transaction(ctx context.Context, id string) (ivr.Transaction, error) {
	return one[ivr.Transaction](ctx, s.database, transactions.sql(rowByID), []byte(id))
}

// Refund finds a refund by its id.
func (s ledgerStore) Refund(ctx context.Context, id string) (ivr.Refund, error) {
	return one[ivr.Refund](ctx, s.database, refunds.sql(rowByID), []byte(id))
}

// RefundOf finds the refund of a transaction that was submitted last.
func (s ledgerStore) RefundOf(ctx context.Context, transaction string) (ivr.Refund, error) {
	return one[ivr.Refund](ctx, s.database, refunds.sql(`SELECT r.record`+visibleRows+` AND r.owner = $1 ORDER BY r.at DESC, r.id LIMIT 1`), []byte(transaction))
}

// AccountsByPhone returns the accounts of a telephone number in the order of their ids,
// limit of them at most (0 is all), and store.ErrNotFound for none.
func (s ledgerStore) AccountsByPhone(ctx context.Context, e164 string, limit int) ([]ivr.Account, error) {
	q := &query{}
	q.add(accounts.sql(`SELECT r.record`+visibleRows+` AND r.owner = ? ORDER BY r.id`), []byte(e164))
	if limit > 0 {
		q.add(` LIMIT ?`, limit)
	}
	found, err := read(ctx, s.database, decoded[ivr.Account], q.sql.String(), q.args...)
	if err == nil && len(found) == 0 {
		err = store.ErrNotFound
	}
	return found, err
}

// SharedPhones returns the telephone numbers that are on more than one account, in the
// order of the numbers.
func (s ledgerStore) SharedPhones(ctx context.Context) iter.Seq2[store.SharedPhone, error] {
	return pages(0, func(last *store.SharedPhone, most int) ([]store.SharedPhone, error) {
		after := []byte{}
		if last != nil {
			after = []byte(last.Phone.Reveal())
		}
		return read(ctx, s.database, func(r pgx.CollectableRow) (shared store.SharedPhone, err error) {
			var phone []byte
			err = r.Scan(&phone, &shared.Accounts)
			shared.Phone = ivr.Masked(phone)
			return shared, err
		}, accounts.sql(`SELECT r.owner, count(*)`+visibleRows+` AND r.owner > $1
			GROUP BY r.owner HAVING count(*) > 1 ORDER BY r.owner LIMIT $2`), after, most)
	})
}

// Transactions gives an account's transactions, newest first, from f.Since on and before
// f.Until.
func (s ledgerStore) Transactions(ctx context.Context, account string, f store.Filter) ([]ivr.Transaction, error) {
	until := int64(math.MaxInt64)
	if !f.Until.IsZero() {
		until = nanos(f.Until) - 1
	}
	q := &query{}
	q.add(transactions.sql(`SELECT r.record`+visibleRows+` AND r.owner = ? AND r.at >= ? AND r.at <= ? ORDER BY r.at DESC, r.id`),
		[]byte(account), nanos(f.Since), until)
	if f.Type == "" && f.Limit > 0 {
		q.add(` LIMIT ?`, f.Limit)
	}
	found, err := read(ctx, s.database, decoded[ivr.Transaction], q.sql.String(), q.args...)
	found = slices.DeleteFunc(found, func(t ivr.Transaction) bool { return f.Type != "" && t.Type != f.Type })
	if f.Limit > 0 && len(found) > f.Limit {
		found = found[:f.Limit]
	}
	return found, err
}

// Stats counts the rows that readers see.
func (s ledgerStore) Stats(ctx context.Context) (store.Stats, error) {
	state, err := s.ledger(ctx)
	return store.Stats{Accounts: state.counts[0], Transactions: state.counts[1], Refunds: state.counts[2]}, err
}

// ledgerState is the ledger as a whole.
type ledgerState struct {
	generation int64 // the newest that readers see
	counts     [3]int
}

func (s ledgerStore) ledger(ctx context.Context) (ledgerState, error) {
	found, err := read(ctx, s.database, func(r pgx.CollectableRow) (l ledgerState, err error) {
		err = r.Scan(&l.generation, &l.counts[0], &l.counts[1], &l.counts[2])
		return l, err
	}, `SELECT generation, accounts, transactions, refunds FROM ledger WHERE key = 'ledger'`)
	switch {
	case err != nil:
		return ledgerState{}, err
	case len(found) == 0:
		return ledgerState{}, store.ErrDamaged
	}
	return found[0], nil
}

// place is where a row of the ledger stands.
type place struct {
	table  int // in tables()
	id     string
	owner  string
	at     int64
	record []byte
}

// placeOf encodes a row, and refuses one that cannot be found again.
func placeOf(row store.Row) (p place, err error) {
	switch {
	case row.Account != nil:
		p.id, p.owner = row.Account.ID.Reveal(), row.Account.Phone.Reveal()
		p.record, err = store.Encode(row.Account)
	case row.Transaction != nil:
		p.table, p.id, p.owner, p.at = 1, row.Transaction.ID.Reveal(), row.Transaction.Account.Reveal(), nanos(row.Transaction.Time)
		p.record, err = store.Encode(row.Transaction)
	case row.Refund != nil:
		p.table, p.id, p.owner, p.at = 2, row.Refund.ID.Reveal(), row.Refund.Transaction.Reveal(), nanos(row.Refund.Submitted)
		p.record, err = store.Encode(row.Refund)
	default:
		err = errEmptyRow
	}
	if err != nil {
		return p, err
	}
	if err := store.CheckKey("the id", p.id); err != nil {
		return p, err
	}
	return p, store.CheckKey("what the row belongs to", p.owner)
}

// The lease of an import: of all processes one at a time imports.
const (
	importLease = "import"
	importFor   = 30 * time.Second
)

package postgres

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// lineClosure is a line's closure with its line.
type lineClosure struct {
	Line    string
	Closure ivr.Closure
}

// Closures gives the closures that were set and not taken back, also those whose time
// is over: what time it is now is the caller's to know.
func (s officeStore) Closures(ctx context.Context) (map[string]ivr.Closure, error) {
	rows, err := readSound[lineClosure](ctx, s.database, `SELECT record FROM closures ORDER BY line`)
	all := map[string]ivr.Closure{}
	for _, c := range rows {
		all[c.Line] = c.Closure
	}
	return all, err
}

// SetClosure closes a line until then; the zero time opens it again.
func (s officeStore) SetClosure(ctx context.Context, line string, until time.Time) error {
	if err := store.CheckKey("the line", line); err != nil {
		return err
	}
	if until.IsZero() {
		_, err := s.exec(ctx, `DELETE FROM closures WHERE line = $1`, []byte(line))
		return err
	}
	record, err := store.Encode(lineClosure{line, ivr.Closure{Until: until}})
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `INSERT INTO closures (line, record) VALUES ($1, $2)
		ON CONFLICT (line) DO UPDATE SET record = excluded.record`, []byte(line), record)
	return err
}

const readToken = `SELECT record FROM programs WHERE hash = $1`

// Token gives a token by the hash of its text.
func (s officeStore) Token(ctx context.Context, hash string) (store.Token, error) {
	return one[store.Token](ctx, s.database, readToken, []byte(hash))
}

// ListTokens gives all tokens, by name.
func (s officeStore) ListTokens(ctx context.Context) ([]store.Token, error) {
	return readSound[store.Token](ctx, s.database, `SELECT record FROM programs ORDER BY name`)
}

// AddToken adds a token whose name is not taken.
func (s officeStore) AddToken(ctx context.Context, t store.Token) error {
	if err := errors.Join(store.CheckKey("the token's name", t.Name), store.CheckKey("the token's hash", t.Hash.Reveal())); err != nil {
		return err
	}
	record, err := store.Encode(t)
	if err != nil {
		return err
	}
	rows, err := s.exec(ctx, `INSERT INTO programs (hash, name, record) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		[]byte(t.Hash.Reveal()), []byte(t.Name), record)
	if err == nil && rows == 0 {
		return store.ErrConflict
	}
	return err
}

// NoteTokenUse writes when a token was last used.
func (s officeStore) NoteTokenUse(ctx context.Context, hash string, at time.Time) error {
	return s.transact(ctx, func(tx pgx.Tx) error {
		t, err := oneIn[store.Token](ctx, tx, readToken, []byte(hash))
		if err != nil {
			return err
		}
		t.Used = at
		record, err := store.Encode(t)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE programs SET record = $2 WHERE hash = $1`, []byte(hash), record)
		return err
	})
}

// RemoveToken removes a token by name.
func (s officeStore) RemoveToken(ctx context.Context, name string) error {
	return found(s.exec(ctx, `DELETE FROM programs WHERE name = $1`, []byte(name)))
}

const readVersions = `SELECT record FROM versions ORDER BY number DESC`

// PublishVersion keeps a menu's files, the version that they are and the audit's entry.
func (s officeStore) PublishVersion(ctx context.Context, p store.Publication) (v store.Version, err error) {
	if err := store.CheckKey("the revision's id", p.Revision.ID); err != nil {
		return v, err
	}
	err = s.onVersions(ctx, func(tx pgx.Tx, all []store.Version) error {
		v = p.Version
		if taken(all, v.Name, 0) {
			return store.ErrConflict
		}
		v.Revision = p.Revision.ID
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(number), 0) + 1 FROM versions`).Scan(&v.Number); err != nil {
			return err
		}
		entry := p.Audit
		entry.Object = strconv.Itoa(v.Number)
		if err := appendAudit(ctx, tx, s.stamp(), entry); err != nil {
			return err
		}
		if err := keepRevision(ctx, tx, p.Revision); err != nil {
			return err
		}
		return putVersion(ctx, tx, v)
	})
	return v, err
}

const readRevision = `SELECT record FROM revisions WHERE id = $1`

// keepRevision keeps a menu folder. One that is kept already stays as it is, unless it is damaged.
func keepRevision(ctx context.Context, tx pgx.Tx, r store.Revision) error {
	_, err := oneIn[store.Revision](ctx, tx, readRevision, []byte(r.ID))
	if !lacks(err) {
		return err
	}
	record, err := store.Encode(r)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO revisions (id, record) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET record = excluded.record`, []byte(r.ID), record)
	return err
}

// NameVersion names a version, or takes its name away, and adds the entry to the audit.
func (s officeStore) NameVersion(ctx context.Context, number int, name string, entry store.AuditEntry) error {
	return s.onVersions(ctx, func(tx pgx.Tx, all []store.Version) error {
		v, err := numbered(all, number)
		switch {
		case err != nil:
			return err
		case taken(all, name, number):
			return store.ErrConflict
		}
		v.Name = name
		if err := appendAudit(ctx, tx, s.stamp(), entry); err != nil {
			return err
		}
		return putVersion(ctx, tx, v)
	})
}

// KeepVerdict keeps what check said of a version.
func (s officeStore) KeepVerdict(ctx context.Context, number int, verdict store.Verdict) error {
	return s.onVersions(ctx, func(tx pgx.Tx, all []store.Version) error {
		v, err := numbered(all, number)
		if err != nil {
			return err
		}
		v.Verdict = verdict
		return putVersion(ctx, tx, v)
	})
}

// Versions gives the versions of the menus, the newest first.
func (s officeStore) Versions(ctx context.Context) ([]store.Version, error) {
	return readSound[store.Version](ctx, s.database, readVersions)
}

// LatestVersion gives the number of the menus' latest version; 0 for none.
func (s officeStore) LatestVersion(ctx context.Context) (int, error) {
	found, err := read(ctx, s.database, pgx.RowTo[int], `SELECT coalesce(max(number), 0) FROM versions`)
	if err != nil {
		return 0, err
	}
	return found[0], nil
}

// onVersions runs fn with all versions, the newest first. A store has some hundreds.
func (s officeStore) onVersions(ctx context.Context, fn func(pgx.Tx, []store.Version) error) error {
	return s.transact(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, readVersions)
		if err != nil {
			return err
		}
		records, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
		if err != nil {
			return err
		}
		return fn(tx, soundOf[store.Version](records))
	})
}

func putVersion(ctx context.Context, tx pgx.Tx, v store.Version) error {
	record, err := store.Encode(v)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO versions (number, record) VALUES ($1, $2)
		ON CONFLICT (number) DO UPDATE SET record = excluded.record`, v.Number, record)
	return err
}

func numbered(all []store.Version, number int) (store.Version, error) {
	for _, v := range all {
		if v.Number == number {
			return v, nil
		}
	}
	return store.Version{}, store.ErrNotFound
}

// taken reports whether a version has the name that is not the one that may.
func taken(all []store.Version, name string, may int) bool {
	for _, v := range all {
		if name != "" && v.Name == name && v.Number != may {
			return true
		}
	}
	return false
}

package bolt

import (
	"context"
	"errors"
	"strconv"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// PublishVersion keeps a menu's files, the version that they are and the audit's entry.
func (s *menuStore) PublishVersion(ctx context.Context, p store.Publication) (v store.Version, err error) {
	if err := store.CheckKey("the revision's id", p.Revision.ID); err != nil {
		return v, err
	}
	err = s.update(ctx, func(tx *bbolt.Tx) (err error) {
		if err := keepRevision(tx, p.Revision); err != nil {
			return err
		}
		p.Version.Revision = p.Revision.ID
		if v, err = addVersion(tx, p.Version); err != nil {
			return err
		}
		p.Audit.Object = strconv.Itoa(v.Number)
		return appendAudit(tx, p.Audit)
	})
	return v, err
}

// keepRevision keeps a menu folder; one that is kept already stays as it is.
func keepRevision(tx *bbolt.Tx, r store.Revision) error {
	key := []byte(r.ID)
	switch _, err := load[store.Revision](tx, revisions, key); {
	case errors.Is(err, store.ErrNotFound):
		return save(tx, revisions, key, r)
	case errors.Is(err, store.ErrDamaged): // the same is at hand: it is written anew
		return errors.Join(moveAside(tx, revisions, key), save(tx, revisions, key, r))
	default:
		return err
	}
}

// addVersion numbers a version and keeps it, unless its name is taken.
func addVersion(tx *bbolt.Tx, v store.Version) (store.Version, error) {
	if err := vacant(tx, v.Name, 0); err != nil {
		return v, err
	}
	in, err := versions.of(tx)
	if err != nil {
		return v, err
	}
	number, err := in.NextSequence()
	if err != nil {
		return v, err
	}
	v.Number = int(number) //nolint:gosec // counts what people do
	return v, save(tx, versions, versionKey(v.Number), v)
}

// versionKey has the newest come first.
func versionKey(number int) []byte {
	return ordered(nil, ^uint64(number)) //nolint:gosec // counts from 1
}

// NameVersion names a version, or takes its name away, and adds the entry to the audit.
func (s *menuStore) NameVersion(ctx context.Context, number int, name string, entry store.AuditEntry) error {
	return s.update(ctx, func(tx *bbolt.Tx) error {
		v, err := load[store.Version](tx, versions, versionKey(number))
		if err != nil {
			return err
		}
		if err := vacant(tx, name, number); err != nil {
			return err
		}
		v.Name = name
		if err := save(tx, versions, versionKey(number), v); err != nil {
			return err
		}
		return appendAudit(tx, entry)
	})
}

// KeepVerdict keeps what check said of a version.
func (s *menuStore) KeepVerdict(ctx context.Context, number int, verdict store.Verdict) error {
	return s.update(ctx, func(tx *bbolt.Tx) error {
		v, err := load[store.Version](tx, versions, versionKey(number))
		if err != nil {
			return err
		}
		v.Verdict = verdict
		return save(tx, versions, versionKey(number), v)
	})
}

// vacant tells that no version has the name but the one that may.
func vacant(tx *bbolt.Tx, name string, may int) error {
	if name == "" {
		return nil
	}
	all, err := loadVersions(tx)
	for _, v := range all {
		if v.Name == name && v.Number != may {
			return store.ErrConflict
		}
	}
	return err
}

// Versions gives the versions of the menus, the newest first.
func (s *menuStore) Versions(ctx context.Context) (all []store.Version, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) (err error) {
		all, err = loadVersions(tx)
		return err
	})
	return all, err
}

func loadVersions(tx *bbolt.Tx) (all []store.Version, err error) {
	in, err := versions.of(tx)
	if err != nil {
		return nil, err
	}
	err = in.ForEach(func(key, _ []byte) error {
		v, err := load[store.Version](tx, versions, key)
		if errors.Is(err, store.ErrDamaged) {
			return nil // the others are still there to go back to
		}
		all = append(all, v)
		return err
	})
	return all, err
}

// Revision gives a menu folder as it was.
func (s *menuStore) Revision(ctx context.Context, id string) (store.Revision, error) {
	return loadOne[store.Revision](ctx, s.file, revisions, id)
}

package bolt

import (
	"context"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// encryption is what the meta of an encrypted store keeps: its keys, encrypted with the
// operator's key, and how far a rewriting of all records has come.
type encryption struct {
	Data, Lookups []byte
	Rewriting     *rewriting // nil when none is under way
	Readable      bool       // pages that were freed may hold records from before: see Compact
}

// settled reports whether every record is encrypted.
func (e encryption) settled() bool { return e.Rewriting == nil || e.Rewriting.Rotates }

var encryptionKey = []byte("encryption")

// loadEncryption reads the encryption record, or its copy where it is damaged.
func loadEncryption(tx *bbolt.Tx) (encryption, error) {
	kept, err := load[encryption](tx, meta, encryptionKey)
	if err == nil || tx.Bucket([]byte(spare)) == nil {
		return kept, err
	}
	if copied, unread := load[encryption](tx, spare, encryptionKey); unread == nil {
		return copied, nil
	}
	return kept, err
}

// saveEncryption writes the encryption record, and a copy: without it, no other could ever be read again.
func saveEncryption(tx *bbolt.Tx, kept encryption) error {
	return errors.Join(save(tx, meta, encryptionKey, kept), save(tx, spare, encryptionKey, kept))
}

// copyEncryption copies the encryption record of a store that an earlier release has written.
func copyEncryption(db *bbolt.DB) error {
	lacking := false
	err := guard(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			_, err := load[encryption](tx, spare, encryptionKey)
			lacking = lacks(err) && tx.Bucket([]byte(meta)).Get(encryptionKey) != nil
			return nil
		})
	})
	if err != nil || !lacking {
		return err
	}
	return guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error {
			kept, err := loadEncryption(tx)
			if err != nil {
				return err
			}
			return saveEncryption(tx, kept)
		})
	})
}

// unlock finds the keys of a store that has been opened, before anything is written.
func unlock(db *bbolt.DB, o Options) error {
	var kept encryption
	err := guard(func() error {
		return db.View(func(tx *bbolt.Tx) (err error) {
			kept, err = loadEncryption(tx)
			return err
		})
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("read the store's keys: %w; %s", err, wayOut)
	case len(o.Key) == 0 && len(o.NextKey) == 0:
		return fmt.Errorf("%w: its key is needed (HOTLINE_KEY or HOTLINE_KEY_FILE)", ErrKey)
	}
	for i, operator := range [][]byte{o.Key, o.NextKey} {
		if len(operator) == 0 {
			continue
		}
		ring, wrong := openKeyring(operator, kept)
		if wrong == nil {
			ring.byNext.Store(i > 0)
			keyrings.Store(db, ring)
			return nil
		}
		err = wrong
	}
	return err
}

// encryptNew has a new, empty store begin encrypted, if there is a key.
func encryptNew(tx *bbolt.Tx, operator []byte) error {
	if len(operator) == 0 {
		return nil
	}
	ring, err := newKeyring(operator)
	if err != nil {
		return err
	}
	var kept encryption
	if err := ring.keep(&kept); err != nil {
		return err
	}
	return errors.Join(saveEncryption(tx, kept), meta.put(tx, hashedKey, nil))
}

// AtRest says how a store is kept on the disk.
type AtRest struct {
	Encrypted bool // new records are
	Rewriting bool // not all of the older ones are yet, or with an older key
	Readable  bool // freed pages may hold records from before: compact the file
	NextKey   bool // the store's keys are protected by the key that was to come next
}

// AtRest returns how the store is kept on the disk.
func (s *file) AtRest(ctx context.Context) (at AtRest, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		kept, err := loadEncryption(tx)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		at = AtRest{Encrypted: true, Rewriting: kept.Rewriting != nil, Readable: kept.Readable}
		if ring := ringOf(tx); ring != nil {
			at.NextKey = ring.byNext.Load()
		}
		return err
	})
	return at, err
}

// Encrypt encrypts every record of a store that was readable so far, in small
// transactions between which calls go on, and finishes a rewriting that was broken off. It
// does nothing for a store that is encrypted with its newest key.
func (s *file) Encrypt(ctx context.Context, operator []byte, progress func(Progress)) error {
	if _, on := keyrings.Load(s.db); !on {
		if err := s.beginEncryption(ctx, operator); err != nil {
			return fmt.Errorf("begin to encrypt the store: %w", err)
		}
	}
	return s.rewriteAll(ctx, progress)
}

// beginEncryption draws the store's keys: from then on every write is encrypted.
func (s *file) beginEncryption(ctx context.Context, operator []byte) error {
	ring, err := newKeyring(operator)
	if err != nil {
		return err
	}
	kept := encryption{Rewriting: &rewriting{Job: jobs()[0].name}, Readable: true}
	if err := ring.keep(&kept); err != nil {
		return err
	}
	err = s.update(context.WithoutCancel(ctx), func(tx *bbolt.Tx) error {
		return saveEncryption(tx, kept)
	})
	if err == nil {
		keyrings.Store(s.db, ring)
	}
	return err
}

// Rotate encrypts every record with a new data key, and forgets the older ones. With an
// operator's key the store's keys are protected by it from the first moment on. A rewriting
// that is under way is finished first.
func (s *file) Rotate(ctx context.Context, operator []byte, progress func(Progress)) error {
	ring, on := keyrings.Load(s.db)
	if !on {
		return errors.New("the store is not encrypted: there is no key to rotate")
	}
	if err := s.rewriteAll(ctx, progress); err != nil {
		return err
	}
	if err := s.beginRotation(ctx, ring.(*keyring), operator); err != nil {
		return fmt.Errorf("begin to rotate the store's key: %w", err)
	}
	return s.rewriteAll(ctx, progress)
}

func (s *file) beginRotation(ctx context.Context, ring *keyring, operator []byte) error {
	s.rekeying.Lock()
	defer s.rekeying.Unlock()
	next := keyring{operator: ring.operator, lookups: ring.lookups}
	if operator != nil {
		if err := next.protectWith(operator); err != nil {
			return err
		}
	}
	data, err := ring.withNewKey()
	if err != nil {
		return err
	}
	next.data = data
	// Readers must know the new key before a record is encrypted with it.
	kept := encryption{Rewriting: &rewriting{Job: jobs()[0].name, Rotates: true}}
	if err := next.keep(&kept); err != nil {
		return err
	}
	err = s.update(context.WithoutCancel(ctx), func(tx *bbolt.Tx) error {
		before, err := loadEncryption(tx)
		if err != nil {
			return err
		}
		kept.Readable = before.Readable
		return saveEncryption(tx, kept)
	})
	if err != nil {
		return err
	}
	ring.operator = next.operator
	if operator != nil {
		ring.byNext.Store(true)
	}
	return ring.use(data)
}

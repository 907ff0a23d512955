package bolt

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
	"go.etcd.io/bbolt"
)

// KeySize is the length of the key that protects a store, in bytes.
const KeySize = 32

// ErrKey is the error of an encrypted store that is opened without its key.
var ErrKey = errors.New("it is encrypted")

// keyring holds the keys of an encrypted store. Records are encrypted with the data keys'
// primary key; keys of records that hold personal values are hashed with lookups. Both are
// kept in the store's meta, encrypted with the operator's key.
type keyring struct {
	mu       sync.RWMutex
	operator tink.AEAD
	data     *keyset.Handle
	records  tink.AEAD
	primary  [recordPrefix]byte // what records of the primary key begin with

	lookups *keyset.Handle
	hashes  *prf.Set

	byNext  atomic.Bool // operator is the key that was to come next
	settled atomic.Bool // all records are encrypted, and readers find them by hashed keys
}

// recordPrefix is how many bytes Tink puts before a ciphertext: its version, and the
// number of the key.
const recordPrefix = 5

// What the keysets are bound to, so that one cannot take the other's place.
var (
	boundData    = []byte("hotline: data keys")
	boundLookups = []byte("hotline: look-up keys")
)

// newKeyring draws the keys of a store.
func newKeyring(operator []byte) (*keyring, error) {
	protect, err := subtle.NewAESGCM(operator)
	if err != nil {
		return nil, fmt.Errorf("the store's key: %w", err)
	}
	r := &keyring{operator: protect}
	if r.lookups, err = keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate()); err != nil {
		return nil, fmt.Errorf("draw a key for look-ups: %w", err)
	}
	if r.hashes, err = prf.NewPRFSet(r.lookups); err != nil {
		return nil, err
	}
	data, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("draw a data key: %w", err)
	}
	return r, r.use(data)
}

// openKeyring decrypts the keys of a store with the operator's key, or fails with ErrKey.
func openKeyring(operator []byte, kept encryption) (*keyring, error) {
	protect, err := subtle.NewAESGCM(operator)
	if err != nil {
		return nil, fmt.Errorf("the store's key: %w", err)
	}
	data, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(kept.Data)), protect, boundData)
	if err != nil {
		return nil, fmt.Errorf("%w, with another key than HOTLINE_KEY", ErrKey)
	}
	r := &keyring{operator: protect}
	if r.lookups, err = keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(kept.Lookups)), protect, boundLookups); err != nil {
		return nil, fmt.Errorf("%w, with another key than HOTLINE_KEY", ErrKey)
	}
	if r.hashes, err = prf.NewPRFSet(r.lookups); err != nil {
		return nil, err
	}
	r.settled.Store(kept.settled())
	return r, r.use(data)
}

// protectWith takes another operator's key.
func (r *keyring) protectWith(operator []byte) (err error) {
	r.operator, err = subtle.NewAESGCM(operator)
	return err
}

// use takes data keys up.
func (r *keyring) use(data *keyset.Handle) error {
	records, err := aead.New(data)
	if err != nil {
		return err
	}
	first, err := data.Primary()
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.data, r.records = data, records
	r.primary[0] = 1
	binary.BigEndian.PutUint32(r.primary[1:], first.KeyID())
	return nil
}

// keep encrypts the keys with the operator's key, as the store's meta keeps them.
func (r *keyring) keep(kept *encryption) error {
	var data, lookups bytes.Buffer
	err := errors.Join(
		r.data.WriteWithAssociatedData(keyset.NewBinaryWriter(&data), r.operator, boundData),
		r.lookups.WriteWithAssociatedData(keyset.NewBinaryWriter(&lookups), r.operator, boundLookups))
	kept.Data, kept.Lookups = data.Bytes(), lookups.Bytes()
	return err
}

// withNewKey returns the data keys with a new primary one.
func (r *keyring) withNewKey() (*keyset.Handle, error) {
	manager := keyset.NewManagerFromHandle(r.data)
	id, err := manager.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("draw a data key: %w", err)
	}
	if err := manager.SetPrimary(id); err != nil {
		return nil, err
	}
	return manager.Handle()
}

// withoutOldKeys returns the primary data key alone.
func (r *keyring) withoutOldKeys() (*keyset.Handle, error) {
	manager := keyset.NewManagerFromHandle(r.data)
	for _, key := range r.data.KeysetInfo().GetKeyInfo() {
		if key.GetKeyId() == r.data.KeysetInfo().GetPrimaryKeyId() {
			continue
		}
		if err := manager.Delete(key.GetKeyId()); err != nil {
			return nil, err
		}
	}
	return manager.Handle()
}

func (r *keyring) encrypt(b bucket, key, payload []byte) ([]byte, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.records.Encrypt(payload, b.bound(key))
}

func (r *keyring) decrypt(b bucket, key, encrypted []byte) ([]byte, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.records.Decrypt(encrypted, b.bound(key))
}

// current reports whether a record is encrypted with the primary key.
func (r *keyring) current(encrypted []byte) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return bytes.HasPrefix(encrypted, r.primary[:])
}

// bound is what a record is bound to, so that it opens nowhere but in its own place.
func (b bucket) bound(key []byte) []byte { return append(prefix(string(b)), key...) }

// hashSize is the length of a hashed part of a key.
const (
	hashMark  = '\x01'
	hashBytes = 16
	hashSize  = 1 + (hashBytes*8+5)/6
)

// hash returns the keyed hash of a part of a key. The hash of a hash is the same, so that
// what was read out of a key can be looked up again.
func (r *keyring) hash(part []byte) ([]byte, error) {
	if len(part) == 0 || len(part) == hashSize && part[0] == hashMark {
		return part, nil
	}
	sum, err := r.hashes.ComputePrimaryPRF(part, hashBytes)
	if err != nil {
		return nil, fmt.Errorf("hash a key: %w", err)
	}
	return base64.RawURLEncoding.AppendEncode([]byte{hashMark}, sum), nil
}

// keyrings are the keys of the encrypted files that this process has open: a transaction
// is all that the functions of this package are given.
var keyrings sync.Map // *bbolt.DB → *keyring

// ringOf returns the keys of the store of a transaction; nil when it is not encrypted.
func ringOf(tx *bbolt.Tx) *keyring {
	ring, _ := keyrings.Load(tx.DB())
	r, _ := ring.(*keyring)
	return r
}

package bolt

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/okpay/hotline/store"
)

// ErrInUse tells that another process has the file open.
var ErrInUse = errors.New("in use by another process; stop it, or let it do the work")

// schema names the layout of the file. A change that older programs would
// misread takes the next number.
const schema = "hotline 2"

// olderSchema is a layout without the bucket of steps, which is brought up to this one.
const olderSchema = "hotline 1"

var schemaKey = []byte("schema")

// Options are the settings of a store's file. The zero value is good.
type Options struct {
	// Timeout is how long to wait for another process to let go of the file;
	// zero is a second.
	Timeout time.Duration
	// ReadOnly opens an existing file for reading; every write fails.
	ReadOnly bool
	// Key is the operator's key of an encrypted store, KeySize bytes; none for one that is
	// not. A new store is encrypted when there is one.
	Key []byte
	// NextKey is tried when the store has taken it up in the place of Key.
	NextKey []byte
	// MaxSize bounds the file, in bytes; zero does not.
	MaxSize int
	// Observe is told how long each "commit" of a call's step took from being
	// handed over to being on disk, and each "import" of some rows, and its
	// error: nil, *store.Claimed and store.ErrConflict are all in order.
	Observe func(op string, took time.Duration, err error)

	sealed bool // no record is read: no key is needed
	mapped int  // how much memory is mapped from the start; zero is a gigabyte
}

// mapped is how much memory is mapped from the start (not used): a file that
// outgrows its map makes writers wait for readers.
const mapped = 1 << 30

const wayOut = `put a backup in its place with "hotline restore FILE"`

// Open opens the store's file, and makes it when there is none. The error of a
// file that cannot be used names it and the way out; it is [ErrInUse] when
// another process has it, and store.ErrDamaged when it is not what it was.
func Open(path string, o Options) (*Store, error) {
	db, err := openFile(path, o)
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, err)
	}
	opened, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, errors.Join(err, closeFile(db)))
	}
	s := newStore(&file{db: db, options: o, opened: opened, queue: make(chan *work, backlog), drained: make(chan struct{})})
	if err := s.recoverLive(); err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, errors.Join(err, closeFile(db)))
	}
	go s.writer()
	if !o.ReadOnly {
		s.startFolding()
	}
	return s, nil
}

func openFile(path string, o Options) (*bbolt.DB, error) {
	if !o.ReadOnly {
		if err := makeIfMissing(path, o.Key); err != nil {
			return nil, err
		}
	}
	db, err := lockFile(path, o)
	if err != nil {
		return nil, err
	}
	if err = checkFile(db, o); err == nil && !o.sealed {
		err = unlock(db, o)
	}
	if err == nil && !o.ReadOnly {
		if err = addYounger(db); err == nil && !o.sealed {
			err = errors.Join(mend(db), copyEncryption(db))
		}
		if err == nil {
			err = reindexAll(db)
		}
		if err == nil && !o.sealed {
			err = chainOlder(db)
		}
	}
	if err != nil {
		return nil, errors.Join(err, closeFile(db))
	}
	return db, nil
}

// closeFile lets go of a file, and of its keys.
func closeFile(db *bbolt.DB) error {
	keyrings.Delete(db)
	return db.Close()
}

// lockFile opens a file that is there, for this process alone.
func lockFile(path string, o Options) (*bbolt.DB, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("is a folder; name a file in it")
	case info.Size() == 0:
		return nil, fmt.Errorf("%w: the file is empty; remove it to begin anew, or %s", store.ErrDamaged, wayOut)
	}
	var db *bbolt.DB
	err = guard(func() (err error) {
		db, err = bbolt.Open(path, 0o600, o.bbolt())
		return err
	})
	var system syscall.Errno
	switch {
	case err == nil:
		return db, nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, ErrInUse
	case errors.As(err, &system): // no memory, no permission: the file may be whole
		return nil, err
	}
	return nil, fmt.Errorf("%w: no store, or a broken one (%w); %s", store.ErrDamaged, err, wayOut)
}

func (o Options) bbolt() *bbolt.Options {
	options := &bbolt.Options{
		Timeout:         o.Timeout,
		ReadOnly:        o.ReadOnly,
		PreLoadFreelist: !o.sealed, // what is only read needs none, and it may be damaged
		FreelistType:    bbolt.FreelistMapType,
		MaxSize:         o.MaxSize,
		InitialMmapSize: cmp.Or(o.mapped, mapped),
	}
	if o.Timeout <= 0 {
		options.Timeout = time.Second
	}
	if o.MaxSize > 0 {
		options.InitialMmapSize = 0
	}
	return options
}

// checkFile looks whether the file is whole and of this program's layout. Of one whose records are not read, as a damaged
// one that is to be salvaged, only the latter, as far as it can be known.
func checkFile(db *bbolt.DB, o Options) error {
	return guard(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			info, err := os.Stat(db.Path())
			if err != nil {
				return err
			}
			if info.Size() < tx.Size() {
				return fmt.Errorf("%w: the file's end is missing; %s", store.ErrDamaged, wayOut)
			}
			return checkSchema(tx, o)
		})
	})
}

// errForeign is the error of another program's file.
var errForeign = errors.New("a bbolt file, but no store of the hotline")

func checkSchema(tx *bbolt.Tx, o Options) error {
	var found []byte
	err := guard(func() (err error) {
		if tx.Bucket([]byte(meta)) == nil {
			return errForeign
		}
		found, err = meta.get(tx, schemaKey)
		return err
	})
	switch {
	case errors.Is(err, errForeign):
		return fmt.Errorf("%w: %w; name another file", store.ErrDamaged, err)
	case o.sealed && errors.Is(err, store.ErrDamaged):
		return nil
	case err != nil:
		return fmt.Errorf("read the layout: %w; %s", err, wayOut)
	}
	if string(found) != schema && string(found) != olderSchema {
		return fmt.Errorf("its layout is %q and this program's is %q; use the program that wrote it", found, schema)
	}
	for _, b := range buckets() {
		if o.sealed || b.awaited(tx) {
			continue
		}
		if _, err := b.of(tx); err != nil {
			return fmt.Errorf("%w; %s", err, wayOut)
		}
	}
	return nil
}

// addYounger brings a file of an earlier release up to this one.
func addYounger(db *bbolt.DB) error {
	var missing []bucket
	var current bool
	err := guard(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			for _, b := range buckets() {
				if b.awaited(tx) {
					missing = append(missing, b)
				}
			}
			written, err := meta.get(tx, schemaKey)
			current = string(written) == schema
			return err
		})
	})
	if err != nil || len(missing) == 0 && current {
		return err
	}
	return guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error {
			for _, b := range missing {
				if _, err := tx.CreateBucket([]byte(b)); err != nil {
					return err
				}
			}
			if slices.ContainsFunc(indexes(), func(x index) bool { return slices.Contains(missing, x.entries) }) {
				if err := meta.remove(tx, indexedKey); err != nil {
					return err
				}
			}
			return meta.put(tx, schemaKey, []byte(schema))
		})
	})
}

// makeIfMissing makes a new file under another name and gives it its own when
// it is whole: power may fail while bbolt writes the first pages. A link,
// unlike a rename, never takes the place of a file that another process made.
func makeIfMissing(path string, operator []byte) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), ".new-store-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	fresh := filepath.Join(folder, "store")
	if err := initialise(fresh, operator); err != nil {
		return fmt.Errorf("make a new store: %w", err)
	}
	if err := os.Link(fresh, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func initialise(path string, operator []byte) error {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, b := range buckets() {
			if _, err := tx.CreateBucket([]byte(b)); err != nil {
				return err
			}
		}
		if err := errors.Join(meta.put(tx, schemaKey, []byte(schema)), meta.put(tx, indexedKey, nil)); err != nil {
			return err
		}
		return errors.Join(ledger{}.write(tx), encryptNew(tx, operator))
	})
	return errors.Join(err, db.Close())
}

// syncFolder makes a new name in a folder last.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

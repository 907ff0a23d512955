package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// compactedBytes is how much one transaction of a compaction writes.
const compactedBytes = 4 << 20

// Sizes are a file's sizes in bytes before and after a compaction.
type Sizes struct{ Before, After int64 }

// Compact writes a store's file anew with its records alone: pages that were freed, and may
// hold what was removed or was readable once, are left out. Every record of the new file is
// held against its checksum before it takes the file's place. No process may have the file
// open; until the end nothing is changed.
func Compact(ctx context.Context, path string, o Options) (Sizes, error) {
	sizes, err := compact(ctx, path, o)
	if err != nil {
		return Sizes{}, fmt.Errorf("compact the store %s: %w", path, err)
	}
	return sizes, nil
}

func compact(ctx context.Context, path string, o Options) (sizes Sizes, err error) {
	if _, err := os.Stat(path); err != nil {
		return sizes, err
	}
	from, err := openFile(path, o) // it is held until the new file is in its place
	if err != nil {
		return sizes, err
	}
	defer func() { err = errors.Join(err, closeFile(from)) }()
	folder, err := os.MkdirTemp(filepath.Dir(path), ".compacted-store-")
	if err != nil {
		return sizes, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	made := filepath.Join(folder, "store")
	if err := guard(func() error { return compactInto(made, from) }); err != nil {
		return sizes, err
	}
	if err := Verify(ctx, made); err != nil {
		return sizes, fmt.Errorf("the new file cannot be used, nothing was changed: %w", err)
	}
	if sizes, err = sizesOf(path, made); err != nil {
		return sizes, err
	}
	if err := os.Rename(made, path); err != nil {
		return sizes, err
	}
	return sizes, syncFolder(filepath.Dir(path))
}

func compactInto(path string, from *bbolt.DB) error {
	to, err := bbolt.Open(path, 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = bbolt.Compact(to, from, compactedBytes)
	if err == nil {
		err = to.Update(noteCompacted)
	}
	return errors.Join(err, to.Sync(), to.Close())
}

// noteCompacted notes that no freed page holds a record that is readable, unless some are
// still to be encrypted.
func noteCompacted(tx *bbolt.Tx) error {
	if tx.Bucket([]byte(meta)).Get(encryptionKey) == nil {
		return nil
	}
	kept, err := loadEncryption(tx)
	if err != nil || !kept.settled() {
		return err
	}
	kept.Readable = false
	return saveEncryption(tx, kept)
}

func sizesOf(before, after string) (Sizes, error) {
	b, err := os.Stat(before)
	if err != nil {
		return Sizes{}, err
	}
	a, err := os.Stat(after)
	if err != nil {
		return Sizes{}, err
	}
	return Sizes{Before: b.Size(), After: a.Size()}, nil
}

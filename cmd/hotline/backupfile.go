package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// backupFile is a backup to be made: where, of what, and for whom it is encrypted.
type backupFile struct {
	path  string
	store store.Store
	spool string          // a folder for the readable copy of an encrypted backup; it is removed
	to    []age.Recipient // none: it is not encrypted
}

// errDamagedBackup is the error of a backup of a store that has damaged records.
var errDamagedBackup = errors.New("the store has damaged records")

// write makes the backup. It appears under its name only when it is whole and on disk, and
// every record in it was read. Of a store with damaged records it is made, and the error is
// errDamagedBackup.
func (b backupFile) write(ctx context.Context) (err error) {
	where := filepath.Dir(b.path)
	if len(b.to) > 0 {
		where = b.spool
	}
	plain, err := os.CreateTemp(where, ".hotline-backup-")
	if err != nil {
		return withoutPath(err)
	}
	defer func() { err = errors.Join(err, ignoreMissing(os.Remove(plain.Name()))) }()
	if err := errors.Join(b.store.Backup(ctx, plain), plain.Sync(), plain.Close()); err != nil {
		return err
	}
	damaged := bolt.Verify(ctx, plain.Name())
	if damaged != nil && !errors.Is(damaged, store.ErrDamaged) {
		return damaged
	}
	if err := b.place(plain.Name()); err != nil {
		return err
	}
	if damaged != nil {
		return fmt.Errorf("%w (%w)", errDamagedBackup, damaged)
	}
	return nil
}

// place gives a copy of the store its name, encrypted if it is to be.
func (b backupFile) place(plain string) (err error) {
	if len(b.to) == 0 {
		return os.Link(plain, b.path)
	}
	part, err := os.CreateTemp(filepath.Dir(b.path), ".hotline-backup-")
	if err != nil {
		return withoutPath(err)
	}
	defer func() { err = errors.Join(err, ignoreMissing(os.Remove(part.Name()))) }()
	if err := errors.Join(b.encrypt(part, plain), part.Sync(), part.Close()); err != nil {
		return fmt.Errorf("encrypt the backup: %w", err)
	}
	return os.Link(part.Name(), b.path)
}

func (b backupFile) encrypt(to io.Writer, plain string) error {
	from, err := os.Open(plain)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	w, err := age.Encrypt(to, b.to...)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, from)
	return errors.Join(err, w.Close())
}

// recipientsOf reads whom backups are encrypted for, as age writes them: age1….
func recipientsOf(keys []string) ([]age.Recipient, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	for _, key := range keys {
		if strings.HasPrefix(strings.ToUpper(key), "AGE-SECRET-KEY-") {
			return nil, errors.New("is a secret key: give its public one, which begins with age1, and keep the secret one elsewhere")
		}
	}
	to, err := age.ParseRecipients(strings.NewReader(strings.Join(keys, "\n")))
	if err != nil {
		return nil, errors.New("holds what is no public key of age: write what age-keygen prints, age1…")
	}
	return to, nil
}

// encryptedBackup is how a file that age has encrypted begins.
var encryptedBackup = []byte("age-encryption.org/v1\n")

// decrypted returns the backup in a file, decrypted with the identities in another if it is
// encrypted.
func decrypted(file io.Reader, identities string) (io.Reader, error) {
	buffered := bufio.NewReader(file)
	if begin, _ := buffered.Peek(len(encryptedBackup)); !bytes.Equal(begin, encryptedBackup) {
		return buffered, nil
	}
	if identities == "" {
		return nil, errors.New("is encrypted: name the file with the secret key, --identity FILE")
	}
	keys, err := os.Open(identities)
	if err != nil {
		return nil, fmt.Errorf("cannot be decrypted: the file with the secret key: %w", withoutPath(err))
	}
	defer func() { _ = keys.Close() }()
	parsed, err := age.ParseIdentities(keys)
	if err != nil {
		return nil, errors.New("cannot be decrypted: the file of --identity holds no secret key of age")
	}
	plain, err := age.Decrypt(buffered, parsed...)
	if err != nil {
		return nil, errors.New("is encrypted for another key than that of --identity")
	}
	return plain, nil
}

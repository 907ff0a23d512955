package backup

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
)

// Recipients reads whom backups are encrypted for, as age writes them: age1….
func Recipients(keys []string) ([]age.Recipient, error) {
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

// encrypted is how a file that age has encrypted begins.
var encrypted = []byte("age-encryption.org/v1\n")

// Decrypted returns the backup in a file, decrypted with the identities in another if it is
// encrypted.
func Decrypted(file io.Reader, identities string) (io.Reader, error) {
	buffered := bufio.NewReader(file)
	if begin, _ := buffered.Peek(len(encrypted)); !bytes.Equal(begin, encrypted) {
		return buffered, nil
	}
	if identities == "" {
		return nil, errors.New("is encrypted: name the file with the secret key, --identity FILE")
	}
	keys, err := os.Open(identities)
	if err != nil {
		return nil, fmt.Errorf("cannot be decrypted: the file with the secret key: %w", WithoutPath(err))
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

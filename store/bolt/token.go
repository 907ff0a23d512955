package bolt

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// Token gives a token by the hash of its text.
func (s *tokenStore) Token(ctx context.Context, hash string) (store.Token, error) {
	return loadOne[store.Token](ctx, s.file, programs, hash)
}

// ListTokens gives all tokens, by name.
func (s *tokenStore) ListTokens(ctx context.Context) (all []store.Token, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) (err error) {
		all, err = loadTokens(tx)
		return err
	})
	return all, err
}

func loadTokens(tx *bbolt.Tx) ([]store.Token, error) {
	var all []store.Token
	if err := loadAll(tx, programs, func(_ string, t store.Token) { all = append(all, t) }, new([]brokenRecord)); err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b store.Token) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// tokenNamed finds a token by name among the few that there are.
func tokenNamed(tx *bbolt.Tx, name string) (store.Token, error) {
	all, err := loadTokens(tx)
	if err != nil {
		return store.Token{}, err
	}
	for _, t := range all {
		if t.Name == name {
			return t, nil
		}
	}
	return store.Token{}, store.ErrNotFound
}

// AddToken adds a token whose name is not taken.
func (s *tokenStore) AddToken(ctx context.Context, t store.Token) error {
	if err := errors.Join(store.CheckKey("the token's name", t.Name), store.CheckKey("the token's hash", t.Hash.Reveal())); err != nil {
		return err
	}
	return s.updateIf(ctx,
		func(tx *bbolt.Tx) error {
			_, err := tokenNamed(tx, t.Name)
			switch {
			case err == nil:
				return store.ErrConflict
			case errors.Is(err, store.ErrNotFound):
				return nil
			}
			return err
		},
		func(tx *bbolt.Tx) error { return save(tx, programs, []byte(t.Hash.Reveal()), t) })
}

// NoteTokenUse writes when a token was last used.
func (s *tokenStore) NoteTokenUse(ctx context.Context, hash string, at time.Time) error {
	var t store.Token
	return s.updateIf(ctx,
		func(tx *bbolt.Tx) (err error) {
			t, err = load[store.Token](tx, programs, []byte(hash))
			return err
		},
		func(tx *bbolt.Tx) error {
			t.Used = at
			return save(tx, programs, []byte(hash), t)
		})
}

// RemoveToken removes a token by name.
func (s *tokenStore) RemoveToken(ctx context.Context, name string) error {
	var t store.Token
	return s.updateIf(ctx,
		func(tx *bbolt.Tx) (err error) {
			t, err = tokenNamed(tx, name)
			return err
		},
		func(tx *bbolt.Tx) error { return programs.remove(tx, []byte(t.Hash.Reveal())) })
}

package bolt

import (
	"context"

	"github.com/okpay/hotline/store"
)

// Code gives the one-time code of a call.
func (s *codeStore) Code(ctx context.Context, call string) (store.Code, error) {
	return loadOne[store.Code](ctx, s.file, codes, call)
}

// Lock gives the zero Lock for a key never counted, and for one whose count is damaged: some keys count what all
// callers do.
func (s *codeStore) Lock(ctx context.Context, key string) (store.Lock, error) {
	lock, err := loadOne[store.Lock](ctx, s.file, locks, key)
	if lacks(err) {
		return store.Lock{}, nil
	}
	return lock, err
}

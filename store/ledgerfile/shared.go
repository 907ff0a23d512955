package ledgerfile

import (
	"context"
	"fmt"

	"github.com/okpay/hotline/store"
)

// Shared are the telephone numbers that are on several accounts, and so identify none of
// them.
type Shared struct {
	Phones []store.SharedPhone // the first, at most [Listed]
	Count  int                 // of all of them
}

// SharedPhones looks for telephone numbers that are on several accounts of a ledger.
func SharedPhones(ctx context.Context, l store.Ledger) (found Shared, err error) {
	for phone, err := range l.SharedPhones(ctx) {
		if err != nil {
			return Shared{}, fmt.Errorf("look for telephone numbers on several accounts: %w", err)
		}
		if found.Count++; found.Count <= Listed {
			found.Phones = append(found.Phones, phone)
		}
	}
	return found, nil
}

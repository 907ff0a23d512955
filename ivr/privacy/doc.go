// Package privacy sees to it that the hotline knows of people only what it may: it removes
// records whose time is over, and erases what is known of one person. It knows the store and
// the carrier's recordings, and no page, route or command.
package privacy

import (
	"context"

	"github.com/okpay/hotline/store"
)

// Store is the records that are kept.
type Store interface {
	store.Calls
	store.OfficeStore
	store.ACDStore
	store.Staff
	store.Deliveries
	store.Keeping
}

// Carrier keeps what callers have recorded.
type Carrier interface {
	// DeleteRecording deletes a recording by its address; one that is gone is no error.
	DeleteRecording(ctx context.Context, recording string) error
}

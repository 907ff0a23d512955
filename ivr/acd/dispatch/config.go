package dispatch

import (
	"context"
	"io"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// Store is what the ACD needs kept.
type Store interface {
	store.ACDStore
	store.CaseByNumber
	Call(ctx context.Context, id string) (ivr.Call, int, error)
	CloseCase(ctx context.Context, number, by, note string, at time.Time) (store.Case, error)
}

// Config is what an ACD state is made of. All fields are needed.
type Config struct {
	Store  Store
	Rules  func(now time.Time) acd.Rules
	Clock  func() time.Time
	Random io.Reader
	Log    zerolog.Logger
	Notice func() // tells the outbox that there is something to send
}

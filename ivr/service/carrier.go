package service

import (
	"context"

	"github.com/okpay/hotline/ivr/acd/dispatch"
)

// Carrier sends messages, and makes and moves calls.
type Carrier interface {
	SendMessage(ctx context.Context, from, to, body string) (sid string, err error)
	dispatch.Carrier
}

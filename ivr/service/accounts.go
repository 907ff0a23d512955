package service

import (
	"context"
	"errors"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// accounts looks up what is known of accounts.
type accounts struct{ ledger store.Ledger }

// find gives the account of the first of the numbers that has one.
func (a accounts) find(ctx context.Context, phones []ivr.Masked) (ivr.Answered, error) {
	for _, phone := range phones {
		accounts, err := a.ledger.AccountsByPhone(ctx, phone.Reveal(), 2) // two are enough to know that there are several
		switch {
		case errors.Is(err, store.ErrNotFound):
			continue
		case err != nil:
			return ivr.Answered{}, err
		case len(accounts) > 1:
			return ivr.Answered{Result: ivr.Several}, nil
		}
		account := accounts[0]
		account.Email = "" // no call needs it, so no journal shall have it
		return ivr.Answered{Account: &account}, nil
	}
	return ivr.Answered{}, store.ErrNotFound
}

// transaction takes another account's transaction for none at all.
func (a accounts) transaction(ctx context.Context, q ivr.FindTransaction) (ivr.Answered, error) {
	transaction, err := a.ledger.Transaction(ctx, q.ID.Reveal())
	if err != nil {
		return ivr.Answered{}, err
	}
	if transaction.Account != q.Account {
		return ivr.Answered{}, store.ErrNotFound
	}
	found := ivr.Answered{Transactions: []ivr.Transaction{transaction}}
	refund, err := a.ledger.RefundOf(ctx, q.ID.Reveal())
	switch {
	case err == nil:
		found.Refund = &refund
	case !errors.Is(err, store.ErrNotFound):
		return ivr.Answered{}, err
	}
	return found, nil
}

func (a accounts) transactions(ctx context.Context, q ivr.FindTransactions) (ivr.Answered, error) {
	list, err := a.ledger.Transactions(ctx, q.Account.Reveal(), store.Filter{Since: q.Since, Type: q.Type, Limit: q.Limit})
	return ivr.Answered{Transactions: list}, err
}

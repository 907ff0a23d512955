package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/ledgerfile"
)

// warnOfSharedPhones lists on stderr, after an import of accounts, the telephone
// numbers that are on several accounts, by their last four digits.
func warnOfSharedPhones(ctx context.Context, o *storeContext, done []ledgerfile.Imported) error {
	isAccounts := func(i ledgerfile.Imported) bool { return i.Kind == ledgerfile.Accounts }
	if !slices.ContainsFunc(done, isAccounts) {
		return nil
	}
	found := 0
	for shared, err := range o.store.SharedPhones(ctx) {
		if err != nil {
			return fmt.Errorf("look for telephone numbers on several accounts: %w", err)
		}
		if found++; found > ledgerfile.Listed {
			continue
		}
		if _, err := fmt.Fprintf(o.Err, "warning: the number %s is on %d accounts, so it identifies none of them: who calls from it is led to a person; fix: give each account a number of its own\n",
			shared.Phone, shared.Accounts); err != nil {
			return err
		}
	}
	if more := found - ledgerfile.Listed; more > 0 {
		_, err := fmt.Fprintf(o.Err, "warning: %d more numbers are on several accounts\n", more)
		return err
	}
	return nil
}

// countSharedPhones counts the telephone numbers that are on several accounts.
func countSharedPhones(ctx context.Context, l store.Ledger) (int, error) {
	n := 0
	for _, err := range l.SharedPhones(ctx) {
		if err != nil {
			return 0, fmt.Errorf("count the telephone numbers on several accounts: %w", err)
		}
		n++
	}
	return n, nil
}

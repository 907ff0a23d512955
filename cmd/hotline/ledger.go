package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/okpay/hotline/cmd/hotline/control"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/ledgerfile"
	"github.com/okpay/hotline/store/view"
)

// ledgerImport is `hotline ledger import`.
type ledgerImport struct {
	Files    []string `arg:"" name:"file" help:"CSV with a header, JSON Lines or a JSON array; the columns say whether it holds accounts, transactions or refunds. A pipe will do, like /dev/stdin."`
	Progress bool     `help:"Show a progress bar although stderr is no terminal."`
}

func (c *ledgerImport) sends() []string { return c.Files }

// Work implements [storeCommand].
func (c *ledgerImport) Work(ctx context.Context, o *storeContext) error {
	files, err := o.files(ctx, c.Files)
	if err != nil {
		return unreadable{fmt.Errorf("import %w", err)}
	}
	if err := o.audit(ctx, "ledger.import", "", strings.Join(bases(c.Files), " ")); err != nil {
		return errors.Join(err, files.Close())
	}
	bar := &importBars{Console: o.Console, asked: c.Progress}
	done, err := ledgerfile.Import(ctx, o.store, inputs(files), bar.show)
	bar.end()
	err = errors.Join(err, files.Close())
	for _, imported := range done {
		if err := tellImport(o, imported); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(done, func(i ledgerfile.Imported) bool { return i.Kind == ledgerfile.Accounts }) {
		if failed := warnOfSharedPhones(ctx, o); failed != nil {
			return errors.Join(err, failed)
		}
	}
	if err != nil {
		return unreadable{err}
	}
	return nil
}

// files opens what an import reads: what was sent with the command line, or the files
// themselves when no server runs.
func (o *storeContext) files(ctx context.Context, names []string) (*control.Files, error) {
	if o.sent != nil {
		return o.sent, nil
	}
	return control.Open(ctx, o.Dir, o.spool, names)
}

func inputs(files *control.Files) []ledgerfile.Input {
	list := make([]ledgerfile.Input, len(files.List))
	for i, f := range files.List {
		list[i] = ledgerfile.Input(f)
	}
	return list
}

// tellImport says what a file held, and on stderr how it was read and what may be mistakes in
// its rows.
func tellImport(o *storeContext, done ledgerfile.Imported) error {
	_, err := fmt.Fprintf(o.Out, "%s\t%s\t%d\n", done.File, done.Kind, done.Rows)
	fmt.Fprintf(o.Err, "%s is read as %s\n", done.File, done.Encoding)
	for _, doubt := range done.Doubts {
		fmt.Fprintf(o.Err, "warning: %v\n", doubt)
	}
	if more := done.Doubted - len(done.Doubts); more > 0 {
		fmt.Fprintf(o.Err, "warning: and %d more\n", more)
	}
	return err
}

// warnOfSharedPhones lists on stderr the telephone numbers that are on several accounts, by
// their last four digits.
func warnOfSharedPhones(ctx context.Context, o *storeContext) error {
	found, err := ledgerfile.SharedPhones(ctx, o.store)
	for _, shared := range found.Phones {
		fmt.Fprintf(o.Err, "warning: the number %s is on %d accounts, so it identifies none of them: who calls from it is led to a person; fix: give each account a number of its own\n", shared.Phone, shared.Accounts)
	}
	if more := found.Count - len(found.Phones); more > 0 {
		fmt.Fprintf(o.Err, "warning: %d more numbers are on several accounts\n", more)
	}
	return err
}

// bases returns the files' names without their folders.
func bases(files []string) []string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = filepath.Base(f)
	}
	return names
}

// importBars shows how far an import is, a bar a file.
type importBars struct {
	terminal.Console
	asked bool
	file  string
	bar   *terminal.Progress
}

func (b *importBars) show(file string, rows, of int) {
	if b.bar == nil || file != b.file {
		b.end()
		b.file, b.bar = file, b.Progress(b.asked, filepath.Base(file), "rows", of)
	}
	b.bar.Set(rows)
}

func (b *importBars) end() {
	if b.bar != nil {
		b.bar.End()
	}
}

// ledgerShow is `hotline ledger show`.
type ledgerShow struct {
	ID   string `arg:"" help:"An account's, transaction's or refund's id."`
	JSON bool   `help:"As JSON."`
}

// Work implements [storeCommand].
func (c *ledgerShow) Work(ctx context.Context, o *storeContext) error {
	if err := o.audit(ctx, "ledger.view", "", ivr.Masked(c.ID).String()); err != nil {
		return err
	}
	found := false
	for _, look := range []func(context.Context, *storeContext) error{c.transaction, c.account, c.refund} {
		switch err := look(ctx, o); {
		case err == nil:
			found = true
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
	}
	if !found {
		return errors.New("the ledger has no account, transaction or refund of this id")
	}
	return nil
}

func (c *ledgerShow) transaction(ctx context.Context, o *storeContext) error {
	t, err := o.store.Transaction(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return o.JSON(view.TransactionOf(t))
	}
	zone, err := o.zone()
	if err != nil {
		return err
	}
	if err := o.Fields("transaction", t.ID.String(), "account", t.Account.String(), "time", shown(t.Time, zone),
		"type", t.Type, "counterparty", t.Counterparty.String(), "amount", t.Amount.String(), "status", t.Status,
		"refundable", strconv.FormatBool(t.Refundable), "cancellable", strconv.FormatBool(t.Cancellable)); err != nil {
		return err
	}
	r, err := o.store.RefundOf(ctx, c.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return errors.Join(err, showRefund(o, r))
}

func (c *ledgerShow) account(ctx context.Context, o *storeContext) error {
	a, err := o.store.Account(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return o.JSON(view.AccountOf(a))
	}
	list, err := o.store.Transactions(ctx, c.ID, store.Filter{})
	if err != nil {
		return err
	}
	return o.Fields("account", a.ID.String(), "name", a.Name.String(), "email", a.Email.String(), "phone", a.Phone.String(),
		"language", a.Language, "born", view.BirthYear(a), "transactions", strconv.Itoa(len(list)))
}

func (c *ledgerShow) refund(ctx context.Context, o *storeContext) error {
	r, err := o.store.Refund(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return o.JSON(view.RefundOf(r))
	}
	return showRefund(o, r)
}

func showRefund(o *storeContext, r ivr.Refund) error {
	zone, err := o.zone()
	if err != nil {
		return err
	}
	return o.Fields("refund", r.ID.String(), "of", r.Transaction.String(), "amount", r.Amount.String(),
		"status", r.Status, "submitted", shown(r.Submitted, zone), "decided", shown(r.Decided, zone), "paid", shown(r.Paid, zone))
}

// ledgerStats is `hotline ledger stats`.
type ledgerStats struct {
	JSON bool `help:"As JSON."`
}

// Work implements [storeCommand].
func (c *ledgerStats) Work(ctx context.Context, o *storeContext) error {
	stats, err := o.store.Stats(ctx)
	if err != nil {
		return err
	}
	shared, err := ledgerfile.SharedPhones(ctx, o.store)
	if err != nil {
		return err
	}
	if c.JSON {
		return o.JSON(map[string]int{
			"accounts": stats.Accounts, "transactions": stats.Transactions, "refunds": stats.Refunds, "shared_phones": shared.Count,
		})
	}
	_, err = fmt.Fprintf(o.Out, "accounts\t%d\ntransactions\t%d\nrefunds\t%d\nshared_phones\t%d\n",
		stats.Accounts, stats.Transactions, stats.Refunds, shared.Count)
	return err
}

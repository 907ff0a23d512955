package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/auditfile"
	"github.com/okpay/hotline/store/backup"
)

// auditExport is `hotline audit export`.
type auditExport struct {
	Since string `placeholder:"TIME" help:"Only entries from then on."`
}

// Work writes the entries as JSON Lines, the oldest first. That they were exported is one of
// them.
func (c *auditExport) Work(ctx context.Context, o *storeContext) error {
	filter := store.AuditFilter{}
	if c.Since != "" {
		zone, err := o.zone()
		if err != nil {
			return err
		}
		if filter.Since, err = parseInstant(c.Since, zone); err != nil {
			return err
		}
	}
	if err := o.audit(ctx, "audit.export", "", c.Since); err != nil {
		return err
	}
	var all []store.AuditEntry
	for e, err := range o.store.ListAudit(ctx, filter) {
		if err != nil {
			return err
		}
		all = append(all, e)
	}
	for _, e := range slices.Backward(all) {
		line, err := auditfile.LineOf(e)
		if err != nil {
			return err
		}
		if err := o.JSON(line); err != nil {
			return err
		}
	}
	return nil
}

// auditVerify is `hotline audit verify`.
type auditVerify struct {
	Against string `placeholder:"FILE" help:"Also look whether every entry of an earlier export is there as it was; those whose time was over since are left out."`
}

func (*auditVerify) reads() {}

// errAudit ends a verification that has found something.
var errAudit = errors.New("the audit is not what was written")

// Work follows the chain from its start to its head.
func (c *auditVerify) Work(ctx context.Context, o *storeContext) error {
	chain, wrong, err := store.VerifyAudit(ctx, o.store)
	if err == nil && c.Against != "" {
		var more []string
		more, err = c.against(ctx, o, chain)
		wrong = append(wrong, more...)
	}
	if err != nil {
		return err
	}
	for _, line := range wrong {
		fmt.Fprintln(o.Out, line)
	}
	if len(wrong) > 0 {
		return errAudit
	}
	if chain.Head.Sequence == chain.Start.Sequence {
		_, err = fmt.Fprintln(o.Out, "there is no entry since there is a chain")
		return err
	}
	_, err = fmt.Fprintf(o.Out, "entries %d to %d are as they were written; the last has the hash %s\n", chain.Start.Sequence+1, chain.Head.Sequence, chain.Head.Hash)
	return err
}

// against looks for each entry of an export in the store.
func (c *auditVerify) against(ctx context.Context, o *storeContext, chain store.AuditChain) (wrong []string, err error) {
	file, err := os.Open(o.Path(c.Against))
	if err != nil {
		return nil, unreadable{fmt.Errorf("%s: %w", c.Against, backup.WithoutPath(err))}
	}
	defer func() { _ = file.Close() }() // it was only read
	lines, err := auditfile.Read(file)
	if err != nil {
		return nil, unreadable{fmt.Errorf("%s: %w", c.Against, err)}
	}
	return auditfile.Compare(ctx, o.store, chain, lines, c.Against)
}

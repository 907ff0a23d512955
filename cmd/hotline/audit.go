package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/okpay/hotline/store"
)

// auditLine is an entry of the audit as export writes it.
type auditLine struct {
	Sequence int       `json:"sequence"` // 0: from before there was a chain
	At       time.Time `json:"at"`
	Who      string    `json:"who"`
	Role     string    `json:"role"`
	Action   string    `json:"action"`
	Object   string    `json:"object"`
	Detail   string    `json:"detail"`
	Address  string    `json:"address"`
	Previous string    `json:"previous"` // the hash of the entry before
	Hash     string    `json:"hash"`
}

func auditLineOf(e store.AuditEntry) (auditLine, error) {
	hash, err := e.Sum()
	return auditLine{e.Sequence, e.At.UTC(), e.Who, string(e.Role), e.Action, e.Object, e.Detail, e.Address, e.Previous, hash}, err
}

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
		line, err := auditLineOf(e)
		if err != nil {
			return err
		}
		if err := o.json(line); err != nil {
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
		fmt.Fprintln(o.out, line)
	}
	if len(wrong) > 0 {
		return errAudit
	}
	if chain.Head.Sequence == chain.Start.Sequence {
		_, err = fmt.Fprintln(o.out, "there is no entry since there is a chain")
		return err
	}
	_, err = fmt.Fprintf(o.out, "entries %d to %d are as they were written; the last has the hash %s\n", chain.Start.Sequence+1, chain.Head.Sequence, chain.Head.Hash)
	return err
}

// against looks for each entry of an export in the store.
func (c *auditVerify) against(ctx context.Context, o *storeContext, chain store.AuditChain) (wrong []string, err error) {
	lines, err := readExport(o.path(c.Against))
	if err != nil {
		return nil, unreadable{fmt.Errorf("%s: %w", c.Against, withoutPath(err))}
	}
	kept := map[int]string{}
	for e, err := range o.store.ListAudit(ctx, store.AuditFilter{}) {
		if err != nil {
			return nil, err
		}
		if kept[e.Sequence], err = e.Sum(); err != nil {
			return nil, err
		}
	}
	for _, line := range lines {
		switch hash, is := kept[line.Sequence]; {
		case line.Sequence <= chain.Start.Sequence:
		case !is:
			wrong = append(wrong, fmt.Sprintf("entry %d of %s is missing", line.Sequence, c.Against))
		case hash != line.Hash:
			wrong = append(wrong, fmt.Sprintf("entry %d is another in %s", line.Sequence, c.Against))
		}
	}
	return wrong, nil
}

func readExport(path string) (lines []auditLine, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return exportedLines(bufio.NewReader(file))
}

// exportedLines reads what `hotline audit export` wrote.
func exportedLines(r io.Reader) (lines []auditLine, err error) {
	decoder := json.NewDecoder(r)
	for {
		var line auditLine
		switch err := decoder.Decode(&line); {
		case errors.Is(err, io.EOF):
			return lines, nil
		case err != nil:
			return nil, fmt.Errorf("entry %d is no line that hotline audit export wrote: %w", len(lines)+1, err)
		}
		lines = append(lines, line)
	}
}

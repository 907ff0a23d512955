// Package auditfile is the audit outside the store: the lines that are exported, and whether the
// store still holds what an export holds.
package auditfile

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/okpay/hotline/store"
)

// Line is an entry of the audit as it is exported.
type Line struct {
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

// LineOf returns the line of an entry.
func LineOf(e store.AuditEntry) (Line, error) {
	hash, err := e.Sum()
	return Line{e.Sequence, e.At.UTC(), e.Who, string(e.Role), e.Action, e.Object, e.Detail, e.Address, e.Previous, hash}, err
}

// Read reads the lines of an export.
func Read(from io.Reader) (lines []Line, err error) {
	decoder := json.NewDecoder(bufio.NewReader(from))
	for {
		var line Line
		switch err := decoder.Decode(&line); {
		case errors.Is(err, io.EOF):
			return lines, nil
		case err != nil:
			return nil, fmt.Errorf("entry %d is no line that hotline audit export wrote: %w", len(lines)+1, err)
		}
		lines = append(lines, line)
	}
}

// Compare looks for each line of an export in a store, whose audit has the chain given. Lines whose
// time was over since are left out. It returns what is wrong, a line each; name is the export's.
func Compare(ctx context.Context, s store.AuditSource, chain store.AuditChain, lines []Line, name string) (wrong []string, err error) {
	kept := map[int]string{}
	for e, err := range s.ListAudit(ctx, store.AuditFilter{}) {
		if err != nil {
			return nil, fmt.Errorf("read the audit: %w", err)
		}
		if kept[e.Sequence], err = e.Sum(); err != nil {
			return nil, err
		}
	}
	for _, line := range lines {
		switch hash, is := kept[line.Sequence]; {
		case line.Sequence <= chain.Start.Sequence:
		case !is:
			wrong = append(wrong, fmt.Sprintf("entry %d of %s is missing", line.Sequence, name))
		case hash != line.Hash:
			wrong = append(wrong, fmt.Sprintf("entry %d is another in %s", line.Sequence, name))
		}
	}
	return wrong, nil
}

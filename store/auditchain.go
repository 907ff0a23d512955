package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
)

// AuditLink is a place in the audit's chain: an entry by its sequence number, and its hash.
type AuditLink struct {
	Sequence int
	Hash     string // SHA-256 in hexadecimal
}

// AuditChain says where the audit's chain of hashes begins and ends.
type AuditChain struct {
	// Start is what the first entry that is still kept follows: the older ones were removed
	// when their time was over. In a store of an earlier release it is sequence 0, and its
	// hash stands for all entries from before there was a chain.
	Start AuditLink
	Head  AuditLink // the last entry
	Older int       // how many entries from before there was a chain are kept; -1 is not known
}

// Sum returns the hash of an entry, over all of its fields.
func (e AuditEntry) Sum() (string, error) {
	content, err := Encode(e)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), nil
}

// Follow puts an entry behind the last one of a chain, and returns its own place.
func (e *AuditEntry) Follow(last AuditLink) (AuditLink, error) {
	e.Sequence, e.Previous = last.Sequence+1, last.Hash
	sum, err := e.Sum()
	return AuditLink{Sequence: e.Sequence, Hash: sum}, err
}

// ChainFrom returns the chain of the entries that are there, in any order. That some are missing at either end cannot be
// told by it.
func ChainFrom(entries []AuditEntry) (AuditChain, error) {
	chain := AuditChain{Older: -1}
	chained := slices.DeleteFunc(slices.Clone(entries), func(e AuditEntry) bool { return e.Sequence == 0 })
	if len(chained) == 0 {
		return chain, nil
	}
	bySequence := func(a, b AuditEntry) int { return cmp.Compare(a.Sequence, b.Sequence) }
	first, last := slices.MinFunc(chained, bySequence), slices.MaxFunc(chained, bySequence)
	chain.Start = AuditLink{Sequence: first.Sequence - 1, Hash: first.Previous}
	sum, err := last.Sum()
	chain.Head = AuditLink{Sequence: last.Sequence, Hash: sum}
	return chain, err
}

// Drop moves the chain's start behind an entry that is to be removed, and reports whether that is the first one. unread
// is how many old entries cannot be read: that many, and no more, may be missing before it, and are removed with it.
func (c *AuditChain) Drop(e AuditEntry, unread int) (missing int, first bool, err error) {
	if e.Sequence == 0 {
		c.Older = -1
		return 0, true, nil
	}
	missing = max(0, e.Sequence-c.Start.Sequence-1)
	if missing > unread {
		return 0, false, nil // a gap would be left
	}
	sum, err := e.Sum()
	c.Start = AuditLink{Sequence: e.Sequence, Hash: sum}
	return missing, true, err
}

// ChainOlder returns the hash that stands for entries from before there was a chain, which
// come newest first.
func ChainOlder(older []AuditEntry) (string, error) {
	link := AuditLink{}
	for _, e := range slices.Backward(older) {
		e.Sequence, e.Previous = 0, link.Hash
		sum, err := e.Sum()
		if err != nil {
			return "", err
		}
		link.Hash = sum
	}
	return link.Hash, nil
}

// AuditSource is a store whose audit can be verified.
type AuditSource interface {
	AuditChain(ctx context.Context) (AuditChain, error)
	ListAudit(ctx context.Context, f AuditFilter) iter.Seq2[AuditEntry, error]
}

// VerifyAudit proves that no entry of the audit was changed, added or removed, but for those
// whose time was over. It returns the chain, and what is wrong, a line each.
func VerifyAudit(ctx context.Context, s AuditSource) (chain AuditChain, wrong []string, err error) {
	if chain, err = s.AuditChain(ctx); err != nil {
		return chain, nil, err
	}
	var chained, older []AuditEntry
	for e, err := range s.ListAudit(ctx, AuditFilter{}) {
		switch {
		case err != nil:
			return chain, nil, fmt.Errorf("read the audit: %w", err)
		case e.Sequence == 0:
			older = append(older, e)
		case e.Sequence <= chain.Head.Sequence: // else it was added since
			chained = append(chained, e)
		}
	}
	wrong, err = chain.olderWrong(older)
	if err != nil {
		return chain, nil, err
	}
	more, err := chain.wrong(chained)
	return chain, append(wrong, more...), err
}

// olderWrong holds entries from before there was a chain against what is known of them.
func (c AuditChain) olderWrong(older []AuditEntry) ([]string, error) {
	if c.Older < 0 {
		return nil, nil
	}
	if len(older) != c.Older {
		return []string{fmt.Sprintf("of the entries from before there was a chain, %d are kept and %d are there", c.Older, len(older))}, nil
	}
	if c.Start.Sequence != 0 {
		return nil, nil
	}
	sum, err := ChainOlder(older)
	if err == nil && sum != c.Start.Hash {
		return []string{"an entry from before there was a chain is not what was written"}, nil
	}
	return nil, err
}

// wrong follows the chain from its start to its head.
func (c AuditChain) wrong(entries []AuditEntry) (wrong []string, err error) {
	slices.SortFunc(entries, func(a, b AuditEntry) int { return cmp.Compare(a.Sequence, b.Sequence) })
	last := c.Start
	for _, e := range entries {
		switch {
		case e.Sequence <= last.Sequence:
			wrong = append(wrong, fmt.Sprintf("entry %d is there although it was removed, or twice", e.Sequence))
			continue
		case e.Sequence > last.Sequence+1:
			wrong = append(wrong, missing(last.Sequence+1, e.Sequence-1))
		case e.Previous != last.Hash:
			wrong = append(wrong, fmt.Sprintf("entry %d does not follow what is there: entry %d, or it itself, is not what was written", e.Sequence, last.Sequence))
		}
		sum, err := e.Sum()
		if err != nil {
			return nil, err
		}
		last = AuditLink{Sequence: e.Sequence, Hash: sum}
	}
	switch {
	case last.Sequence < c.Head.Sequence:
		wrong = append(wrong, missing(last.Sequence+1, c.Head.Sequence))
	case last.Hash != c.Head.Hash:
		wrong = append(wrong, fmt.Sprintf("entry %d, the last, is not what was written", last.Sequence))
	}
	return wrong, nil
}

func missing(from, to int) string {
	if from == to {
		return fmt.Sprintf("entry %d is missing", from)
	}
	return fmt.Sprintf("entries %d to %d are missing", from, to)
}

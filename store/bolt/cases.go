package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// The traits by which cases are found, each in a part of the index for all
// cases and in one for those open.
const (
	anyCase       = "any"
	ofKind        = "kind"
	ofCaller      = "caller"
	ofAccount     = "account"
	ofTransaction = "transaction"

	allCases  = "all"
	openCases = "open"
)

// Case gives a case by its number.
func (s *caseStore) Case(ctx context.Context, number string) (store.Case, error) {
	return loadOne[store.Case](ctx, s.file, cases, number)
}

// ListCases gives cases, newest first. One that is damaged is put aside, unless all must be read.
func (s *caseStore) ListCases(ctx context.Context, f store.CaseFilter) iter.Seq2[store.Case, error] {
	begin := searched(f)
	var broken []brokenRecord
	of := span{in: caseIndex, begin: begin, from: startAt(begin, f.Until), strict: f.MustRead}
	all := walk(ctx, s.file, of, func(tx *bbolt.Tx, e entry) (store.Case, error) {
		number, err := casesIndex.record(e.key)
		if err == nil {
			err = casesIndex.believe(tx, e)
		}
		switch {
		case err != nil:
			return store.Case{}, err
		case f.MustRead:
			return indexedCase(tx, number)
		}
		return loadSoundOne[store.Case](tx, cases, number, &broken)
	})
	return func(yield func(store.Case, error) bool) {
		defer func() { _ = s.putAllAside(ctx, broken) }() // or by the next list
		given := 0
		for c, err := range all {
			if err == nil && !wanted(f, c) {
				continue
			}
			if given++; !yield(c, err) || given == f.Limit {
				return
			}
		}
	}
}

// indexedCase reads a case that the index has: it is damaged if it is not there.
func indexedCase(tx *bbolt.Tx, number []byte) (store.Case, error) {
	c, err := load[store.Case](tx, cases, number)
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("%s: a record is gone: %w", cases, store.ErrDamaged)
	}
	return c, err
}

// searched gives the part of the index that has the fewest cases to look at.
func searched(f store.CaseFilter) []byte {
	part := allCases
	if f.OpenOnly {
		part = openCases
	}
	switch {
	case f.Transaction != "":
		return prefix(part, ofTransaction, f.Transaction)
	case f.Account != "":
		return prefix(part, ofAccount, f.Account)
	case f.Caller != "":
		return prefix(part, ofCaller, f.Caller)
	case f.Kind != "":
		return prefix(part, ofKind, string(f.Kind))
	}
	return prefix(part, anyCase, "")
}

func wanted(f store.CaseFilter, c store.Case) bool {
	return (f.Kind == "" || f.Kind == c.Kind) &&
		(f.Account == "" || f.Account == c.Account.Reveal()) &&
		(f.Transaction == "" || f.Transaction == c.Transaction.Reveal()) &&
		(f.Caller == "" || f.Caller == c.Caller.Reveal()) &&
		(f.Assignee == "" || f.Assignee == c.Assignee) &&
		(!f.OpenOnly || c.Closed.IsZero())
}

// checkCase refuses a change that cannot be written.
func checkCase(change store.CaseChange) error {
	err := change.Check()
	c := change.Open
	if c == nil {
		return err
	}
	for _, t := range traits(*c) {
		if bytes.Count(t, []byte{0}) != 2 || len(t) > store.LongestKey {
			err = errors.Join(err, errors.New("a field of the case is too long or holds a NUL"))
		}
	}
	return err
}

// changeCase opens a case, or adds a recording or a department to one.
func changeCase(tx *bbolt.Tx, change store.CaseChange) error {
	if change.Open != nil {
		return openCase(tx, *change.Open)
	}
	c, err := load[store.Case](tx, cases, []byte(change.Number))
	if err != nil {
		return err
	}
	if change.Department != "" {
		return addDepartment(tx, c, change.Department)
	}
	c.Recordings = append(c.Recordings, *change.Recording)
	return errors.Join(
		save(tx, cases, []byte(c.Number), c),
		announce(tx, news{kind: store.CaseRecordingAdded, at: change.Recording.At}, c))
}

func addDepartment(tx *bbolt.Tx, c store.Case, department string) error {
	if department == c.Department || slices.Contains(c.Also, department) {
		return nil
	}
	c.Also = append(c.Also, department)
	return save(tx, cases, []byte(c.Number), c)
}

func openCase(tx *bbolt.Tx, c store.Case) error {
	if err := indexCase(tx, c); err != nil {
		return err
	}
	return errors.Join(
		save(tx, cases, []byte(c.Number), c),
		announce(tx, news{kind: store.CaseOpened, at: c.Opened}, c))
}

// indexCase enters a case under all that it is found by.
func indexCase(tx *bbolt.Tx, c store.Case) error {
	for _, key := range caseKeys(c) {
		if err := caseIndex.put(tx, key, nil); err != nil {
			return err
		}
	}
	return nil
}

// caseKeys returns the keys under which a case is found: among all and, as long as it is open, among those.
func caseKeys(c store.Case) [][]byte {
	var keys [][]byte
	for _, trait := range traits(c) {
		keys = append(keys, caseKey(allCases, trait, c))
		if c.Closed.IsZero() {
			keys = append(keys, caseKey(openCases, trait, c))
		}
	}
	return keys
}

func unindexOpen(tx *bbolt.Tx, c store.Case) error {
	for _, trait := range traits(c) {
		if err := caseIndex.remove(tx, caseKey(openCases, trait, c)); err != nil {
			return err
		}
	}
	return nil
}

// traits gives what a case is found by.
func traits(c store.Case) [][]byte {
	found := [][]byte{prefix(anyCase, "")}
	for _, t := range [][2]string{
		{ofKind, string(c.Kind)},
		{ofCaller, c.Caller.Reveal()},
		{ofAccount, c.Account.Reveal()},
		{ofTransaction, c.Transaction.Reveal()},
	} {
		if t[1] != "" {
			found = append(found, prefix(t[0], t[1]))
		}
	}
	return found
}

func caseKey(part string, trait []byte, c store.Case) []byte {
	key := append(prefix(part), trait...)
	return append(descending(key, c.Opened), c.Number...)
}

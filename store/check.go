package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// LongestKey bounds a key, and each part of one, in bytes: far below what any backend's
// index can hold.
const LongestKey = 1024

// CheckKey refuses what cannot be a key, or a part of one: parts are kept apart by NUL.
// what names it in the error.
func CheckKey(what, key string) error {
	switch {
	case key == "":
		return fmt.Errorf("%s is empty", what)
	case len(key) > LongestKey:
		return fmt.Errorf("%s is longer than %d bytes", what, LongestKey)
	case strings.ContainsRune(key, 0):
		return fmt.Errorf("%s holds a NUL", what)
	}
	return nil
}

// KeyHash names a key without telling it: keys hold customers' data.
func KeyHash(key []byte) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:4])
}

// Check refuses a step that cannot be written. checkCase is what the backend asks of a
// change to a case.
func (c Commit) Check(checkCase func(CaseChange) error) error {
	if c.Call.ID != c.Claim.Call {
		return errors.New("the claim is for another call")
	}
	err := errors.Join(CheckKey("the call's id", c.Claim.Call), CheckKey("the step", c.Claim.Step))
	if len(c.Claim.Token) > LongestKey {
		err = errors.Join(err, fmt.Errorf("the token is longer than %d bytes", LongestKey))
	}
	for _, e := range c.Events {
		if e.Event == nil {
			err = errors.Join(err, errors.New("an entry has no event"))
		}
	}
	for _, change := range c.Locks {
		err = errors.Join(err, CheckKey("the lock's key", change.Key))
	}
	for _, change := range c.Cases {
		err = errors.Join(err, checkCase(change))
	}
	for _, o := range c.Outgoing {
		err = errors.Join(err, CheckKey("the message's id", o.ID))
	}
	return err
}

// Check refuses a change that says nothing, or two things, or is for no case.
func (change CaseChange) Check() error {
	set := 0
	for _, is := range []bool{change.Open != nil, change.Recording != nil, change.Department != ""} {
		if is {
			set++
		}
	}
	switch {
	case set != 1:
		return errors.New("a case is either opened, or given a recording or a department")
	case change.Open == nil:
		return CheckKey("the case that is added to", change.Number)
	}
	return CheckKey("the case's number", change.Open.Number)
}

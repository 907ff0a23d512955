package privacy

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// Person is whom something is to be erased of: by telephone number, or by account. One of the
// two is set.
type Person struct {
	Phone   ivr.Masked // E.164
	Account ivr.Masked // its id
}

// String names the person with all but the last four hidden.
func (p Person) String() string {
	if p.Phone != "" {
		return p.Phone.String()
	}
	return p.Account.String()
}

// Errors of erasing.
var (
	ErrPerson   = errors.New("name a person by a telephone number or by an account")
	ErrUnderWay = errors.New("a call or a callback of this person is under way: erase when it has ended")
	ErrCarrier  = errors.New("the carrier has not deleted all recordings, whose cases are left: erase again")
)

// Found is what is known of a person.
type Found struct {
	Calls      []string // their ids
	Cases      []string // their numbers
	Open       int      // how many of the cases are open
	Recordings int
}

// None reports whether nothing is known of the person.
func (f Found) None() bool { return len(f.Calls) == 0 && len(f.Cases) == 0 }

// String says how much it is.
func (f Found) String() string {
	return fmt.Sprintf("calls %d, cases %d (%d open), recordings %d", len(f.Calls), len(f.Cases), f.Open, f.Recordings)
}

// Stay is something that is not erased: its name, and what it is and why, in English.
type Stay struct{ Name, Text string }

// Stays lists what is not erased.
func Stays() []Stay {
	return []Stay{
		{"cases", "of each case: its number, kind, department, times and who worked on it; complaints and fraud reports must be countable"},
		{"queues", "of each stay in a queue: queue, times and agent, and the daily figures, which name no caller"},
		{"audit", "the audit: who saw or changed what, with all but the last four digits hidden, as the law on personal data asks"},
		{"ledger", "the ledger's rows, which are the company's books: they are changed where they come from"},
		{"copies", "backups made until now, until they are removed; the carrier's own records of calls and messages"},
	}
}

// Find returns what is known of a person: the calls from the number, or about the account,
// and the cases of either.
func Find(ctx context.Context, s Store, p Person) (Found, error) {
	if (p.Phone == "") == (p.Account == "") {
		return Found{}, ErrPerson
	}
	var found Found
	underWay := false
	for call, err := range s.ListCalls(ctx, p.calls()) {
		switch {
		case err != nil:
			return Found{}, unread("calls", err)
		case !p.made(call):
			continue
		}
		found.Calls = append(found.Calls, call.ID)
		underWay = underWay || !call.Ended()
	}
	for c, err := range s.ListCases(ctx, store.CaseFilter{Caller: p.Phone.Reveal(), Account: p.Account.Reveal(), MustRead: true}) {
		if err != nil {
			return Found{}, unread("cases", err)
		}
		found.Cases = append(found.Cases, c.Number)
		found.Recordings += len(c.Recordings)
		if c.Closed.IsZero() {
			found.Open++
		}
	}
	waits, err := found.waits(ctx, s)
	if err == nil && (underWay || waits) {
		err = ErrUnderWay
	}
	return found, err
}

// unread is the error of looking for a person. What is damaged is perhaps theirs: without it, they would be said to be
// erased and are not.
func unread(what string, err error) error {
	if errors.Is(err, store.ErrDamaged) {
		return fmt.Errorf("look for %s: %w: it may be about this person, so nothing is erased until hotline store check finds the store whole", what, err)
	}
	return fmt.Errorf("look for %s: %w", what, err)
}

// calls narrows the calls to look at: they are found by the last four digits alone.
func (p Person) calls() store.CallFilter {
	if p.Phone != "" {
		return store.CallFilter{Ending: p.Phone.LastFour(), MustRead: true}
	}
	return store.CallFilter{Account: p.Account.LastFour(), MustRead: true}
}

// made reports whether a call is the person's.
func (p Person) made(call ivr.Call) bool {
	if p.Phone != "" {
		return call.From == p.Phone
	}
	return call.Account != nil && call.Account.ID == p.Account
}

// waits reports whether the ACD has one of the calls, or a callback of one of the cases.
func (f Found) waits(ctx context.Context, s Store) (bool, error) {
	state, _, err := s.ACD(ctx)
	if err != nil {
		return false, err
	}
	for k := range state.Interactions.Values() {
		if slices.Contains(f.Calls, k.Call) || slices.Contains(f.Cases, k.Case) {
			return true, nil
		}
	}
	return false, nil
}

// Request is the wish to erase a person.
type Request struct {
	Person Person
	By     store.AuditEntry // who wishes it, from where and when; the action is filled in
	Reason string
}

// Erase removes the person's calls, with their journals, takes from cases what they tell of
// the person, and deletes recordings at the carrier. The audit has it before anything is
// removed. A case whose recordings could not be deleted is left, and the error says so: to
// erase again goes on where it ended.
func Erase(ctx context.Context, s Store, carrier Carrier, r Request) (Found, error) {
	found, err := Find(ctx, s, r.Person)
	if err != nil || found.None() {
		return found, err
	}
	entry := r.By
	entry.Action, entry.Object, entry.Detail = "person.erase", r.Person.String(), found.String()
	if r.Reason != "" {
		entry.Detail += ": " + ivr.HideNumbers(r.Reason)
	}
	if err := s.AppendAudit(ctx, entry); err != nil {
		return found, fmt.Errorf("write the audit: %w", err)
	}
	var failed error
	for _, number := range found.Cases {
		if err := eraseCase(ctx, s, carrier, number, entry); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	for some := range slices.Chunk(found.Calls, callsAtOnce) {
		if _, err := s.EraseCalls(ctx, some); err != nil {
			return found, fmt.Errorf("erase calls: %w", err)
		}
	}
	return found, failed
}

func eraseCase(ctx context.Context, s Store, carrier Carrier, number string, entry store.AuditEntry) error {
	c, err := s.Case(ctx, number)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := removeAllRecordings(ctx, s, carrier, c); err != nil {
		return fmt.Errorf("%w: %w", ErrCarrier, err)
	}
	_, err = s.EraseCase(ctx, number, entry.Who, entry.At)
	return err
}

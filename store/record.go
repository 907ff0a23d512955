package store

import (
	"bytes"
	"context"
	"fmt"
	"iter"

	"github.com/okpay/hotline/ivr"
)

// Record is one record of a store, as every store keeps it: by these, one is copied into
// another. What a store can make of them again, as its indexes, is no record.
type Record struct {
	Kind  Kind
	Key   string // no two records of a kind have the same
	Value any    // what the kind says
}

// Kind is what a record is of.
type Kind string

// The kinds, each with the type of its values, in the order in which they are listed.
const (
	KindAccount     Kind = "accounts"        // ivr.Account
	KindTransaction Kind = "transactions"    // ivr.Transaction
	KindRefund      Kind = "refunds"         // ivr.Refund
	KindCall        Kind = "calls"           // KeptCall
	KindEntry       Kind = "journal entries" // Entry
	KindClaim       Kind = "answers"         // KeptClaim
	KindCode        Kind = "codes"           // Code
	KindLock        Kind = "locks"           // Lock
	KindOutgoing    Kind = "messages"        // KeptOutgoing
	KindRevision    Kind = "menus"           // Revision
	KindVersion     Kind = "menu versions"   // Version
	KindCase        Kind = "cases"           // Case
	KindDelivery    Kind = "deliveries"      // Delivery
	KindAgent       Kind = "agents"          // Agent
	KindSession     Kind = "sessions"        // Session
	KindAudit       Kind = "audit entries"   // KeptAudit
	KindClosure     Kind = "closed lines"    // ivr.Closure
	KindToken       Kind = "tokens"          // Token
	KindSigningKey  Kind = "signing keys"    // Hash
	KindTries       Kind = "sign-in tries"   // Tries
	KindInteraction Kind = "waiting callers" // acd.Interaction
	KindAgentState  Kind = "agents' states"  // acd.AgentSession
	KindQueue       Kind = "queues"          // acd.QueueStats
	KindInbox       Kind = "ACD events"      // InboxEvent
	KindQueueRecord Kind = "queue records"   // acd.QueueRecord
	KindDayStats    Kind = "days' figures"   // acd.DayStats
	KindSingle      Kind = "the rest"        // Single, once
)

// KeptCall is a call and the length of its journal.
type KeptCall struct {
	Call    ivr.Call
	Entries int
}

// KeptClaim is the answer to a step.
type KeptClaim struct {
	Claim StepKey
	Reply []byte
}

// KeptOutgoing is something on its way to the carrier: those that are under way first.
type KeptOutgoing struct {
	Outgoing Outgoing
	Place    int64 // counts them
	Taken    bool  // under way
}

// KeptAudit is an entry of the audit: the newest first.
type KeptAudit struct {
	Entry AuditEntry
	Place int64 // counts them
}

// Single is what there is once.
type Single struct {
	Stats      *StatsBegin // nil: no figures are kept yet; Days is empty
	Announcing bool        // news of cases is kept for delivery
	Audit      AuditChain  // where the audit's chain begins and ends
}

// Records is a store that lists all it keeps.
type Records interface {
	// Records gives every record: by kind in the order of the kinds, and those of a kind
	// in the same order in every store. Nobody may write meanwhile.
	Records(ctx context.Context) iter.Seq2[Record, error]
}

// Same compares all records of two stores, one by one, and calls done after each. Its
// error names the kind of the first that differs.
func Same(ctx context.Context, a, b Records, done func()) error {
	next, stop := iter.Pull2(b.Records(ctx))
	defer stop()
	for one, err := range a.Records(ctx) {
		if err != nil {
			return err
		}
		other, err, more := next()
		switch {
		case err != nil:
			return err
		case !more:
			return fmt.Errorf("%s: the copy ends before the last", one.Kind)
		}
		if err := sameRecord(one, other); err != nil {
			return err
		}
		done()
	}
	if other, err, more := next(); more {
		return fmt.Errorf("%s: the copy has more than there were (%w)", other.Kind, err)
	}
	return nil
}

func sameRecord(a, b Record) error {
	if a.Kind != b.Kind || a.Key != b.Key {
		return fmt.Errorf("%s: one is missing, or there is one too many (%s)", a.Kind, b.Kind)
	}
	encoded, err := Encode(a.Value)
	if err != nil {
		return err
	}
	other, err := Encode(b.Value)
	if err != nil {
		return err
	}
	if !bytes.Equal(encoded, other) {
		return fmt.Errorf("%s: one is not as it was", a.Kind)
	}
	return nil
}

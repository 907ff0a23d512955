package store

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

// ErrNotFound tells that there is no such record.
var ErrNotFound = errors.New("not found")

// ErrConflict tells that what a commit was built on has changed since it was
// read; the step is to be taken again from the start.
var ErrConflict = errors.New("changed since it was read")

// ErrDamaged tells that a record is not what was written. It is never served.
var ErrDamaged = errors.New("record is damaged")

// ErrMisplaced reports that the store's file was removed or replaced while it is open: what is written
// is lost when the process ends.
var ErrMisplaced = errors.New("the store's file was removed or replaced while it is open")

// Store is everything that is kept. Every method may be called from any
// goroutine; a write that returned nil is on disk.
type Store interface {
	Ledger
	Calls
	OfficeStore
	Staff
	SignIns
	ACDStore
	Deliveries
	Tokens
	Versions
	Keeping
	// Ping fails when the store cannot be read or written now.
	Ping(ctx context.Context) error
	// Aside returns how many damaged records were put aside, so that they stop nothing
	// but themselves.
	Aside(ctx context.Context) (int, error)
	// Usage returns how much room the store takes, and how much there is.
	Usage(ctx context.Context) (Usage, error)
	// Backlog returns what waits to leave.
	Backlog(ctx context.Context) (Backlog, error)
	// Backup writes a consistent copy while everything goes on; [errors.ErrUnsupported]
	// of a database that has tools of its own for it.
	Backup(ctx context.Context, w io.Writer) error
	Close() error
}

// Usage is the room that a store takes, in bytes.
type Usage struct {
	Bytes    int64 // the file
	Free     int64 // pages of the file that are used again before it grows
	DiskFree int64 // what the file may still grow by; -1 when the system does not tell
}

// Backlog is what waits to leave, and was not handed out yet.
type Backlog struct {
	Waiting int
	Oldest  time.Time // when the first of it was written; zero when nothing waits
}

// Ledger is the money's side. Looking up what does not exist is ErrNotFound.
type Ledger interface {
	Account(ctx context.Context, id string) (ivr.Account, error)
	// AccountsByPhone returns the accounts of a telephone number in the order of
	// their ids, limit of them at most (0 is all), and ErrNotFound for none.
	// More than one account means that the number identifies nobody.
	AccountsByPhone(ctx context.Context, e164 string, limit int) ([]ivr.Account, error)
	// SharedPhones returns the telephone numbers that are on more than one
	// account, in the order of the numbers.
	SharedPhones(ctx context.Context) iter.Seq2[SharedPhone, error]
	Transaction(ctx context.Context, id string) (ivr.Transaction, error)
	// Transactions gives an account's, newest first.
	Transactions(ctx context.Context, account string, f Filter) ([]ivr.Transaction, error)
	Refund(ctx context.Context, id string) (ivr.Refund, error)
	// RefundOf gives the transaction's latest refund.
	RefundOf(ctx context.Context, transaction string) (ivr.Refund, error)
	// Import replaces or adds every row, or, when rows yields an error or ctx
	// ends, none: readers see the ledger before or after it, never between, and
	// calls go on meanwhile. done is called with the rows written so far.
	Import(ctx context.Context, rows iter.Seq2[Row, error], done func(rows int)) error
	// Stats counts the ledger's rows.
	Stats(ctx context.Context) (Stats, error)
}

// Filter narrows a list of transactions; zero fields do not.
type Filter struct {
	Since time.Time
	Until time.Time
	Type  string
	Limit int
}

// Row is one row of an import: exactly one field is set.
type Row struct {
	Account     *ivr.Account
	Transaction *ivr.Transaction
	Refund      *ivr.Refund
}

// SharedPhone is a telephone number that is on several accounts.
type SharedPhone struct {
	Phone    ivr.Masked
	Accounts int
}

// Stats counts the rows of the ledger.
type Stats struct{ Accounts, Transactions, Refunds int }

// Calls is the calls' side.
type Calls interface {
	// Call gives a call and the length of its journal.
	Call(ctx context.Context, id string) (ivr.Call, int, error)
	// CallFor is Call for a step that is to be taken. It fails with *Claimed when
	// the step was taken before, as Reply finds it.
	CallFor(ctx context.Context, c StepKey) (ivr.Call, int, error)
	// Reply gives the answer stored for a claim: by its token when that is
	// known, else by call and step.
	Reply(ctx context.Context, c StepKey) ([]byte, error)
	Journal(ctx context.Context, call string) ([]Entry, error)
	// ListCalls gives calls, newest first. limit 0 is all.
	ListCalls(ctx context.Context, f CallFilter) iter.Seq2[ivr.Call, error]
	// Journals gives calls as they were recorded, newest first; what of them is
	// wanted is read when it is asked for. limit 0 is all.
	Journals(ctx context.Context, f CallFilter) iter.Seq2[RecordedCall, error]
	// Commit writes one step: all of it, or nothing. It fails with *Claimed when
	// the step has been taken, and ErrConflict when the journal or a lock is not
	// as it was read. What it is given must not be changed afterwards.
	Commit(ctx context.Context, c Commit) error

	Code(ctx context.Context, call string) (Code, error)
	// Lock gives the zero Lock for a key never counted.
	Lock(ctx context.Context, key string) (Lock, error)

	// TakeOutgoing hands out what waits to leave, oldest first, each to one
	// caller only and never again, also after a crash: at most once.
	TakeOutgoing(ctx context.Context, limit int) ([]Outgoing, error)
	// Unfinished gives what was taken and not finished, in the order of the ids: what
	// was under way when a process was killed.
	Unfinished(ctx context.Context) ([]Outgoing, error)
	// FinishOutgoing forgets one that was taken.
	FinishOutgoing(ctx context.Context, id string) error

	// Revision gives a menu folder that [Versions].PublishVersion kept.
	Revision(ctx context.Context, id string) (Revision, error)
}

// CallFilter narrows a list of calls; zero fields do not.
type CallFilter struct {
	Since   time.Time
	Until   time.Time // begun then or before
	Ending  string    // the last four digits of the caller's number
	Account string    // the last four of an account's id that the call was about
	Case    string    // the number of a case that it opened or spoke of
	Queue   string    // where its caller waited, or talked
	After   CallPlace // where an earlier list ended
	Limit   int
	// MustRead ends the list with ErrDamaged at a call whose record is damaged. Other lists pass over it, so
	// that it keeps nobody from the rest, and may then be shorter than Limit.
	MustRead bool
}

// CallPlace is the place of a call in the list of all calls, the newest
// first. The zero place is before the first.
type CallPlace struct {
	Began time.Time
	ID    string
}

// StepKey names the step that an answer answers.
type StepKey struct {
	Call  string
	Step  string // as in the URL: "0" for the first, "7", "7/key"
	Token string // I-Twilio-Idempotency-Token, or ""
}

// Claimed is the error of a step that has been taken: the same answer is due.
type Claimed struct{ Reply []byte }

func (*Claimed) Error() string { return "the step has been taken" }

// Entry is one event in a call's journal. Secret digits are not in it.
type Entry struct {
	Seq   int // from 0
	At    time.Time
	Step  int
	Node  string // where the call was
	Event ivr.Event
}

// RecordedCall is a call as it was recorded. Many may be read at a time, by as many
// goroutines.
type RecordedCall struct {
	Call    string
	Way     func() (CallSummary, error)    // quicker than the entries
	Entries func() iter.Seq2[Entry, error] // each is read when its turn comes
}

// CallSummary is how a call went, as it is kept with the call: what its entries fold to.
type CallSummary struct {
	Revision string
	Callback string
	Path     []Stop // the nodes that it has left; the oldest are forgotten of a very long one
	Node     string // where it is, or ended
	Outcome  ivr.Outcome
}

// Stop is a node on a call's way.
type Stop struct{ Node string }

// Commit is one step of a call, to be written whole.
type Commit struct {
	Claim  StepKey
	Read   int // the journal's length when the call was read; 0 for a new call
	Call   ivr.Call
	Events []Entry
	Reply  []byte

	Cases    []CaseChange
	Code     *Code // nil: unchanged
	Locks    []LockChange
	Outgoing []Outgoing
	ACD      []acd.Event // what the ACD must learn of the step: it finds it in its inbox
}

// Code is the one-time code of a call. Only its salted hash is kept.
type Code struct {
	Call    string
	Salt    []byte
	Hash    []byte
	Expires time.Time
	Used    bool
}

// Lock counts tries of one key, and may lock it: wrong codes and PINs, calls of an hour, codes sent, callbacks
// asked for.
type Lock struct {
	Count   int       `json:"Failures"` // of tries; records of earlier releases name it so
	Since   time.Time // the first of those that are counted
	Until   time.Time // locked until then; zero: not locked
	Version int       // counts the writes
}

// Counted is the lock with one more try.
func (l Lock) Counted(now time.Time) Lock {
	if l.Count == 0 {
		l.Since = now
	}
	l.Count++
	return l
}

// LockChange writes a lock that is still at the version that was read.
type LockChange struct {
	Key  string
	Read int // Version when it was read
	Lock Lock
}

// Revision is a menu folder as it was, by the hash of its content.
type Revision struct {
	ID     string
	Loaded time.Time
	Files  map[string][]byte
}

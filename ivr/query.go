package ivr

import "time"

// Query is a question that the engine asks the caller of Run. Each is answered by one [Answered], never
// by an error: a look-up that failed is [Broken]. The set is closed.
type Query interface{ query() }

// FindAccount asks for the account of the first of the phone numbers that has one: OK with Account,
// Several when the number is on more than one account, or NotFound.
type FindAccount struct{ Phones []Masked }

// CheckLock asks whether the caller may still try to verify the account of Phones: OK (with Account if
// there is one), Several when the number is on more than one account, or Locked. Again asks for one who
// was sent a code in this call and wants another: Early when that one has had no time to arrive.
type CheckLock struct {
	Phones []Masked
	Again  bool
}

// CheckCode asks whether the code sent in this call is the one typed: OK, Wrong with the tries Left,
// Expired, or Locked.
type CheckCode struct {
	Code  Secret
	Phone Masked // the number called from or typed
}

// FindTransaction asks for an account's transaction: OK with one of Transactions and its Refund if
// there is one, or NotFound, also when it belongs to another account.
type FindTransaction struct {
	Account Masked
	ID      Masked
}

// FindTransactions asks for an account's transactions, newest first: OK with
// Transactions, or NotFound when there is none.
type FindTransactions struct {
	Account Masked
	Since   time.Time // zero: no limit
	Type    string    // "" is any
	Limit   int
}

// FindCase asks for an open case of the kind about the same transaction, or,
// without one, of the same account or caller: OK with Case, or NotFound.
type FindCase struct {
	Kind        CaseKind
	Account     Masked
	Transaction Masked
	Caller      Masked
}

// NewCase asks for an unused case number: OK with Case.
type NewCase struct{}

// OnDuty asks who may be dialled for a department now: OK with Numbers, or NotFound when nobody is on
// duty.
type OnDuty struct{ Department string }

// LineState asks whether an operator has closed a schedule: OK, with Closure if so.
type LineState struct{ Line string }

// QueueState asks whether anyone serves a queue, and whether an operator has closed its schedule: OK
// with Staffed, and Closure if so.
type QueueState struct{ Queue, Line string }

// LastTalk asks how the caller's last talk ended: OK with Talk, and Queue when the caller was
// transferred.
type LastTalk struct{}

// FindStaff asks whether a telephone belongs to an agent who may sign in from it: OK or NotFound.
type FindStaff struct{ Phone Masked }

// CheckPIN asks whether a PIN is that of the telephone's agent: OK, Wrong with the tries Left, or
// Locked.
type CheckPIN struct {
	Phone Masked
	PIN   Secret
}

func (FindAccount) query()      {}
func (CheckLock) query()        {}
func (CheckCode) query()        {}
func (FindTransaction) query()  {}
func (FindTransactions) query() {}
func (FindCase) query()         {}
func (NewCase) query()          {}
func (OnDuty) query()           {}
func (LineState) query()        {}
func (QueueState) query()       {}
func (LastTalk) query()         {}
func (FindStaff) query()        {}
func (CheckPIN) query()         {}

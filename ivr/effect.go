package ivr

// Effect is something to be done outside the call. Effects are stored together with the step that asked
// for them, and carried out once the step is durable. The set is closed.
type Effect interface{ effect() }

// OpenCase opens a case: a caller's request that a person has to handle.
type OpenCase struct {
	Number      string
	Kind        CaseKind
	Department  string
	Account     Masked
	Transaction Masked
	Caller      Masked
	Language    string // to call back in
	Score       int    // feedback: 1 to 5
}

// AddRecording adds a spoken message to a case.
type AddRecording struct {
	Number string
	URL    string
	Length int // seconds
}

// AddDepartment adds a department to an open case: the caller asks the same of that department too.
type AddDepartment struct{ Number, Department string }

// SendText sends an SMS.
type SendText struct {
	To   Masked
	Body Masked
}

// SendCode creates a one-time code, valid for five minutes and for this call only, and sends it to the
// phone number on file of the account. Without an account no SMS is sent, and no code is right.
type SendCode struct {
	Account  Masked
	Phone    Masked // the number called from or typed
	Language string
}

// RecordCodeAttempt counts a typed code, right or wrong, towards the caller's lock.
type RecordCodeAttempt struct {
	Phone Masked
	Right bool
}

// SignInAgent signs in the agent of a telephone: they take calls on this call's leg.
type SignInAgent struct{ Phone Masked }

// CountPIN counts a typed PIN, right or wrong, towards the telephone's lock.
type CountPIN struct {
	Phone Masked
	Right bool
}

// CaseKind is what a case is about.
type CaseKind string

// The kinds of cases.
const (
	CaseRefund       CaseKind = "refund"
	CaseCancellation CaseKind = "cancellation"
	CaseFraud        CaseKind = "fraud"
	CaseMessage      CaseKind = "message"
	CaseCallback     CaseKind = "callback"
	CaseStatement    CaseKind = "statement"
	CaseAccount      CaseKind = "account_change"
	CaseFeedback     CaseKind = "feedback"
	CaseFollowUp     CaseKind = "follow_up" // opened by an agent, after the call
)

// CaseKinds lists every kind, in the order of the menus.
func CaseKinds() []CaseKind {
	return []CaseKind{
		CaseFraud, CaseRefund, CaseCancellation, CaseStatement,
		CaseAccount, CaseMessage, CaseCallback, CaseFeedback, CaseFollowUp,
	}
}

func (OpenCase) effect()          {}
func (AddRecording) effect()      {}
func (AddDepartment) effect()     {}
func (SendText) effect()          {}
func (SendCode) effect()          {}
func (RecordCodeAttempt) effect() {}
func (SignInAgent) effect()       {}
func (CountPIN) effect()          {}

package store

import (
	"context"
	"iter"
	"time"

	"github.com/okpay/hotline/ivr"
)

// OfficeStore is the people's side: cases, agents and switches.
type OfficeStore interface {
	Case(ctx context.Context, number string) (Case, error)
	// ListCases gives cases, newest first.
	ListCases(ctx context.Context, f CaseFilter) iter.Seq2[Case, error]
	// AssignCase gives an open case to somebody, or with "" to nobody. Giving it to
	// who has it changes nothing; a closed case stays as it is, with ErrConflict.
	AssignCase(ctx context.Context, number, assignee, by string, at time.Time) (Case, error)
	// NoteCase adds a note to a case, open or closed. A second note with the same
	// key, unless that is "", changes nothing.
	NoteCase(ctx context.Context, number string, n Note) (Case, error)
	// CloseCase closes an open case with a note on what was done; closing it again
	// changes nothing.
	CloseCase(ctx context.Context, number, by, note string, at time.Time) (Case, error)

	Agents(ctx context.Context) ([]Agent, error) // by name
	// AgentsByPhone gives the people whose telephone number it is, by name; none is no error.
	AgentsByPhone(ctx context.Context, e164 string) ([]Agent, error)
	// PutAgent writes a person who is still at the version that was read, which is
	// 0 for a new one: else it is ErrConflict.
	PutAgent(ctx context.Context, a Agent) error
	// RemoveAgent removes a person and all of their sessions.
	RemoveAgent(ctx context.Context, name string) error

	// Closures gives the lines that an operator has closed, by line.
	Closures(ctx context.Context) (map[string]ivr.Closure, error)
	// SetClosure closes a line until then; the zero time opens it again.
	SetClosure(ctx context.Context, line string, until time.Time) error
}

// Case is what a caller asked for and a person has to do.
type Case struct {
	Number      string
	Kind        ivr.CaseKind
	Department  string
	Also        []string // departments that the caller has asked for since, each once
	Call        string
	Language    string
	Account     ivr.Masked
	Transaction ivr.Masked
	Caller      ivr.Masked // where to call back
	Score       int
	Recordings  []Recording
	Opened      time.Time
	Assignee    string    // who works on it; "" for nobody yet
	Notes       []Note    // in the order in which they were added
	Closed      time.Time // zero: open
	ClosedBy    string
	Note        string // what was done, told when it was closed
	// Erased is when what the case told of the person was removed; zero for most.
	Erased time.Time `json:",omitzero"`
}

// Note is what somebody wrote upon a case.
type Note struct {
	At   time.Time
	By   string
	Text string
	Key  string // tells a note from one that is sent again; "" is none
}

// Recording is a spoken message at the carrier.
type Recording struct {
	URL     string
	Seconds int
	At      time.Time
}

// CaseChange opens a case, or adds a recording or a department to one. Exactly one
// of the three is set.
type CaseChange struct {
	Open       *Case
	Number     string // of the case that is added to
	Recording  *Recording
	Department string
}

// CaseFilter narrows a list of cases; zero fields do not.
type CaseFilter struct {
	Kind        ivr.CaseKind
	Account     string
	Transaction string
	Caller      string
	Assignee    string
	OpenOnly    bool
	Until       time.Time // opened then or before
	Limit       int
	// MustRead ends the list with ErrDamaged at a case that cannot be read, or is gone. Other lists pass over it, so
	// that it keeps nobody from the rest.
	MustRead bool
}

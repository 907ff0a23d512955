package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
)

// Staff is what the house keeps of its own people, beside [Office]'s list of
// them: who is signed in, and who saw or changed what.
type Staff interface {
	// Agent gives a person of the house by name.
	Agent(ctx context.Context, name string) (Agent, error)

	// Session gives a session by its ID, also one whose time is over.
	Session(ctx context.Context, id string) (Session, error)
	// PutSession adds a session.
	PutSession(ctx context.Context, s Session) error
	// ProlongSession moves a session's end; ErrNotFound when it has been ended, so
	// that a request which was under way does not bring it back.
	ProlongSession(ctx context.Context, id string, expires time.Time) error
	// EndSession ends one session; one that is gone already is no error.
	EndSession(ctx context.Context, id string) error
	// EndSessions ends all of a person's, counts it in their entry, and tells how
	// many there were.
	EndSessions(ctx context.Context, name string) (int, error)
	// SweepSessions forgets those whose time was over at now, and tells how many.
	SweepSessions(ctx context.Context, now time.Time) (int, error)

	// AppendAudit adds to the record of who saw or changed what. Nothing in it is
	// ever changed, and nothing removed until its time is over.
	AppendAudit(ctx context.Context, e AuditEntry) error
	// ListAudit gives the record, newest first.
	ListAudit(ctx context.Context, f AuditFilter) iter.Seq2[AuditEntry, error]
}

// Agent is a person of the house: who takes calls, and who signs in.
type Agent struct {
	Name        string
	Number      ivr.Masked
	Departments []string
	Languages   []string
	OnDuty      bool // may be rung out of hours
	Softphone   bool // is rung in the browser, as Identity

	Role     Role
	Password Hash   // argon2id, PHC string; "" when none was chosen
	PIN      Hash   // the same, of the digits that one who dials in types
	Invite   Invite // to choose a password with
	Second   SecondFactor
	Email    ivr.Masked // at the company's own sign-in service; "" when not used
	Subject  string     // who that service says it is, kept from the first sign-in on
	Version  int        // counts the writes
	// SignedOut counts how often they were signed out everywhere: it ends their
	// shift at the desk, also one by telephone.
	SignedOut int
}

// Role is what someone may do in the house.
type Role string

// The roles. Each may do all that the one before may. People of
// records without a role are agents.
const (
	RoleAgent    Role = "agent"    // takes calls
	RoleOperator Role = "operator" // looks after queues, cases and hours
	RoleAdmin    Role = "admin"    // looks after people and keys
)

// Roles lists the roles, the least first.
func Roles() []Role { return []Role{RoleAgent, RoleOperator, RoleAdmin} }

// Includes reports whether who has this role may do what another role may. A role
// that is none includes nothing.
func (r Role) Includes(other Role) bool {
	mine, theirs := slices.Index(Roles(), r.orAgent()), slices.Index(Roles(), other)
	return theirs >= 0 && mine >= theirs
}

// String names the role; that of records without one is agent.
func (r Role) String() string { return string(r.orAgent()) }

func (r Role) orAgent() Role {
	if r == "" {
		return RoleAgent
	}
	return r
}

// Invite is a one-time link to choose a password with, of which only the
// token's hash is kept. The zero Invite is none.
type Invite struct {
	Hash    Hash
	Expires time.Time
}

var plainIdentity = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)

// Identity names the person's softphone to the carrier, as in "client:an": the
// name itself, or, as an identity has letters, digits and _ only, one made from
// it.
func (a Agent) Identity() string {
	if plainIdentity.MatchString(a.Name) {
		return a.Name
	}
	sum := sha256.Sum256([]byte(a.Name))
	return "agent_" + hex.EncodeToString(sum[:8])
}

// Session is one browser that someone signed in with.
type Session struct {
	ID      string // hash of the token that the browser alone has
	Name    string
	Key     Hash // of the password that was current: the session ends with it
	Began   time.Time
	Expires time.Time
	// Second reports whether a second factor was proved: a code here, or whatever the
	// company's own sign-in service asks for.
	Second bool
}

// AuditEntry tells that somebody saw or changed something.
type AuditEntry struct {
	At      time.Time
	Who     string // "" when nobody was signed in
	Role    Role
	Action  string // in the house's words: "case.close"
	Object  string // the house's own name of what it was done to: a case, a call, a line
	Detail  string // customers' data masked
	Address string // of the browser; "" from the terminal

	// The place in the chain of all entries, which the store gives: a count from 1, and the
	// hash of the entry before. Both are zero in entries from before there was a chain.
	Sequence int    `json:",omitzero"`
	Previous string `json:",omitzero"`
}

// AuditFilter narrows the audit's list; zero fields do not.
type AuditFilter struct {
	Who    string
	Action string
	Object string
	Since  time.Time
	Until  time.Time // then or before
	Limit  int
}

// Hash is what is kept of a password or a token. It prints, logs and marshals
// as stars; the store alone writes it in full.
type Hash string

const hiddenHash = "****"

// Reveal gives the hash itself, to compare with.
func (h Hash) Reveal() string { return string(h) }

// String hides the hash.
func (h Hash) String() string {
	if h == "" {
		return ""
	}
	return hiddenHash
}

// GoString hides the hash from %#v.
func (h Hash) GoString() string { return h.String() }

// Format hides the hash from every verb of package fmt.
func (h Hash) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, h.String()) }

// MarshalText hides the hash from JSON, XML, YAML and zerolog.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

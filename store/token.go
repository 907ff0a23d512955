package store

import (
	"context"
	"slices"
	"time"
)

// Tokens is the keys of programs that work with the hotline.
type Tokens interface {
	// Token gives a token by the hash of its text.
	Token(ctx context.Context, hash string) (Token, error)
	// ListTokens gives all, by name.
	ListTokens(ctx context.Context) ([]Token, error)
	// AddToken adds one; a name that is taken is ErrConflict.
	AddToken(ctx context.Context, t Token) error
	// NoteTokenUse writes when a token was last used.
	NoteTokenUse(ctx context.Context, hash string, at time.Time) error
	// RemoveToken removes one by name: it opens nothing from then on.
	RemoveToken(ctx context.Context, name string) error
}

// Token lets a program use the API. Only its hash is kept.
type Token struct {
	Name    string
	Hash    Hash // SHA-256 of its text, in hexadecimal
	Scopes  []Scope
	Created time.Time
	Expires time.Time // zero: never
	Used    time.Time // to the minute; zero: never
}

// Scope is what a token lets a program do.
type Scope string

// The scopes.
const (
	ScopeRead   Scope = "read"   // see everything but the audit, customers' data masked
	ScopeWrite  Scope = "write"  // read, and change things
	ScopeReveal Scope = "reveal" // see customers' data in full
	ScopeAudit  Scope = "audit"  // see who saw or changed what
)

// Scopes lists the scopes.
func Scopes() []Scope { return []Scope{ScopeRead, ScopeWrite, ScopeReveal, ScopeAudit} }

// May reports whether a token has a scope, or one that includes it.
func (t Token) May(s Scope) bool {
	return slices.Contains(t.Scopes, s) || s == ScopeRead && slices.Contains(t.Scopes, ScopeWrite)
}

// Expired reports whether a token's time is over at now.
func (t Token) Expired(now time.Time) bool { return !t.Expires.IsZero() && !now.Before(t.Expires) }

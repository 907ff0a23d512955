package auth

import (
	"context"
	"crypto/subtle"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"github.com/okpay/hotline/store"
)

// cost is what OWASP recommends of argon2id: 19 MiB, two passes, one lane.
var cost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// bound is how many hashes of a kind are made at once: each takes 19 MiB, and calls need the
// processor too.
type bound chan struct{}

// Strangers who try passwords must keep neither agents from dialling in nor people from signing in at
// a browser that is known.
var (
	ofStrangers = make(bound, 2)
	ofKnown     = make(bound, 1)
	ofPINs      = make(bound, 1)
)

// HashSecret makes what is kept of a password or a PIN.
func HashSecret(secret string) (store.Hash, error) {
	hash, err := argon2id.CreateHash(norm.NFC.String(secret), cost)
	if err != nil {
		return "", fmt.Errorf("hashing a password: %w", err)
	}
	return store.Hash(hash), nil
}

// Matches reports whether a password is the one that a hash was made of. It takes some 20 ms,
// and waits while others are at it; nothing matches the empty hash.
func Matches(ctx context.Context, password string, hash store.Hash) (bool, error) {
	return ofKnown.match(ctx, password, hash)
}

// MatchesPIN is [Matches] of a PIN.
func MatchesPIN(ctx context.Context, pin string, hash store.Hash) (bool, error) {
	return ofPINs.match(ctx, pin, hash)
}

// match is [Matches] in one of so many places.
func (b bound) match(ctx context.Context, secret string, hash store.Hash) (bool, error) {
	if err := ctx.Err(); err != nil || hash == "" {
		return false, err
	}
	select {
	case b <- struct{}{}:
		defer func() { <-b }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	same, err := argon2id.ComparePasswordAndHash(norm.NFC.String(secret), hash.Reveal())
	if err != nil {
		return false, fmt.Errorf("comparing a secret: %w", err)
	}
	return same, nil
}

// Weakness is why a password or a PIN is not taken.
type Weakness struct {
	key  string // of the page's words
	text string
}

func (w *Weakness) Error() string { return w.text }

// What makes a password or a PIN too weak.
var (
	errShort   = &Weakness{"short", "a password has at least 10 characters"}
	errLong    = &Weakness{"long", "a password has at most 200 characters"}
	errGuessed = &Weakness{"guessed", "this password is easily guessed: do not use the name, or a few characters over and over"}
	errPIN     = &Weakness{"pin", "a PIN has 4 to 8 digits, not all the same and not in a row"}
)

const (
	shortestPassword = 10
	longestPassword  = 200
	fewestCharacters = 5 // different ones
)

// CheckPassword tells with a [Weakness] what is wrong with a new password.
func CheckPassword(name, password string) error {
	length := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	different := map[rune]bool{}
	for _, r := range lower {
		different[r] = true
	}
	switch {
	case length < shortestPassword:
		return errShort
	case length > longestPassword:
		return errLong
	case len(different) < fewestCharacters,
		utf8.RuneCountInString(name) > 2 && strings.Contains(lower, strings.ToLower(name)),
		strings.Contains("01234567890123456789 qwertyuiopasdfghjklzxcvbnm abcdefghijklmnopqrstuvwxyz", lower):
		return errGuessed
	}
	return nil
}

// CheckPIN tells with a [Weakness] what is wrong with a new PIN.
func CheckPIN(pin string) error {
	digits := strings.Trim(pin, "0123456789") == ""
	inRow := strings.Contains("0123456789", pin) || strings.Contains("9876543210", pin)
	if !digits || len(pin) < 4 || len(pin) > 8 || inRow || strings.Trim(pin, pin[:1]) == "" {
		return errPIN
	}
	return nil
}

// InviteLasts is how long an invitation is good for.
const InviteLasts = 48 * time.Hour

// NewInvite makes a one-time invitation to choose a password: the token for the
// link, and what is kept of it.
func NewInvite(random io.Reader, now time.Time) (token string, kept store.Invite, err error) {
	token, err = newToken(random)
	if err != nil {
		return "", store.Invite{}, err
	}
	return token, store.Invite{Hash: store.Hash(hashOf(token)), Expires: now.Add(InviteLasts)}, nil
}

// InviteURL is the link that an invitation's token makes, below the public URL.
func InviteURL(public, token string) string {
	return strings.TrimRight(public, "/") + pathInvite + url.PathEscape(token)
}

// admits reports whether an invitation's token is the person's, and still good.
func admits(a store.Agent, token string, now time.Time) bool {
	want := a.Invite.Hash.Reveal()
	return want != "" && now.Before(a.Invite.Expires) && subtle.ConstantTimeCompare([]byte(want), []byte(hashOf(token))) == 1
}

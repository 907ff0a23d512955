package store

import (
	"context"
	"time"
)

// SignIns is what every process of a hotline must agree on when people sign in.
type SignIns interface {
	// SigningKey returns the key of a name. Where there is none yet, fresh becomes it; of
	// several processes that ask at once, all get the same.
	SigningKey(ctx context.Context, name string, fresh Hash) (Hash, error)
	// ReplaceSigningKey puts another key in the place of a name's: nothing that was signed
	// with the one before is taken from then on.
	ReplaceSigningKey(ctx context.Context, name string, key Hash) error

	// ChangeTries lets change see the tries of some keys, in their order, and change them:
	// of two changes at once, one sees what the other has written. Tries that become zero
	// are forgotten. change may be called more than once, each time with what is kept then.
	ChangeTries(ctx context.Context, keys []string, change func(tries []Tries)) error
	// SweepTries forgets tries whose last was before an instant, and keeps at most so many of
	// the others, the latest. It returns how many it forgot.
	SweepTries(ctx context.Context, before time.Time, most int) (int, error)
}

// Tries counts the attempts at something that have a key in common, such as a name or an
// address. The zero Tries is none.
type Tries struct {
	Count int
	Last  time.Time
}

// SecondFactor is what somebody proves at sign-in besides the password: codes of an
// authenticator app (RFC 6238). The zero SecondFactor is none.
type SecondFactor struct {
	Secret   Hash      // base32; codes are made of it, so it is no hash, but hidden like one
	Since    time.Time // when it was set up; zero: not finished, and not asked for
	Used     int64     // the time step of the last code that was taken: no code of it, or of one before, is taken
	Recovery []Hash    // of the one-time codes that are left, for who has lost the app
}

// On reports whether sign-ins ask for the second factor.
func (f SecondFactor) On() bool { return !f.Since.IsZero() }

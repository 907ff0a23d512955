package auth

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"github.com/okpay/hotline/store"
)

// What authenticator apps take for granted: codes of RFC 6238 have six digits, and change
// every 30 seconds. One step before and after the present one is taken too.
const (
	codePeriod = 30
	codeSkew   = 1
	codeDigits = otp.DigitsSix
	// secretSize is how many random bytes codes are made of: as many as the hash has.
	secretSize = 20
)

// Recovery codes: how many there are, and how many random bytes each is of. That many
// cannot be guessed from a hash, also from a quick one.
const (
	recoveryCodes = 10
	recoverySize  = 10
)

// errWrongCode tells that a code is not right, or was used before.
var errWrongCode = errors.New("the code is wrong")

// codeKind is what sort of code somebody has typed.
type codeKind int

const (
	appCode codeKind = iota
	recoveryCode
)

// typed cleans a code as people type it, and tells its kind.
func typed(code string) (string, codeKind) {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if len(code) == int(codeDigits) && strings.Trim(code, "0123456789") == "" {
		return code, appCode
	}
	return code, recoveryCode
}

// newSecret makes what somebody's codes are made of, and the key that their app reads.
func newSecret(random io.Reader, issuer, name string) (*otp.Key, error) {
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer: issuer, AccountName: name, Period: codePeriod, SecretSize: secretSize, Digits: codeDigits, Algorithm: otp.AlgorithmSHA1, Rand: random,
	})
	if err != nil {
		return nil, fmt.Errorf("making a secret for codes: %w", err)
	}
	return key, nil
}

// stepOf finds the time step that a code is of; ok is false when it is of none that is
// taken now.
func stepOf(secret store.Hash, code string, now time.Time) (step int64, ok bool, err error) {
	present := now.Unix() / codePeriod
	for step := present - codeSkew; step <= present+codeSkew; step++ {
		right, err := hotp.ValidateCustom(code, uint64(step), secret.Reveal(), hotp.ValidateOpts{Digits: codeDigits, Algorithm: otp.AlgorithmSHA1}) //nolint:gosec // after 1970
		if errors.Is(err, otp.ErrValidateInputInvalidLength) {
			return 0, false, nil
		}
		if err != nil {
			return 0, false, fmt.Errorf("comparing a code: %w", err)
		}
		if right {
			return step, true, nil
		}
	}
	return 0, false, nil
}

// use takes a code of a kind, once: the second factor is returned as it is afterwards.
func use(f store.SecondFactor, code string, kind codeKind, now time.Time) (store.SecondFactor, error) {
	if kind == recoveryCode {
		return useRecovery(f, code)
	}
	step, ok, err := stepOf(f.Secret, code, now)
	switch {
	case err != nil:
		return f, err
	case !ok || step <= f.Used:
		return f, errWrongCode
	}
	f.Used = step
	return f, nil
}

func useRecovery(f store.SecondFactor, code string) (store.SecondFactor, error) {
	hash := []byte(hashOf(code))
	at := slices.IndexFunc(f.Recovery, func(h store.Hash) bool { return subtle.ConstantTimeCompare([]byte(h.Reveal()), hash) == 1 })
	if at < 0 {
		return f, errWrongCode
	}
	f.Recovery = slices.Delete(slices.Clone(f.Recovery), at, at+1)
	return f, nil
}

// useCode takes a person's code and writes down that it is used, so that it is taken once,
// whichever processes it is sent to. errWrongCode also of who has no second factor.
func (g *Gate) useCode(ctx context.Context, name, code string, kinds ...codeKind) (store.Agent, error) {
	code, kind := typed(code)
	if !slices.Contains(kinds, kind) {
		return store.Agent{}, errWrongCode
	}
	a, err := change(ctx, g.Store, name, func(a *store.Agent) (err error) {
		if !a.Second.On() {
			return errWrongCode
		}
		a.Second, err = use(a.Second, code, kind, g.Clock())
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		err = errWrongCode
	}
	return a, err
}

// ErrNoSecond tells that somebody has no second factor.
var ErrNoSecond = errors.New("they have no second factor")

// ResetSecond takes somebody's second factor away and signs them out everywhere, and returns
// how many browsers that were. It is for who has lost telephone and recovery codes.
func ResetSecond(ctx context.Context, s Store, name string) (ended int, err error) {
	_, err = change(ctx, s, name, func(a *store.Agent) error {
		if !a.Second.On() {
			return ErrNoSecond
		}
		a.Second = store.SecondFactor{}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return s.EndSessions(ctx, name)
}

// change changes a person's entry, and tries again when somebody else has just done so.
func change(ctx context.Context, s Store, name string, change func(a *store.Agent) error) (store.Agent, error) {
	for {
		a, err := s.Agent(ctx, name)
		if err != nil {
			return a, err
		}
		if err := change(&a); err != nil {
			return a, err
		}
		err = s.PutAgent(ctx, a)
		if errors.Is(err, store.ErrConflict) && ctx.Err() == nil {
			continue
		}
		a.Version++
		return a, err
	}
}

// recoveryAlphabet lacks the letters that are taken for digits.
var recoveryAlphabet = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// newRecovery makes recovery codes: as people write them down, and what is kept of them.
func newRecovery(random io.Reader) (shown []string, kept []store.Hash, err error) {
	for range recoveryCodes {
		raw := make([]byte, recoverySize)
		if _, err := io.ReadFull(random, raw); err != nil {
			return nil, nil, fmt.Errorf("making recovery codes: %w", err)
		}
		code := recoveryAlphabet.EncodeToString(raw)
		kept = append(kept, store.Hash(hashOf(code)))
		shown = append(shown, strings.Join([]string{code[:4], code[4:8], code[8:12], code[12:]}, "-"))
	}
	return shown, kept, nil
}

package service

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// How often a caller may try to prove that an account is theirs.
const (
	codeLife     = 5 * time.Minute
	triesPerLock = 3 // wrong codes of one caller for one account
	triesPerDay  = 5 // wrong codes for one account: of calls from its own number, and of all others
)

// proof is how a caller proves that an account is theirs: by a code that is sent to the
// number on file.
type proof struct {
	core     *core
	locks    *locks
	accounts accounts
	call     *ivr.Call
}

// subscriberDigits are as many as the prefixes that may be typed before a number leave of it.
const subscriberDigits = 9

// subscriber is the end of a number, by which what is tried with it is counted. Digits that are
// typed may mean several numbers, and an account says which: counted by the whole number, the same
// one typed with another prefix would tell whether it has an account.
func subscriber(phone ivr.Masked) string {
	number := phone.Reveal()
	return number[max(0, len(number)-subscriberDigits):]
}

// tries are this caller's for an account; a number that no account has is locked by the same rules. The
// owner's day is counted apart, so that strangers cannot lock the owner out.
func (p *proof) tries(phone ivr.Masked) tries {
	day := p.locks.now.UTC().Format(time.DateOnly)
	return tries{
		locks: p.locks, perLock: triesPerLock, perDay: triesPerDay,
		late: p.core.hash("pair", p.call.From.Reveal(), subscriber(phone)),
		day:  p.core.hash("day", day, whoCalls(p.call.From, phone), subscriber(phone)),
	}
}

// checkLock leads to a person who is not to be sent a code.
func (p *proof) checkLock(ctx context.Context, q ivr.CheckLock) (ivr.Answered, error) {
	a, err := p.accounts.find(ctx, q.Phones)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return a, err
	}
	phone := q.Phones[0]
	if a.Account != nil {
		phone = a.Account.Phone
	}
	locked, err := p.tries(phone).locked(ctx)
	if err != nil {
		return ivr.Answered{}, err
	}
	if locked || p.core.numbers.allBarred(outgoingText, q.Phones) {
		return ivr.Answered{Result: ivr.Locked}, nil
	}
	why, err := p.sent().refuses(ctx, phone, q.Again)
	switch {
	case err != nil:
		return ivr.Answered{}, err
	case why == codesTooSoon && q.Again:
		return ivr.Answered{Result: ivr.Early}, nil
	case why != "":
		return ivr.Answered{Result: ivr.Locked}, nil
	}
	return a, nil
}

func (p *proof) checkCode(ctx context.Context, q ivr.CheckCode) (ivr.Answered, error) {
	locked, err := p.tries(q.Phone).locked(ctx)
	if err != nil {
		return ivr.Answered{}, err
	}
	if locked {
		return ivr.Answered{Result: ivr.Locked}, nil
	}
	code, err := p.core.Store.Code(ctx, p.call.ID)
	if errors.Is(err, store.ErrNotFound) {
		return ivr.Answered{Result: ivr.Expired}, nil
	}
	if err != nil {
		return ivr.Answered{}, err
	}
	switch {
	case code.Used || !p.locks.now.Before(code.Expires):
		return ivr.Answered{Result: ivr.Expired}, nil
	case subtle.ConstantTimeCompare(code.Hash, codeHash(code.Salt, q.Code.Reveal())) == 1:
		return ivr.Answered{Result: ivr.OK}, nil
	}
	left, err := p.tries(q.Phone).left(ctx)
	return ivr.Answered{Result: ivr.Wrong, Left: left}, err
}

// counted gives the locks as a typed code leaves them.
func (p *proof) counted(ctx context.Context, try ivr.RecordCodeAttempt) ([]store.LockChange, error) {
	if !try.Right {
		changes, _, err := p.tries(try.Phone).wrong(ctx)
		return changes, err
	}
	changes, err := p.tries(try.Phone).right(ctx)
	if err != nil {
		return nil, err
	}
	forgiven, err := p.sent().forgive(ctx, try.Phone)
	return append(changes, forgiven...), err
}

// sent are the codes that were sent to an account, for this caller.
func (p *proof) sent() sentCodes { return sentCodes{core: p.core, locks: p.locks, caller: p.call.From} }

// The code itself is kept nowhere: the sender derives it from a nonce and the
// server's secret, the checker knows a salted hash of it. It never begins with
// 0, so that zeros alone always ask for a person.
const (
	codeLeast = 100_000
	codeCount = 900_000
	nonceSize = 16
)

func (c *core) code(nonce []byte) string {
	n := binary.BigEndian.Uint64(c.mac("code", string(nonce)))
	return fmt.Sprint(codeLeast + n%codeCount)
}

func codeHash(salt []byte, code string) []byte {
	h := hmac.New(sha256.New, salt)
	_, _ = io.WriteString(h, code)
	return h.Sum(nil)
}

// draw makes a new code for the call, and the nonce that its sender needs.
func (p *proof) draw() (store.Code, []byte, error) {
	random := make([]byte, 2*nonceSize)
	if _, err := io.ReadFull(p.core.Random, random); err != nil {
		return store.Code{}, nil, fmt.Errorf("drawing a code: %w", err)
	}
	nonce, salt := random[:nonceSize], random[nonceSize:]
	return store.Code{
		Call: p.call.ID, Salt: salt, Hash: codeHash(salt, p.core.code(nonce)), Expires: p.locks.now.Add(codeLife),
	}, nonce, nil
}

package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// How a caller proves that an account is theirs, and how often they may try.
const (
	codeLife     = 5 * time.Minute
	triesPerLock = 3 // wrong codes of one caller for one account
	lockLife     = 30 * time.Minute
	triesPerDay  = 5 // wrong codes for one account, whoever calls
)

// locks of one caller and one account. Their keys are hashes: no number stands
// in the store for having been typed.
type lockKeys struct{ pair, day, sent string }

func (w *queries) keys(phone ivr.Masked) lockKeys {
	day := w.now.UTC().Format(time.DateOnly)
	return lockKeys{
		pair: w.hash("pair", w.call.From.Reveal(), phone.Reveal()),
		day:  w.hash("day", day, phone.Reveal()),
		sent: w.hash("sent", day, phone.Reveal()),
	}
}

func (w *queries) hash(parts ...string) string { return hex.EncodeToString(w.mac(parts...)) }

func (s *Server) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, s.Secret)
	for _, p := range parts {
		_, _ = io.WriteString(h, p)
		_, _ = h.Write([]byte{0})
	}
	return h.Sum(nil)
}

// lock reads a lock once a step, so that the commit knows what it built on.
func (w *queries) lock(ctx context.Context, key string) (store.Lock, error) {
	if l, read := w.locks[key]; read {
		return l, nil
	}
	l, err := w.Store.Lock(ctx, key)
	if err != nil {
		return l, fmt.Errorf("reading a lock: %w", err)
	}
	w.locks[key] = l
	return l, nil
}

// locked reads the locks of a caller and an account: a number that no account
// has is locked by the same rules.
func (w *queries) locked(ctx context.Context, phone ivr.Masked) (bool, error) {
	k := w.keys(phone)
	pair, err := w.lock(ctx, k.pair)
	if err != nil {
		return false, err
	}
	day, err := w.lock(ctx, k.day)
	if err != nil {
		return false, err
	}
	return pair.Until.After(w.now) || day.Failures >= triesPerDay, nil
}

// checkLock leads to a person who is not to be sent a code.
func (w *queries) checkLock(ctx context.Context, phones []ivr.Masked) (ivr.Answered, error) {
	a, err := w.findAccount(ctx, phones)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return a, err
	}
	phone := phones[0]
	if a.Account != nil {
		phone = a.Account.Phone
	}
	locked, err := w.locked(ctx, phone)
	if err != nil {
		return ivr.Answered{}, err
	}
	sent, err := w.lock(ctx, w.keys(phone).sent)
	if err != nil {
		return ivr.Answered{}, err
	}
	if tooMany := w.CodesPerDay > 0 && sent.Failures >= w.CodesPerDay; locked || tooMany || w.barred(outgoingText, phone) {
		return ivr.Answered{Result: ivr.Locked}, nil
	}
	return a, nil
}

func (w *queries) checkCode(ctx context.Context, q ivr.CheckCode) (ivr.Answered, error) {
	locked, err := w.locked(ctx, q.Phone)
	if err != nil {
		return ivr.Answered{}, err
	}
	if locked {
		return ivr.Answered{Result: ivr.Locked}, nil
	}
	code, err := w.Store.Code(ctx, w.call.ID)
	if errors.Is(err, store.ErrNotFound) {
		return ivr.Answered{Result: ivr.Expired}, nil
	}
	if err != nil {
		return ivr.Answered{}, err
	}
	switch {
	case code.Used || !w.now.Before(code.Expires):
		return ivr.Answered{Result: ivr.Expired}, nil
	case subtle.ConstantTimeCompare(code.Hash, codeHash(code.Salt, q.Code.Reveal())) == 1:
		return ivr.Answered{Result: ivr.OK}, nil
	}
	return ivr.Answered{Result: ivr.Wrong, Left: w.left(q.Phone)}, nil
}

// left is how many codes may still be typed after this wrong one.
func (w *queries) left(phone ivr.Masked) int {
	k := w.keys(phone)
	pair := failing(w.locks[k.pair], w.now)
	return min(triesPerLock-pair.Failures, triesPerDay-w.locks[k.day].Failures) - 1
}

// failing is a lock as it counts now: failures of half an hour ago are forgiven.
func failing(l store.Lock, now time.Time) store.Lock {
	if l.Failures > 0 && !now.Before(l.Since.Add(lockLife)) {
		return store.Lock{Version: l.Version}
	}
	return l
}

// counted gives the locks as a typed code leaves them.
func (w *queries) counted(ctx context.Context, try ivr.RecordCodeAttempt) ([]store.LockChange, error) {
	k := w.keys(try.Phone)
	if _, err := w.locked(ctx, try.Phone); err != nil {
		return nil, err
	}
	pair := failing(w.locks[k.pair], w.now)
	if try.Right {
		sent, err := w.lock(ctx, k.sent)
		return []store.LockChange{{Key: k.pair, Read: pair.Version}, {Key: k.sent, Read: sent.Version}}, err
	}
	pair = w.failed(pair)
	if pair.Failures >= triesPerLock {
		pair = store.Lock{Until: w.now.Add(lockLife)}
	}
	day := w.locks[k.day]
	return []store.LockChange{
		{Key: k.pair, Read: w.locks[k.pair].Version, Lock: pair},
		{Key: k.day, Read: day.Version, Lock: w.failed(day)},
	}, nil
}

func (w *queries) failed(l store.Lock) store.Lock {
	if l.Failures == 0 {
		l.Since = w.now
	}
	l.Failures++
	return l
}

// The code itself is kept nowhere: the sender derives it from a nonce and the
// server's secret, the checker knows a salted hash of it. It never begins with
// 0, so that zeros alone always ask for a person.
const (
	codeLeast = 100_000
	codeCount = 900_000
	nonceSize = 16
)

func (s *Server) code(nonce []byte) string {
	n := binary.BigEndian.Uint64(s.mac("code", string(nonce)))
	return fmt.Sprint(codeLeast + n%codeCount)
}

func codeHash(salt []byte, code string) []byte {
	h := hmac.New(sha256.New, salt)
	_, _ = io.WriteString(h, code)
	return h.Sum(nil)
}

// draw makes a new code for the call, and the nonce that its sender needs.
func (w *queries) draw() (store.Code, []byte, error) {
	random := make([]byte, 2*nonceSize)
	if _, err := io.ReadFull(w.Random, random); err != nil {
		return store.Code{}, nil, fmt.Errorf("drawing a code: %w", err)
	}
	nonce, salt := random[:nonceSize], random[nonceSize:]
	return store.Code{
		Call: w.call.ID, Salt: salt, Hash: codeHash(salt, w.code(nonce)), Expires: w.now.Add(codeLife),
	}, nonce, nil
}

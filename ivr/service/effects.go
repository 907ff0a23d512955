package service

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// codeMark is where the sender puts the code into its message.
const codeMark = "{code}"

// effects adds to a step's commit all that the step wants done.
type effects struct {
	core   *core
	asked  *queries  // of the same step: its locks are those that were read
	call   *ivr.Call // as the step leaves it
	tree   *ivr.Tree
	commit *store.Commit

	pinLocked bool // a wrong PIN has locked a telephone
	sentCode  bool
}

func (e *effects) all(wanted []ivr.Effect) error {
	for _, effect := range wanted {
		if err := e.add(e.asked.ctx, effect); err != nil {
			return fmt.Errorf("carrying out %T: %w", effect, err)
		}
	}
	return nil
}

func (e *effects) add(ctx context.Context, effect ivr.Effect) (err error) {
	c, now := e.commit, e.asked.locks.now
	switch wanted := effect.(type) {
	case ivr.OpenCase:
		c.Cases = append(c.Cases, store.CaseChange{Open: e.opened(wanted)})
		if wanted.Kind == ivr.CaseCallback {
			return e.asked.budgets.count(ctx, c)
		}
	case ivr.AddRecording:
		c.Cases = append(c.Cases, store.CaseChange{
			Number: wanted.Number, Recording: &store.Recording{URL: wanted.URL, Seconds: wanted.Length, At: now},
		})
	case ivr.AddDepartment:
		c.Cases = append(c.Cases, store.CaseChange{Number: wanted.Number, Department: wanted.Department})
	case ivr.SendText:
		return e.send(store.SendText{To: wanted.To, Body: wanted.Body})
	case ivr.SendCode:
		return e.sendCode(ctx, wanted)
	case ivr.RecordCodeAttempt:
		return e.count(ctx, wanted)
	case ivr.CountPIN:
		e.pinLocked, err = e.asked.pins.count(wanted, c)
		return err
	case ivr.SignInAgent: // the ACD is told when the step is written
	default:
		return fmt.Errorf("nobody carries out %T", effect)
	}
	return nil
}

func (e *effects) opened(o ivr.OpenCase) *store.Case {
	return &store.Case{
		Number: o.Number, Kind: o.Kind, Department: o.Department, Call: e.call.ID, Language: o.Language,
		Account: o.Account, Transaction: o.Transaction, Caller: o.Caller, Score: o.Score, Opened: e.asked.locks.now,
	}
}

// send has the carrier do a task once the step is written.
func (e *effects) send(t store.Task) error {
	id := make([]byte, nonceSize)
	if _, err := io.ReadFull(e.core.Random, id); err != nil {
		return fmt.Errorf("drawing a message's id: %w", err)
	}
	e.commit.Outgoing = append(e.commit.Outgoing, store.Outgoing{
		ID: hex.EncodeToString(id), Call: e.call.ID, Created: e.asked.locks.now, Task: t,
	})
	return nil
}

// sendCode does for a number that no account has all that it does for one that
// has, but for the message itself.
func (e *effects) sendCode(ctx context.Context, wanted ivr.SendCode) error {
	code, nonce, err := e.asked.proof.draw()
	if err != nil {
		return err
	}
	e.commit.Code = &code
	counted, err := e.asked.proof.sent().count(ctx, wanted.Phone)
	if err != nil {
		return err
	}
	e.commit.Locks = append(e.commit.Locks, counted...)
	e.sentCode = true
	if wanted.Account == "" {
		return nil
	}
	body := e.tree.Phrases["code_sms"][e.tree.Language(wanted.Language).Name]
	return e.send(store.SendCode{To: wanted.Phone, Body: ivr.Masked(body), Nonce: nonce, Lang: wanted.Language})
}

// count counts a code that was typed; a right one is not taken again.
func (e *effects) count(ctx context.Context, try ivr.RecordCodeAttempt) error {
	locks, err := e.asked.proof.counted(ctx, try)
	if err != nil {
		return err
	}
	e.commit.Locks = append(e.commit.Locks, locks...)
	if !try.Right {
		return nil
	}
	code, err := e.core.Store.Code(ctx, e.call.ID)
	if err != nil {
		return err
	}
	code.Used = true
	e.commit.Code = &code
	return nil
}

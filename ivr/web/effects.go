package web

import (
	"encoding/hex"
	"fmt"
	"io"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/store"
)

// codeMark is where the sender puts the code into its message.
const codeMark = "{code}"

// carryOut adds to a step's commit all that the step wants done.
func (w *queries) carryOut(r engine.Result, tree *ivr.Tree, c *store.Commit) error {
	w.call = r.Call
	for _, effect := range r.Effects {
		if err := w.carry(effect, tree, c); err != nil {
			return fmt.Errorf("carrying out %T: %w", effect, err)
		}
	}
	return nil
}

func (w *queries) carry(effect ivr.Effect, tree *ivr.Tree, c *store.Commit) error {
	switch e := effect.(type) {
	case ivr.OpenCase:
		c.Cases = append(c.Cases, store.CaseChange{Open: w.opened(e)})
		if e.Kind == ivr.CaseCallback {
			return w.countCallback(c)
		}
	case ivr.AddRecording:
		c.Cases = append(c.Cases, store.CaseChange{
			Number: e.Number, Recording: &store.Recording{URL: e.URL, Seconds: e.Length, At: w.now},
		})
	case ivr.AddDepartment:
		c.Cases = append(c.Cases, store.CaseChange{Number: e.Number, Department: e.Department})
	case ivr.SendText:
		return w.send(c, store.SendText{To: e.To, Body: e.Body})
	case ivr.SendCode:
		return w.sendCode(e, tree, c)
	case ivr.RecordCodeAttempt:
		return w.count(e, c)
	case ivr.CountPIN:
		return w.countPIN(e, c)
	case ivr.SignInAgent: // the desk is told when the step is written
	default:
		return fmt.Errorf("nobody carries out %T", effect)
	}
	return nil
}

func (w *queries) opened(e ivr.OpenCase) *store.Case {
	return &store.Case{
		Number: e.Number, Kind: e.Kind, Department: e.Department, Call: w.call.ID, Language: e.Language,
		Account: e.Account, Transaction: e.Transaction, Caller: e.Caller, Score: e.Score, Opened: w.now,
	}
}

// send has the carrier do a task once the step is written.
func (w *queries) send(c *store.Commit, t store.Task) error {
	id := make([]byte, nonceSize)
	if _, err := io.ReadFull(w.Random, id); err != nil {
		return fmt.Errorf("drawing a message's id: %w", err)
	}
	c.Outgoing = append(c.Outgoing, store.Outgoing{ID: hex.EncodeToString(id), Call: w.call.ID, Created: w.now, Task: t})
	return nil
}

// sendCode does for a number that no account has all that it does for one that
// has, but for the message itself.
func (w *queries) sendCode(e ivr.SendCode, tree *ivr.Tree, c *store.Commit) error {
	code, nonce, err := w.draw()
	if err != nil {
		return err
	}
	c.Code = &code
	key := w.keys(e.Phone).sent
	sent, err := w.lock(w.ctx, key)
	if err != nil {
		return err
	}
	c.Locks = append(c.Locks, store.LockChange{Key: key, Read: sent.Version, Lock: w.failed(sent)})
	if e.Account == "" {
		return nil
	}
	body := tree.Phrases["code_sms"][tree.Language(e.Language).Name]
	return w.send(c, store.SendCode{To: e.Phone, Body: ivr.Masked(body), Nonce: nonce, Lang: e.Language})
}

func (w *queries) count(e ivr.RecordCodeAttempt, c *store.Commit) error {
	locks, err := w.counted(w.ctx, e)
	if err != nil {
		return err
	}
	c.Locks = append(c.Locks, locks...)
	if e.Right {
		code, err := w.Store.Code(w.ctx, w.call.ID)
		if err != nil {
			return err
		}
		code.Used = true
		c.Code = &code
	}
	return nil
}

package rehearse

import (
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/node"
)

// caller is one caller of the day: who they are, and how far their call is.
type caller struct {
	number  ivr.Masked // "" when withheld
	account *ivr.Account
	call    ivr.Call
	chance  Source // of what they do in menus
	cases   int    // opened in the call
	wrong   int    // codes typed

	acts     []node.Act // of the input under way
	actsAt   string     // the node of which it is
	callback string     // the case by which they are called back; "" is none
}

// Purposes of chance: each has a stream of its own, so that one does not depend on how much another drew.
const (
	inMenus uint64 = iota
	waiting        // patience and choices in the queue
	talking        // with an agent, and being called back
	purposes
)

// stream names the stream of a caller's chance for a purpose.
func stream(index int, purpose uint64) uint64 { return uint64(index)*purposes + purpose }

// seniorBirth is the birth date of callers of 65 and over, and otherBirth that of others.
const (
	seniorBirth = "1940-01-01"
	otherBirth  = "1990-01-01"
)

// newCaller draws who calls.
func newCaller(p *Profile, index int, chance Source) *caller {
	c := &caller{chance: chance}
	number := ivr.Masked(fmt.Sprintf("+8613%09d", index))
	if chance.Float64() >= float64(p.Callers.Withheld) {
		c.number = number
	}
	birth := otherBirth
	if chance.Float64() < float64(p.Callers.Senior) {
		birth = seniorBirth
	}
	account := &ivr.Account{ID: ivr.Masked(fmt.Sprintf("A%09d", index)), Phone: number, BirthDate: birth}
	if chance.Float64() < float64(p.Callers.Known) && c.number != "" {
		c.account = account
	}
	return c
}

// senior reports whether the call is about the account of someone who is 65 or over.
func (c *caller) senior() bool {
	return c.call.Account != nil && c.call.Account.BirthDate == seniorBirth
}

// timed is an event for the ACD, and when it happens.
type timed struct {
	at    time.Time
	queue string
	event acd.Event
}

// agents is what a call asks the ACD.
type agents interface {
	staffed(queue string) bool
	after(call, queue string) ivr.Answered
}

// nobody is the ACD of callers who have not come to it yet.
type nobody struct{}

func (nobody) staffed(string) bool               { return false }
func (nobody) after(string, string) ivr.Answered { return ivr.Answered{Talk: ivr.TalkOver} }

// typedCode is the code that callers type from their text message.
const typedCode = "527368"

// answer answers a query as the hotline would, with a ledger drawn for the caller.
func (c *caller) answer(q ivr.Query, now time.Time, a agents) ivr.Answered {
	switch q := q.(type) {
	case ivr.FindAccount:
		return c.found(c.account)
	case ivr.CheckLock:
		if c.account == nil && q.Phones[0] != c.number {
			return c.found(&ivr.Account{ID: "A000000000", Phone: q.Phones[0], BirthDate: otherBirth}) // typed
		}
		return ivr.Answered{Result: ivr.OK, Account: c.account}
	case ivr.CheckCode:
		if q.Code.Reveal() == typedCode {
			return ivr.Answered{Result: ivr.OK}
		}
		c.wrong++
		return ivr.Answered{Result: ivr.Wrong, Left: 3 - c.wrong}
	case ivr.FindTransaction:
		return c.transaction(now, q.ID)
	case ivr.FindTransactions:
		return c.transactions(now)
	case ivr.FindCase:
		if q.Kind == ivr.CaseCallback && c.callback != "" {
			return ivr.Answered{Result: ivr.OK, Case: c.callback}
		}
		return ivr.Answered{Result: ivr.NotFound}
	case ivr.NewCase:
		c.cases++
		return ivr.Answered{Result: ivr.OK, Case: fmt.Sprintf("%s-%d", c.call.ID, c.cases)}
	case ivr.OnDuty:
		return ivr.Answered{Result: ivr.OK, Numbers: []ivr.Masked{"+8613900000001"}}
	case ivr.LineState:
		return ivr.Answered{Result: ivr.OK}
	case ivr.QueueState:
		return ivr.Answered{Result: ivr.OK, Staffed: a.staffed(q.Queue)}
	case ivr.LastTalk:
		return a.after(c.call.ID, c.call.Queue)
	}
	return ivr.Answered{Result: ivr.NotFound}
}

func (c *caller) found(account *ivr.Account) ivr.Answered {
	if account == nil {
		return ivr.Answered{Result: ivr.NotFound}
	}
	return ivr.Answered{Result: ivr.OK, Account: account}
}

// The shares of the ledger that is drawn.
const (
	found    = 0.9 // of the transactions typed
	refunded = 0.6 // of those found
)

// transaction draws the transaction that a caller types, and its refund.
func (c *caller) transaction(now time.Time, id ivr.Masked) ivr.Answered {
	if c.chance.Float64() >= found {
		return ivr.Answered{Result: ivr.NotFound}
	}
	a := ivr.Answered{Result: ivr.OK, Transactions: []ivr.Transaction{c.drawn(now, id)}}
	if c.chance.Float64() < refunded {
		states := []string{"submitted", "in_review", "approved", "rejected", "paid"}
		a.Refund = &ivr.Refund{
			ID: "R" + id, Transaction: id, Amount: ivr.Money{Minor: 9900, Currency: "CNY"}, Submitted: now.AddDate(0, 0, -2),
			Status: states[int(c.chance.Float64()*float64(len(states)))],
		}
	}
	return a
}

func (c *caller) drawn(now time.Time, id ivr.Masked) ivr.Transaction {
	t := ivr.Transaction{
		ID: id, Account: "A000000000", Time: now.AddDate(0, 0, -3), Type: "payment", Counterparty: "OKPAY", Amount: ivr.Money{Minor: 9900, Currency: "CNY"},
		Status: "completed", Refundable: c.chance.Float64() < 0.5,
	}
	if c.chance.Float64() < 0.2 {
		t.Status, t.Cancellable = "pending", true
	}
	return t
}

// transactions draws the transactions of a caller's account.
func (c *caller) transactions(now time.Time) ivr.Answered {
	a := ivr.Answered{Result: ivr.OK}
	for i := range 1 + int(c.chance.Float64()*4) {
		a.Transactions = append(a.Transactions, c.drawn(now, ivr.Masked(fmt.Sprintf("2026100%d", i))))
	}
	return a
}

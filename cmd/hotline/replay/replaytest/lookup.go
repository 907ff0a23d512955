package replaytest

import (
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
)

// lookUp answers a query as a ledger, an ACD and a case store would.
func (c *caller) lookUp(q ivr.Query) ivr.Answered {
	switch q.(type) {
	case ivr.FindStaff:
		return ivr.Answered{Result: ivr.NotFound}
	case ivr.LineState, ivr.QueueState:
		return ivr.Answered{Result: ivr.OK, Staffed: !c.oneIn(5)}
	case ivr.NewCase:
		return ivr.Answered{Result: ivr.OK, Case: fmt.Sprint(10_000_000 + c.random.IntN(90_000_000))}
	case ivr.LastTalk:
		return ivr.Answered{Result: ivr.OK, Talk: ivr.TalkOver}
	case ivr.CheckCode:
		return ivr.Answered{Result: pick(c, ivr.OK, ivr.OK, ivr.OK, ivr.Wrong, ivr.Expired), Left: 1}
	}
	if c.oneIn(6) {
		return ivr.Answered{Result: pick(c, ivr.NotFound, ivr.Broken)}
	}
	return c.found(q)
}

// found returns the result of a look-up.
func (c *caller) found(q ivr.Query) ivr.Answered {
	a := ivr.Answered{Result: ivr.OK}
	switch q.(type) {
	case ivr.FindAccount, ivr.CheckLock:
		a.Account = &ivr.Account{ID: "test", Phone: "+8613000000001", Language: "zh-CN", BirthDate: pick(c, "1990-01-01", "1990-01-01", "1950-01-01")}
	case ivr.FindTransaction:
		a.Transactions = c.transactions(1)
		if !c.oneIn(3) {
			a.Refund = c.refund(a.Transactions[0])
		}
	case ivr.FindTransactions:
		a.Transactions = c.transactions(1 + c.random.IntN(5))
	case ivr.FindCase:
		return ivr.Answered{Result: pick(c, ivr.NotFound, ivr.NotFound, ivr.OK), Case: "12345678"}
	default:
		return ivr.Answered{Result: ivr.NotFound}
	}
	return a
}

func (c *caller) transactions(n int) []ivr.Transaction {
	list := make([]ivr.Transaction, n)
	for i := range list {
		list[i] = ivr.Transaction{
			ID: ivr.Masked(fmt.Sprint(99999900 + i)), Account: "test", Time: c.ago(), Type: pick(c, "payment", "transfer"),
			Counterparty: "测试商户", Amount: ivr.Money{Minor: int64(c.random.IntN(100_000)), Currency: "CNY"}, Status: pick(c, "completed", "pending"),
			Refundable: c.oneIn(2), Cancellable: c.oneIn(2),
		}
	}
	return list
}

func (c *caller) refund(of ivr.Transaction) *ivr.Refund {
	return &ivr.Refund{
		ID: "99999999", Transaction: of.ID, Amount: of.Amount,
		Status: pick(c, "submitted", "in_review", "approved", "rejected", "paid"), Submitted: c.ago(), Decided: c.ago(), Paid: c.ago(),
	}
}

// ago returns some time in the last twelve days.
func (c *caller) ago() time.Time { return c.at.Add(-time.Duration(c.random.IntN(12*24)) * time.Hour) }

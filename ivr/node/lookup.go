package node

import (
	"slices"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
)

// Lookup finds the transaction that was typed, and its refund.
type Lookup struct {
	Find        string `yaml:"find" enum:"transaction,refund" doc:"what is looked for: a transaction, or a transaction's refund"`
	From        string `yaml:"from" doc:"the value that holds the transaction's number; it is forgotten when there is no such transaction, so that it can be asked again"`
	WorkingDays int    `yaml:"working_days,omitempty" doc:"of a refund: working days that each of its two steps, decision and payment, takes at most; 5 when left out"`
	Calendar    string `yaml:"calendar,omitempty" doc:"the calendar that those days are counted on, e.g. CN; Monday to Friday when left out"`

	calendar *hours.Calendar
}

const promisedDays = 5

func init() {
	register(Kind{
		Name:  "lookup",
		Title: ivr.Text{"zh-CN": "查询", "en-US": "look-up"},
		Words: map[string]ivr.Text{
			"exit.found":     {"zh-CN": "查到", "en-US": "found"},
			"exit.missing":   {"zh-CN": "没有这笔交易", "en-US": "no such transaction"},
			"exit.overdue":   {"zh-CN": "超过承诺时间", "en-US": "overdue"},
			"exit.requested": {"zh-CN": "已在申请中", "en-US": "requested"},
			"setting.find":   {"zh-CN": "查找", "en-US": "finds"},
		},
		Group: LooksUp,
		Doc:   "Finds a transaction of the verified caller's account by its number, and, with find: refund, the refund for it. Another account's transaction is missing.",
		Example: `
lookup: { find: refund, from: transaction.typed, calendar: CN }
on: { found: goodbye, overdue: goodbye, requested: goodbye, none: goodbye, missing: goodbye, failed: goodbye, unverified: goodbye }`,
		New:      func() ivr.Node { return &Lookup{} },
		Defaults: map[string]string{"working_days": strconv.Itoa(promisedDays)},
		Uses:     []Fact{OfAccount, OfVerified},
		Exits:    lookupExits(),
		Detours:  []string{"missing", "failed", "unverified"},
		Values:   slices.Concat(transactionValues(), refundValues(), caseValues()),
	})
}

func lookupExits() []Exit {
	return []Exit{
		{"found", "it is there, and prompts may say it"},
		{"overdue", "find: refund only: it has taken longer than promised"},
		{"requested", "find: refund only: no refund yet, but an open case, {case.number}, asks for it"},
		{"none", "find: refund only: the transaction is there, a refund is not"},
		{"missing", "the account has no such transaction"},
		{"failed", "the look-up failed"},
		{"unverified", "the caller has not proved whose account it is"},
	}
}

// Exits implements [ivr.Node].
func (n *Lookup) Exits() []string {
	if n.Find == "refund" {
		return exitNames(lookupExits())
	}
	return []string{"found", "missing", "failed", "unverified"}
}

// Bind implements [Bound].
func (n *Lookup) Bind(env Env) []Problem {
	wrong := setBySome(env, "from", n.From)
	if n.Calendar != "" {
		if n.calendar = env.Calendars[n.Calendar]; n.calendar == nil {
			wrong = append(wrong, Problem{"calendar", "there is no calendar " + n.Calendar})
		}
	}
	return wrong
}

// Labels implements [Describer].
func (n *Lookup) Labels() []Label { return []Label{{Setting: "find", Text: n.Find}} }

// Handle implements [ivr.Node].
func (n *Lookup) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	id, ok := account(t)
	if !ok {
		return ivr.Go{Exit: "unverified"}
	}
	a, ok := e.(ivr.Answered)
	switch {
	case !ok:
		return ivr.Ask{Query: ivr.FindTransaction{Account: id, ID: t.Call.Values[n.From].Text}}
	case t.Call.State.Stage == stageSeek:
		return n.requested(t, a)
	case a.Result == ivr.NotFound:
		t.Unset(n.From)
		return ivr.Go{Exit: "missing"}
	case a.Result != ivr.OK || len(a.Transactions) == 0:
		return ivr.Go{Exit: "failed"}
	}
	setTransaction(t, a.Transactions[0])
	t.Call.Reach(ivr.Served)
	switch {
	case n.Find != "refund":
		return ivr.Go{Exit: "found"}
	case a.Refund != nil:
		return n.refund(t, a.Refund)
	}
	t.Call.State.Stage = stageSeek
	return ivr.Ask{Query: ivr.FindCase{Kind: ivr.CaseRefund, Account: id, Transaction: a.Transactions[0].ID}}
}

// requested takes the search for a case that asks for the refund already.
func (n *Lookup) requested(t *ivr.Turn, a ivr.Answered) ivr.Move {
	if a.Result != ivr.OK {
		return ivr.Go{Exit: "none"}
	}
	setCase(t, a.Case)
	return ivr.Go{Exit: "requested"}
}

func (n *Lookup) refund(t *ivr.Turn, r *ivr.Refund) ivr.Move {
	setRefund(t, *r)
	by := n.latest(*r, t.Now.In(t.Tree.Zone))
	private(t, "refund.by", ivr.Value{Type: ivr.Date, Time: by})
	if settled := r.Status == "paid" || r.Status == "rejected"; !settled && t.Now.After(by) {
		return ivr.Go{Exit: "overdue"}
	}
	return ivr.Go{Exit: "found"}
}

// latest is the end of the last of the promised working days: for the decision, from
// the day it was asked for; for the payment, from the decision. Where the ledger does
// not say that day, it was today at the latest.
func (n *Lookup) latest(r ivr.Refund, now time.Time) time.Time {
	d, days := datesOf(r, now), n.WorkingDays
	since := d.submitted
	if r.Status == "approved" {
		since = d.decided
	}
	if since.IsZero() {
		since = now
	}
	if days == 0 {
		days = promisedDays
	}
	last := n.calendar.AddWorkingDays(hours.DateOf(since.In(now.Location())), days)
	return last.AddDays(1).In(now.Location()).Add(-time.Second)
}

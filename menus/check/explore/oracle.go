package explore

import (
	"reflect"
	"time"

	"github.com/okpay/hotline/ivr"
)

// Oracle answers the queries of one step in every possible way, one way a run. The choices of a run are
// a path in a tree of answers, which [Oracle.Next] visits depth first.
type Oracle struct {
	Now     time.Time
	Choices []int          // of this run; those of the last run come first
	Options []int          // the number of answers to each query
	Asked   []ivr.Query    // the queries of this run
	Given   []ivr.Answered // and their answers

	Ledger Ledger // whose answers come before the invented ones; nil for none
	other  bool   // uses another customer's ledger
	book   book   // answers given before; nil for none
	Excuses
}

// Ledger answers a customer's look-ups.
type Ledger interface {
	// Answers returns the possible answers to a query at an instant, the plainest first; false for a query
	// that the ledger does not answer.
	Answers(q ivr.Query, now time.Time) ([]ivr.Answered, bool)
}

// book caches the answers to a query, which are the same at the same instant.
type book map[bookKey][]ivr.Answered

type bookKey struct {
	query reflect.Type
	limit int
	now   int64
	other bool
}

// answers returns the possible answers to a query.
func (o *Oracle) answers(q ivr.Query) []ivr.Answered {
	if o.Ledger != nil {
		if list, known := o.Ledger.Answers(q, o.Now); known {
			return list
		}
	}
	if o.book == nil {
		return answersTo(q, o.Now, o.other)
	}
	key := bookKey{query: reflect.TypeOf(q), now: o.Now.UnixNano(), other: o.other}
	if listing, ok := q.(ivr.FindTransactions); ok {
		key.limit = listing.Limit
	}
	list, known := o.book[key]
	if !known {
		list = answersTo(q, o.Now, o.other)
		o.book[key] = list
	}
	return list
}

// Excuses are circumstances in the answers to a step's queries that excuse a bad end.
type Excuses struct {
	Closed bool     // an operator has closed a schedule
	Broken bool     // a look-up failed
	Agent  bool     // the telephone is an agent's
	Senior bool     // the account is of someone of 65 or over
	Looked bool     // an account or what is in it was looked up
	Lines  []string // the schedules asked for

	ledger bool // the ledger was asked, so the run depends on the account
}

// Answer returns the next answer of the run.
func (o *Oracle) Answer(q ivr.Query) ivr.Answered {
	answers := o.answers(q)
	i := len(o.Options)
	o.Options = append(o.Options, len(answers))
	if i == len(o.Choices) {
		o.Choices = append(o.Choices, 0)
	}
	a := answers[min(o.Choices[i], len(answers)-1)]
	o.Asked, o.Given = append(o.Asked, q), append(o.Given, a)
	o.note(q, a)
	return a
}

func (o *Oracle) note(q ivr.Query, a ivr.Answered) {
	switch q := q.(type) {
	case ivr.LineState:
		o.Lines = append(o.Lines, q.Line)
	case ivr.QueueState:
		o.Lines = append(o.Lines, q.Line)
	case ivr.FindAccount, ivr.CheckLock, ivr.FindTransaction, ivr.FindTransactions:
		o.Looked = true
	case ivr.FindStaff:
		o.Agent = o.Agent || a.Result == ivr.OK
	}
	o.Senior = o.Senior || a.Account != nil && a.Account.BirthDate == senior(false).BirthDate
	o.Closed = o.Closed || a.Closure != nil
	o.Broken = o.Broken || a.Result == ivr.Broken
	o.ledger = o.ledger || a.Account != nil || len(a.Transactions) > 0 || a.Refund != nil
}

// Next prepares the next run; it returns false after the last.
func (o *Oracle) Next() bool {
	o.Choices = o.Choices[:len(o.Options)]
	o.Excuses, o.Asked, o.Given = Excuses{}, nil, nil
	for i := len(o.Options) - 1; i >= 0; i-- {
		if o.Choices[i]++; o.Choices[i] < o.Options[i] {
			o.Choices, o.Options = o.Choices[:i+1], nil
			return true
		}
	}
	return false
}

// answersTo returns the possible answers to a query, the plainest first.
func answersTo(q ivr.Query, now time.Time, other bool) []ivr.Answered {
	broken, missing := ivr.Answered{Result: ivr.Broken}, ivr.Answered{Result: ivr.NotFound}
	several := ivr.Answered{Result: ivr.Several}
	closed := &ivr.Closure{Until: now.Add(48 * time.Hour)}
	switch q := q.(type) {
	case ivr.FindAccount:
		return []ivr.Answered{{Result: ivr.OK, Account: account(other)}, {Result: ivr.OK, Account: senior(other)}, missing, several, broken}
	case ivr.CheckLock:
		if q.Again {
			return []ivr.Answered{{Result: ivr.Early}, {Result: ivr.OK, Account: account(other)}, {Result: ivr.OK}, {Result: ivr.Locked}, {Result: ivr.Several}, broken}
		}
		return []ivr.Answered{{Result: ivr.OK, Account: account(other)}, {Result: ivr.OK}, {Result: ivr.Locked}, several, broken}
	case ivr.CheckCode:
		return []ivr.Answered{{Result: ivr.OK}, {Result: ivr.Wrong, Left: 1}, {Result: ivr.Wrong}, {Result: ivr.Expired}, {Result: ivr.Locked}, broken}
	case ivr.FindTransaction:
		return append(found(now, other), missing, broken)
	case ivr.FindTransactions:
		return append(listings(q, now, other), missing, broken)
	case ivr.FindCase:
		return []ivr.Answered{{Result: ivr.OK, Case: caseNumber}, missing, broken}
	case ivr.NewCase:
		return []ivr.Answered{{Result: ivr.OK, Case: newNumber}, broken}
	case ivr.OnDuty:
		return []ivr.Answered{{Result: ivr.OK, Numbers: []ivr.Masked{"+8610000001"}}, missing, broken}
	case ivr.LineState:
		return []ivr.Answered{{Result: ivr.OK}, {Result: ivr.OK, Closure: closed}, broken}
	case ivr.QueueState:
		return []ivr.Answered{{Result: ivr.OK, Staffed: true}, {Result: ivr.OK}, {Result: ivr.OK, Closure: closed}, broken}
	case ivr.LastTalk:
		return []ivr.Answered{{Result: ivr.OK, Talk: ivr.TalkOver}, {Result: ivr.OK, Talk: ivr.TalkCutOff}, broken}
	case ivr.FindStaff:
		return []ivr.Answered{missing, {Result: ivr.OK}, broken}
	case ivr.CheckPIN:
		return []ivr.Answered{{Result: ivr.OK}, {Result: ivr.Wrong, Left: 1}, {Result: ivr.Wrong}, {Result: ivr.Locked}, broken}
	}
	return []ivr.Answered{broken}
}

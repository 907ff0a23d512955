package exchange

import (
	"net/http"

	"github.com/okpay/hotline/ivr/exchange/fault"
)

// foreign returns the fault of a verb that its setting does not allow.
func foreign(v verb) *fault.Fault {
	code := 13238
	if v.where == whispering {
		code = 13201
	}
	return fault.New(code, "<%s> is not allowed in %s", v.el.Name, v.where)
}

// reject executes a Reject: a call that is not answered yet ends as busy or unanswered.
func reject(v verb) (*fetch, error) {
	if !v.call.answered.IsZero() {
		return nil, v.call.hang("completed")
	}
	if v.el.Or("reason", "") == "busy" {
		return nil, v.call.hang("busy")
	}
	return nil, v.call.hang("no-answer")
}

// leave executes a Leave: the caller leaves the queue.
func leave(v verb) (*fetch, error) {
	if v.where == waiting {
		return nil, errLeave
	}
	v.call.warn(fault.New(12200, "<Leave> outside a queue does nothing").At(v.page.url))
	return nil, nil
}

// redirect executes a Redirect.
func redirect(v verb) (*fetch, error) { return v.next("", http.MethodPost, v.el.Text(), nil) }

// hangup executes a Hangup.
func hangup(v verb) (*fetch, error) { return nil, v.call.hang("completed") }

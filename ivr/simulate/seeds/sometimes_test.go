package seeds

import (
	"strings"

	"github.com/okpay/hotline/ivr/exchange"
)

// sometimes is what must happen in some course of a run.
var sometimes = []string{
	"an agent answered",
	"a caller abandoned",
	"a caller was brought to an agent",
	"a case was opened",
	"a callback was promised",
	"a callback was kept",
	"a fallback document was heard",
	"a webhook came twice",
	"a webhook came again, later",
	"a webhook did not arrive",
	"the answer to a webhook was lost",
	"the end of a call was told late",
	"the carrier's API failed",
	"the carrier's API failed at a ring",
	"an operation of the store failed",
	"the process was killed",
	"a restart with a caller waiting",
	"a menu was taken up during a call",
	"a line was closed by hand",
	"a caller was handed on",
	"a colleague was consulted",
	"a caller was put on hold",
	"a text message was sent",
	"a message was recorded",
	"a code was verified",
	"midnight passed during a call",
	"an agent's line broke off",
	"an agent who dialled in took a call",
}

// neverReached is what must happen in some course of a run, and has in none.
func neverReached(reached map[string]int) (never []string) {
	for _, what := range sometimes {
		if reached[what] == 0 {
			never = append(never, what)
		}
	}
	return never
}

// meets notes what has happened on a call.
func (w *course) meets(call *exchange.Call) {
	events := call.Events()
	for _, e := range events {
		switch {
		case e.Kind == exchange.Requested && rescue([]byte(e.Document)):
			w.reached("a fallback document was heard")
		case e.Kind == exchange.Recorded:
			w.reached("a message was recorded")
		}
	}
	if len(events) > 0 && call.Direction == "inbound" && events[0].At.In(zone).Day() != events[len(events)-1].At.In(zone).Day() {
		w.reached("midnight passed during a call")
	}
	if call.Status() == "failed" && strings.HasPrefix(call.To, "+861370000010") {
		w.reached("an agent's line broke off")
	}
}

// someoneWaits reports whether a caller is in a queue, as they know it.
func (w *course) someoneWaits() bool {
	for _, c := range w.callers {
		if c.queueing() {
			return true
		}
	}
	return false
}

package service

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
)

// What a number is refused for, as the metric names it.
const (
	outgoingCall = "call"
	outgoingText = "text"
	incoming     = "caller" // who calls from such a number hears so when they ask
)

// Reasons to refuse a callback that are not its number's.
const (
	refusedHour twilio.Refusal = "hour" // the limit of the hour
	refusedDay  twilio.Refusal = "day"
)

// numbers decides which telephone numbers are called and texted.
type numbers struct {
	allowed twilio.Destinations
	refused *prometheus.CounterVec // by kind and reason
}

// own reports whether a number is the hotline's own.
func (n numbers) own(number ivr.Masked) bool { return n.allowed.Own(number) }

// refuse gives the reason why a number is not called or texted, "" when it is; it counts
// those that are not.
func (n numbers) refuse(kind string, to ivr.Masked) twilio.Refusal {
	why := n.allowed.Refuse(to)
	if why != "" {
		n.refused.WithLabelValues(kind, string(why)).Inc()
	}
	return why
}

// refuseCall is refuse for a call.
func (n numbers) refuseCall(to ivr.Masked) twilio.Refusal { return n.refuse(outgoingCall, to) }

// barred reports whether a number that is known is refused.
func (n numbers) barred(kind string, number ivr.Masked) bool {
	return number != "" && n.refuse(kind, number) != ""
}

// allBarred reports whether all numbers that typed digits may mean are refused. Whether one of them
// has an account makes no difference to the answer: a code for a refused number is not sent.
func (n numbers) allBarred(kind string, readings []ivr.Masked) bool {
	for _, number := range readings {
		if n.allowed.Refuse(number) == "" {
			return false
		}
	}
	return n.barred(kind, readings[0])
}

package service

import (
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// logged is what a log line tells of a task: numbers are masked, texts are left out.
type logged store.Outgoing

// MarshalZerologObject implements [zerolog.LogObjectMarshaler].
func (l logged) MarshalZerologObject(e *zerolog.Event) {
	call, to, subject := l.Call, ivr.Masked(""), ""
	switch t := l.Task.(type) {
	case store.SendText:
		to = t.To
	case store.SendCode:
		to = t.To
	case store.ACDAction:
		call, to, subject = whose(t.Action)
	}
	e.Str("call", call).Stringer("to", to).Str("kind", store.Outgoing(l).Kind()).Str("subject", subject)
}

// whose tells which call or number an action is about, and which offer or interaction.
func whose(action acd.CarrierAction) (call string, to ivr.Masked, subject string) {
	switch a := action.(type) {
	case acd.Ring:
		return "", a.To, a.Offer
	case acd.Dial:
		return "", a.To, a.Interaction
	case acd.Dequeue:
		return a.Call, "", a.Interaction
	case acd.RedirectCaller:
		return a.Call, "", ""
	case acd.RedirectAgent:
		return a.Leg, "", ""
	case acd.HangUp:
		return a.Leg, "", ""
	}
	return "", "", ""
}

// secretsOf are what an error of the carrier's may repeat of a task, and a log may not.
func secretsOf(t store.Task) []ivr.Masked {
	switch t := t.(type) {
	case store.SendText:
		return []ivr.Masked{t.To, t.Body}
	case store.SendCode:
		return []ivr.Masked{t.To, t.Body}
	case store.ACDAction:
		_, to, _ := whose(t.Action)
		return []ivr.Masked{to}
	}
	return nil
}

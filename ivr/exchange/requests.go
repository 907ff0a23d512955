package exchange

import (
	"net/http"

	"github.com/okpay/hotline/ivr/exchange/fault"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/exchange/webhook"
)

// post sends a webhook and records it on the call.
func post(c *Call, f fetch) (webhook.Reply, *fault.Fault) {
	w := request(c, f)
	c.flush()
	var got webhook.Reply
	var flt *fault.Fault
	c.p.Outside(func() { got, flt = w.Send() })
	if flt == nil {
		c.emit(Event{Kind: Requested, URL: got.Address, Status: got.Status, Document: recorded(got)})
	}
	return got, flt
}

// request returns the webhook that gets a document for a leg.
func request(c *Call, f fetch) webhook.Request {
	return webhook.Request{
		Client: c.client, Secret: c.x.cfg.AuthToken, Method: f.method, Address: f.url,
		Params: params(c), Extra: f.extra, Token: c.x.newID(""),
	}
}

// recorded returns a reply's body as the call's record keeps it.
func recorded(got webhook.Reply) string {
	if len(got.Body) > webhook.MaxDocument {
		return ""
	}
	return string(got.Body)
}

// errand delivers a callback in a process of its own.
func errand(c *Call, f fetch) {
	w := request(c, f)
	c.x.s.Start(func(p *sched.Process) { deliver(c, p, w) })
}

// deliver sends a callback and checks the answer as Twilio does: 2xx, and TwiML
// if there is a body.
func deliver(c *Call, p *sched.Process, w webhook.Request) {
	var got webhook.Reply
	var flt *fault.Fault
	p.Outside(func() { got, flt = w.Send() })
	if flt == nil && got.Status != http.StatusOK && got.Status != http.StatusNoContent {
		flt = fault.New(15003, "the status callback was answered with HTTP status %d", got.Status).At(got.Address)
	}
	if flt != nil {
		c.warn(flt)
	}
}

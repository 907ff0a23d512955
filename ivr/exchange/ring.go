package exchange

import (
	"context"
	"time"

	"github.com/okpay/hotline/ivr/exchange/fault"
)

// dialled creates a leg to a callee. Its process is started by run.
func (x *Exchange) dialled(from, to, direction string) *Call {
	party := x.parties[to]
	c := x.newCall(from, to, party.Person)
	c.Direction = direction
	if party.Talk > 0 {
		c.talks.limit = party.Talk
	}
	c.talks.breaks, c.talks.stars = party.Breaks, c.talks.stars || party.Star
	return c
}

// ring rings the callee's telephone until it is answered. If ringing ends in any other way the leg
// ends.
func ring(c *Call, timeout time.Duration) error {
	c.status = "initiated"
	c.progress.announce("initiated")
	c.status = "ringing"
	ringing := Event{Kind: Ringing, To: c.To, Text: c.From}
	c.emit(ringing)
	c.progress.announce("ringing")
	outcome, err := pickUp(c, timeout)
	if err != nil {
		return err
	}
	if outcome != Answers {
		return c.hang(string(outcome))
	}
	c.answer()
	return nil
}

// pickUp waits until the callee answers, declines or lets it ring.
func pickUp(c *Call, timeout time.Duration) (Outcome, error) {
	party, ok := c.x.parties[c.To]
	switch {
	case !ok:
		c.warn(fault.New(13224, "nobody is known at this number"))
		return Fails, nil
	case party.Ring != nil:
		return askToPickUp(c, party, c.x.now().Add(timeout))
	case party.Outcome == NoAnswer, party.After >= timeout:
		return NoAnswer, c.pause(timeout)
	}
	return party.Outcome, c.pause(party.After)
}

// askToPickUp has the callee's own function say whether they pick up.
func askToPickUp(c *Call, party Callee, deadline time.Time) (Outcome, error) {
	ringing := Event{At: c.x.now(), Call: c.Sid, Kind: Ringing, To: c.To, Text: c.From}
	q := consult(c, func(ctx context.Context) Outcome { return party.Ring(ctx, ringing) })
	defer q.end(c)
	for !q.answered {
		if !c.x.now().Before(deadline) {
			return NoAnswer, nil
		}
		if err := c.sleep(deadline); err != nil {
			return NoAnswer, err
		}
	}
	return q.answer, nil
}

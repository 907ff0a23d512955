package exchange

import "time"

// bridge connects two legs. When either closes it, the other goes on with its document.
type bridge struct {
	joined []*Call
	over   bool
}

// join adds a leg and wakes the one already there.
func (b *bridge) join(c *Call) {
	b.joined = append(b.joined, c)
	b.wake()
}

// close ends the talk for both legs.
func (b *bridge) close() {
	b.over = true
	b.wake()
}

func (b *bridge) wake() {
	for _, c := range b.joined {
		c.x.s.wake(c.p)
	}
}

// talk joins the bridge and returns when either side ends the talk or limit has passed.
func (c *Call) talk(b *bridge, other *Call, limit time.Duration) error {
	defer b.close()
	if b.over {
		return nil
	}
	b.join(c)
	for len(b.joined) < 2 && !b.over {
		if err := c.sleep(c.expires); err != nil {
			return err
		}
	}
	if b.over {
		return nil
	}
	since := c.x.now()
	c.emit(Event{Kind: Connected, To: c.sees(other)})
	err := c.converse(b, since.Add(limit))
	c.emit(Event{Kind: Disconnected, To: c.sees(other), Length: c.x.now().Sub(since)})
	return err
}

// converse returns when the other side leaves, the person has talked enough, or at end.
func (c *Call) converse(b *bridge, end time.Time) error {
	enough := end
	if c.talkLimit > 0 && c.x.now().Add(c.talkLimit).Before(end) {
		enough = c.x.now().Add(c.talkLimit)
	}
	for !b.over {
		if ended, err := c.talkOn(enough); err != nil || ended {
			return err
		}
		if c.x.now().Before(enough) {
			continue
		}
		if !enough.Before(end) || b.over {
			return nil
		}
		if stays, err := c.talkedEnough(); !stays {
			return err
		}
		enough = end
	}
	return nil
}

// sees returns the number under which the leg sees the other.
func (c *Call) sees(other *Call) string {
	if other.Direction == "inbound" {
		return other.From
	}
	return other.To
}

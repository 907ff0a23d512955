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
		c.x.s.Wake(c.p)
	}
}

// talker is how the person of a leg behaves while connected to others.
type talker struct {
	call    *Call
	limit   time.Duration // how long the person talks; 0 is no limit
	breaks  bool          // when limit is over, the connection breaks off instead of the person hanging up
	stars   bool          // when limit is over, the person presses the star instead
	ending  bool          // the star ends the current talk: hangupOnStar
	pressed bool          // the star was pressed, and is not handled yet
}

// join joins the bridge and returns when either side ends the talk or limit has passed.
func (t *talker) join(b *bridge, other *Call, limit time.Duration) error {
	defer b.close()
	if b.over {
		return nil
	}
	b.join(t.call)
	for len(b.joined) < 2 && !b.over {
		if err := t.call.sleep(t.call.expires); err != nil {
			return err
		}
	}
	if b.over {
		return nil
	}
	since := t.call.x.now()
	t.call.emit(Event{Kind: Connected, To: t.call.sees(other)})
	err := t.converse(b, since.Add(limit))
	t.call.emit(Event{Kind: Disconnected, To: t.call.sees(other), Length: t.call.x.now().Sub(since)})
	return err
}

// converse returns when the other side leaves, the person has talked enough, or at end.
func (t *talker) converse(b *bridge, end time.Time) error {
	enough := end
	if t.limit > 0 && t.call.x.now().Add(t.limit).Before(end) {
		enough = t.call.x.now().Add(t.limit)
	}
	for !b.over {
		if ended, err := t.on(enough); err != nil || ended {
			return err
		}
		if t.call.x.now().Before(enough) {
			continue
		}
		if !enough.Before(end) || b.over {
			return nil
		}
		if stays, err := t.enough(); !stays {
			return err
		}
		enough = end
	}
	return nil
}

// starred reports whether the star has ended the talk.
func (t *talker) starred() bool {
	pressed := t.pressed
	if t.pressed = false; pressed {
		t.call.emit(Event{Kind: Pressed, Keys: "*"})
	}
	return pressed && t.ending
}

// on sleeps in a talk, and reports whether the star has ended it: pressed while the person heard
// what has happened, or while the talk went on.
func (t *talker) on(due time.Time) (ended bool, err error) {
	if t.call.flush(); t.starred() {
		return true, nil
	}
	err = t.call.sleep(due)
	return err == nil && t.starred(), err
}

// enough makes the person who has talked enough hang up or press the star. stays reports that
// they are still in the talk.
func (t *talker) enough() (stays bool, err error) {
	if !t.stars {
		t.part()
		return false, errGone
	}
	t.pressed, t.limit = true, 0
	return !t.starred(), nil
}

// part ends a talk when the person has talked enough or the connection breaks off.
func (t *talker) part() {
	if t.call.drop(); t.breaks {
		t.call.status = "failed"
	}
}

package exchange

import "time"

// Starring is a [Human] who ends their talks by the star key rather than by hanging up. If the Dial
// does not have hangupOnStar the key does nothing, and they stay.
type Starring interface {
	// Stars reports whether the person presses the star when they have talked enough.
	Stars() bool
}

// PressStar makes the person on a leg press the star key while they talk. It reports whether that ends
// the talk, as hangupOnStar does: the call goes on with the Dial's action, or with the next verb.
func (x *Exchange) PressStar(sid string) bool {
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	c, ok := x.calls[sid]
	if !ok || c.over || c.isGone() || !c.starEnds {
		return false
	}
	c.star = true
	c.x.s.wake(c.p)
	return true
}

// starred reports whether the star has ended the talk.
func (c *Call) starred() bool {
	pressed := c.star
	if c.star = false; pressed {
		c.emit(Event{Kind: Pressed, Keys: "*"})
	}
	return pressed && c.starEnds
}

// talkOn sleeps in a talk, and reports whether the star has ended it: pressed while the person heard
// what has happened, or while the talk went on.
func (c *Call) talkOn(due time.Time) (ended bool, err error) {
	if c.flush(); c.starred() {
		return true, nil
	}
	err = c.sleep(due)
	return err == nil && c.starred(), err
}

// talkedEnough makes the person who has talked enough hang up or press the star. stays reports that
// they are still in the talk.
func (c *Call) talkedEnough() (stays bool, err error) {
	if !c.stars {
		c.part()
		return false, errGone
	}
	c.star, c.talkLimit = true, 0
	return !c.starred(), nil
}

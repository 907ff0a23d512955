package exchange

// Starring is a [Human] who ends their talks by the star key rather than by hanging up. If the Dial
// does not have hangupOnStar the key does nothing, and they stay.
type Starring interface {
	// Stars reports whether the person presses the star when they have talked enough.
	Stars() bool
}

// PressStar makes the person on a leg press the star key while they talk. It reports whether that ends
// the talk, as hangupOnStar does: the call goes on with the Dial's action, or with the next verb.
func (x *Exchange) PressStar(sid string) bool {
	x.s.Lock()
	defer x.s.Unlock()
	c, ok := x.calls[sid]
	if !ok || c.over || c.isGone() || !c.talks.ending {
		return false
	}
	c.talks.pressed = true
	c.x.s.Wake(c.p)
	return true
}

package service

import (
	"fmt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// countCall counts a number's calls of the hour, where the settings limit them. Calls
// whose number is withheld are counted together, as those of one number; one that we make is none of the
// customer's.
func (c *callStep) countCall(from ivr.Masked) (limited bool, err error) {
	if c.core.CallsPerHour == 0 || c.calledBack.ID != "" {
		return false, nil
	}
	if from == "" {
		return c.countWithheld(), nil
	}
	key := c.core.hash("calls", c.core.now().UTC().Format("2006-01-02 15"), from.Reveal())
	calls, err := c.core.Store.Lock(c.ctx, key)
	if err != nil {
		return false, fmt.Errorf("counting calls: %w", err)
	}
	c.counted = []store.LockChange{{Key: key, Read: calls.Version, Lock: calls.Counted(c.core.now())}}
	return calls.Count+1 > c.core.CallsPerHour, nil
}

// countWithheld counts a call that shows no number, once however often its step is tried.
func (c *callStep) countWithheld() bool {
	if c.withheld == nil {
		now := c.core.now()
		limited := !c.core.withheld.allows(now, c.core.CallsPerHour)
		c.core.withheld.count(now)
		c.withheld = &limited
	}
	return *c.withheld
}

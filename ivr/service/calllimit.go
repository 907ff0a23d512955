package service

import (
	"fmt"

	"github.com/okpay/hotline/store"
)

// countCall counts a number's calls of the hour, where the settings limit
// them. Withheld numbers are many people's, and are not counted.
func (c *callStep) countCall() (limited bool, err error) {
	if c.core.CallsPerHour == 0 || c.request.From == "" {
		return false, nil
	}
	key := c.core.hash("calls", c.core.now().UTC().Format("2006-01-02 15"), c.request.From.Reveal())
	calls, err := c.core.Store.Lock(c.ctx, key)
	if err != nil {
		return false, fmt.Errorf("counting calls: %w", err)
	}
	read := calls.Version
	calls.Failures++
	c.counted = []store.LockChange{{Key: key, Read: read, Lock: calls}}
	return calls.Failures > c.core.CallsPerHour, nil
}

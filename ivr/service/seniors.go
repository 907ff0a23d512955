package service

import (
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

// Callers of seniorAge years and over go before all others of a queue but those whose talk was
// cut off.
const seniorAge = 65

// priority is the queue's, and more for seniors.
func (c *core) priority(menu Menu, queue string, call ivr.Call) int {
	return acd.Priority(menu.Queues[queue].Priority, c.senior(menu, call))
}

// senior reports whether the account of the caller's number belongs to someone who is of that age today,
// where the menu is.
func (c *core) senior(menu Menu, call ivr.Call) bool {
	return call.Account != nil && call.Account.IsAged(seniorAge, c.now().In(menu.Tree.Zone))
}

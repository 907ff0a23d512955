package service

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// Callers of seniorAge and over go before all others of a queue but those whose talk was
// cut off.
const (
	seniorAge      = 65 // years
	prioritySenior = 10 // on top of the queue's own
)

// priority is the queue's, and more for seniors.
func (c *core) priority(menu Menu, queue string, call ivr.Call) int {
	priority := menu.Queues[queue].Priority
	if senior(call, c.now()) {
		priority += prioritySenior
	}
	return priority
}

// senior reports whether the account of the caller's number belongs to someone who is 65
// or over at now.
func senior(call ivr.Call, now time.Time) bool {
	if call.Account == nil {
		return false
	}
	born, err := time.Parse(time.DateOnly, call.Account.BirthDate)
	return err == nil && !born.AddDate(seniorAge, 0, 0).After(now)
}

package explore

import (
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// Situation distinguishes callers at any place: the moment, and what is known of them. Every situation
// that can come to a place is followed there.
type Situation uint16

// The bits of a situation besides its moment.
const (
	ofMoment Situation = 0xff

	Withheld   Situation = 1 << 8 // the caller's number is withheld
	Verified   Situation = 1 << 9
	CalledBack Situation = 1 << 10 // the caller is being called back and has not answered
)

// Moment returns the number of the situation's moment.
func (s Situation) Moment() int { return int(s & ofMoment) }

// at returns the situation at another moment.
func (s Situation) at(moment int) Situation { return s&^ofMoment | Situation(moment) }

// factBits are the bits of a situation that a fact concerns.
var factBits = map[node.Fact]Situation{
	node.OfLines: ofMoment, node.OfNumber: Withheld, node.OfVerified: Verified, node.OfQueue: CalledBack,
}

// situationOf returns the situation after a step, without the moment.
func situationOf(c ivr.Call) Situation {
	var s Situation
	if c.From == "" {
		s |= Withheld
	}
	if c.Verified {
		s |= Verified
	}
	if c.Callback != "" && c.Outcome == ivr.Abandoned {
		s |= CalledBack
	}
	return s
}

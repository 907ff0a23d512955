package trace

import "github.com/okpay/hotline/menus/check/explore"

// Costs of what makes a call less plain. A call with few steps and nothing unusual is preferred.
const (
	stepCost     = 10
	lateCost     = 60 // time passes
	withheldCost = 12
	barredCost   = 60
	limitedCost  = 150
	backCost     = 400 // the caller is called back
	seniorCost   = 80  // the caller is 65 or over
	closedCost   = 200 // an operator has closed a line
	brokenCost   = 300 // a look-up fails
	failsCost    = 300 // the service fails
	agentCost    = 500 // the telephone is an agent's
	fallbackCost = 150 // done by the carrier: nobody answers
	crowdCost    = 20  // another call was continued from the same node
	momentCost   = 2   // a moment further down the list
	earlierCost  = 100 // the customer has called before
)

// beginCost returns the cost of a beginning.
func beginCost(b *explore.Begin) int32 {
	cost := int32(b.Situation.Moment() * momentCost)
	switch {
	case b.Event.Callback != "":
		cost += backCost
	case b.Event.Limited:
		cost += limitedCost
	}
	if b.Event.From == "" {
		cost += withheldCost
	}
	if b.Event.Barred {
		cost += barredCost
	}
	return cost
}

// excusesCost returns the cost of the circumstances of a step.
func excusesCost(l explore.Excuses) int32 {
	var cost int32
	if l.Senior {
		cost += seniorCost
	}
	if l.Closed {
		cost += closedCost
	}
	if l.Broken {
		cost += brokenCost
	}
	if l.Agent {
		cost += agentCost
	}
	return cost
}

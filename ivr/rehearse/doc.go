// Package rehearse plays a day of a hotline before it comes: callers go through the real menu (the engine),
// wait for agents whom the real ACD chooses (acd.State), give up, ask to be called back, and talk. What
// comes of it is told by queue and half-hour: waits, service level, abandonment, callbacks, occupancy, and
// the agents that each queue needs.
//
// Time is virtual: nothing here reads a clock, and a day takes as long as its sums. Chance comes from
// outside ([Source]), one stream for each caller and purpose, so that the same callers come, with the same
// patience and the same talks, whatever the staff is. The same day gives the same result, byte for byte.
package rehearse

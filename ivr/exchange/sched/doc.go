// Package sched lets the legs of calls, and short jobs beside them, run one at a time on a real
// or a virtual clock.
package sched

// Package hours computes business hours: whether a schedule is open at an instant, until when and why,
// and which days are worked.
//
// The more specific rule applies: a closure ("closed now") before a dated exception, that before the
// calendar (a public holiday, a make-up day), that before the week.
//
// Hours are wall-clock times in the schedule's zone, also on the days when clocks change: a time means
// the first instant at which the clock shows it or, if it is skipped, the end of the gap. So a span
// that begins in the gap of spring begins at the gap's end, and one over the hour that autumn repeats
// lasts an hour longer.
package hours

// Package hours knows calendars and business hours: whether a line is open at
// an instant, until when and why, and which days are worked.
//
// What is nearer wins: a closure ("closed now") over a dated exception, that
// over the calendar (a public holiday, a make-up day), that over the week.
//
// Hours are read off the wall clock of the line's zone, also on the days on
// which clocks change: a time stands for the first instant at which the clock
// shows it or, where it skips it, a later one. So a span that begins in the gap
// of spring begins at the gap's end, and one over the hour that autumn repeats
// lasts an hour longer.
package hours

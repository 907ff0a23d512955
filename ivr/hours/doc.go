// Package hours says when a line is open: weekly windows, dated exceptions, a
// calendar of public holidays and make-up working days, and "closed now". It
// has no clock; every question comes with its instant.
package hours

// Package mutation leads the exits of a menu elsewhere, one at a time, so that it can
// be seen whether anybody notices. It chooses nodes that callers can tell from the
// right one, and first those that are hardest to tell from it.
package mutation

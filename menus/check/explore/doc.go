// Package explore follows every caller through a menu and returns the graph of
// all that can happen. It runs the engine itself, so what is explored is what
// happens on a call.
//
// Callers differ in what they press and say, in their number, in the language
// they choose, in the moment they call, in what look-ups find and in whether
// anybody answers. The explorer follows every combination, not a sample. It
// merges callers who differ only in what no later node reads: a step runs once
// for all callers who agree on everything the step looked at, and the values
// that callers bring to a place are kept per group of values. The result
// over-approximates: it may contain calls that cannot happen, and it never
// misses one that can. docs/adr/check.md gives the argument.
package explore

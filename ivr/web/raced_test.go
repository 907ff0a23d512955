//go:build race

package web_test

// raced reports whether the race detector is on.
const raced = true

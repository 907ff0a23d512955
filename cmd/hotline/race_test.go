//go:build race

package main

// raced is whether the race detector looks on.
const raced = true

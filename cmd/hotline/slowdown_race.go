//go:build race

package main

// slowdown is how many times slower a proof is under the race detector.
const slowdown = 20

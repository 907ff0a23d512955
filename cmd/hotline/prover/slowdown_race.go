//go:build race

package prover

// Slowdown is how many times slower a proof is under the race detector.
const Slowdown = 20

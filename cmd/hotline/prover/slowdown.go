//go:build !race

package prover

// Slowdown is how many times slower a proof is than in a program as it is released.
const Slowdown = 1

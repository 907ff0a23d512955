//go:build !race

package main

// slowdown is how many times slower a proof is than in a program as it is released.
const slowdown = 1

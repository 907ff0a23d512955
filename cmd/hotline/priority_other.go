//go:build !linux

package main

// lowerPriority does nothing where the system is another.
func lowerPriority() {}

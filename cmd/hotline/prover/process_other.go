//go:build !unix

package prover

import "time"

// lowerPriority does nothing where the system is another.
func lowerPriority() {}

// worked is not known where the system is another.
func worked() time.Duration { return 0 }

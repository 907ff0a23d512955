//go:build unix

package prover

import (
	"syscall"
	"time"
)

// nice is how much this process lets others go first.
const nice = 5

// lowerPriority lets other processes of this machine go first.
func lowerPriority() {
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, nice) // what cannot be lowered goes on as it is
}

// worked returns the processor time that this process has taken.
func worked() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

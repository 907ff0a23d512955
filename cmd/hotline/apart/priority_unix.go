//go:build unix

package apart

import "syscall"

// nice is how much this process lets others go first.
const nice = 5

// lowerPriority lets other processes of this machine go first.
func lowerPriority() {
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, nice) // what cannot be lowered goes on as it is
}

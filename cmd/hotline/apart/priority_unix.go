//go:build unix

package apart

import (
	"os"
	"strconv"
	"syscall"
)

// nice is how much this process lets others go first.
const nice = 5

// lowerPriority lets other processes of this machine go first. On Linux each thread has a priority of its own, which
// the threads that it starts inherit: all that there are get it. What cannot be lowered goes on as it is.
func lowerPriority() {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil { // another system, on which a process has one priority
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, nice)
	}
	for _, thread := range threads {
		if id, err := strconv.Atoi(thread.Name()); err == nil {
			_ = syscall.Setpriority(syscall.PRIO_PROCESS, id, nice)
		}
	}
}

package process

import (
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// memoryShare is how much of the container's memory the heap may take before garbage
// is collected at any price, in percent. The rest is stacks and the store's pages.
const memoryShare = 80

// LimitMemory sets the process's memory limit from that of its container, and lets more
// garbage gather, unless GOMEMLIMIT and GOGC, which lookup finds, say otherwise.
func LimitMemory(lookup func(string) (string, bool)) {
	limitMemory(lookup, containerMemory)
	collectLess(lookup)
}

// limitMemory sets the memory limit from that of the container, unless GOMEMLIMIT says
// one. It returns the limit in bytes, 0 for none.
func limitMemory(lookup func(string) (string, bool), cgroup string) int64 {
	if _, set := lookup("GOMEMLIMIT"); set {
		return 0
	}
	raw, err := os.ReadFile(cgroup)
	if err != nil {
		return 0 // no container
	}
	most, err := strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
	if err != nil || most <= 0 {
		return 0 // "max"
	}
	limit := most / 100 * memoryShare
	debug.SetMemoryLimit(limit)
	return limit
}

// servingGC lets the heap of a serving process grow to so many percent of what it holds
// before garbage is collected, unless GOGC says so: the heap is small, and what a webhook
// leaves is not.
const servingGC = 400

// collectLess sets how much garbage may gather.
func collectLess(lookup func(string) (string, bool)) {
	if _, set := lookup("GOGC"); !set {
		debug.SetGCPercent(servingGC)
	}
}

// containerMemory is where a container's limit stands.
const containerMemory = "/sys/fs/cgroup/memory.max"

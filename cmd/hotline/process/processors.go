package process

import "runtime"

// SpareProcessor lets one more thread run Go code than there are processors, unless GOMAXPROCS, which
// lookup finds, says how many. The store's file has one writer, which waits for the disk most of the
// time: until the runtime notices each wait, that thread counts as one that runs.
func SpareProcessor(lookup func(string) (string, bool)) {
	if _, set := lookup("GOMAXPROCS"); !set {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1)
	}
}

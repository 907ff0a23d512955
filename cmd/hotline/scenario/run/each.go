package run

import (
	"runtime"
	"sync"
)

// Each does something with every item, as many at a time as the machine does at once,
// and returns what came of it in the items' order.
func Each[T, R any](items []T, do func(int, T) R) []R {
	results, next := make([]R, len(items)), make(chan int)
	var workers sync.WaitGroup
	for range 2 * runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				results[i] = do(i, items[i])
			}
		})
	}
	for i := range items {
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}

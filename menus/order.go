package menus

import (
	"iter"
	"maps"
	"slices"
)

// inOrder ranges over a map in the order of its keys, so that problems are found and reported in the
// same order every time.
func inOrder[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, name := range keys(m) {
			if !yield(name, m[name]) {
				return
			}
		}
	}
}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

package menus

import (
	"fmt"
	"slices"
	"strings"
)

// listed is the most names that a message lists.
const listed = 20

// Instead returns the end of a message about an unknown name: the one that was probably meant, or all
// known ones.
func Instead(name string, known []string) string {
	if near := nearest(name, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(known) == 0 {
		return "there is none"
	}
	known = slices.Compact(slices.Sorted(slices.Values(known)))
	if len(known) > listed {
		known = append(known[:listed], "…")
	}
	return "there are: " + strings.Join(known, ", ")
}

// nearest returns the known name that name is probably a misspelling of, or "".
func nearest(name string, known []string) string {
	best, least := "", len([]rune(name))/3+1
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := distance(name, k); d <= least && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
}

// distance returns the Levenshtein distance: letters inserted, removed or changed.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range to {
			change := diagonal
			if x != y {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}

package menus

import (
	"fmt"
	"slices"
	"strings"
)

// listed is how many names a message lists at most.
const listed = 20

// Instead ends a message about an unknown name: with the one that was probably
// meant, or with all that there are.
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

// nearest is the known name that a slip of the hand makes of name, or "".
func nearest(name string, known []string) string {
	best, least := "", len([]rune(name))/3+1
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := distance(name, k); d <= least && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
}

// distance is Levenshtein's: letters put in, left out or changed.
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

package webhook

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// policy sets how long a webhook may take and when it is retried. A URL's fragment overrides the
// defaults (#rc=2&rp=5xx,ct&rt=3000&tt=9000).
type policy struct {
	total   time.Duration // all attempts together
	read    time.Duration // one attempt
	retries int
	on      []string // classes that are retried: ct, rt, 4xx, 5xx, all
}

func parsePolicy(fragment string) policy {
	p := policy{total: 15 * time.Second, read: 15 * time.Second, retries: 1, on: []string{"ct"}}
	set, err := url.ParseQuery(fragment)
	if err != nil {
		return p
	}
	override(set.Get("tt"), 100, 15000, func(n int) { p.total = milliseconds(n) })
	override(set.Get("rt"), 100, 15000, func(n int) { p.read = milliseconds(n) })
	override(set.Get("rc"), 0, 5, func(n int) { p.retries = n })
	if rp := set.Get("rp"); rp != "" {
		p.on = strings.Split(rp, ",")
	}
	return p
}

func (p policy) covers(class string) bool {
	return slices.Contains(p.on, class) || slices.Contains(p.on, "all")
}

// override calls set with a number within the range; other values leave the default.
func override(text string, low, high int, set func(int)) {
	if n, err := strconv.Atoi(text); err == nil && n >= low && n <= high {
		set(n)
	}
}

func milliseconds(n int) time.Duration { return time.Duration(n) * time.Millisecond }

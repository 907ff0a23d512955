package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Term is how long records are kept.
type Term struct{ Years, Months, Days int }

// retained are the kinds of records that HOTLINE_RETENTION may name.
var retained = []string{"calls", "recordings", "cases", "audit", "outbox"}

var termPattern = regexp.MustCompile(`^([1-9][0-9]{0,4})([dmy])$`)

// Terms returns how long each kind of record in HOTLINE_RETENTION is kept; kinds that it does not name
// are kept for ever.
func (s Settings) Terms() map[string]Term {
	terms, _, _ := parseRetention(s.Retention)
	return terms
}

func checkRetention(value string) (wrong, mend string) {
	_, wrong, mend = parseRetention(value)
	return wrong, mend
}

// parseRetention reads "calls=400d,audit=3y". wrong is what is wrong with it, and mend how to fix it.
func parseRetention(value string) (terms map[string]Term, wrong, mend string) {
	const example = "write it as in calls=400d,recordings=6m,audit=3y (d days, m months, y years)"
	terms = map[string]Term{}
	if value == "" {
		return terms, "", ""
	}
	for part := range strings.SplitSeq(value, ",") {
		kind, text, _ := strings.Cut(strings.TrimSpace(part), "=")
		if !slices.Contains(retained, kind) {
			return nil, fmt.Sprintf("names %q, of which there are no records", kind), "name " + strings.Join(retained, ", ")
		}
		if _, twice := terms[kind]; twice {
			return nil, "names " + kind + " twice", "name each kind once"
		}
		term, ok := parseTerm(text)
		if !ok {
			return nil, fmt.Sprintf("keeps %s for %q", kind, text), example
		}
		terms[kind] = term
	}
	return terms, "", ""
}

func parseTerm(text string) (Term, bool) {
	m := termPattern.FindStringSubmatch(text)
	if m == nil {
		return Term{}, false
	}
	n, err := strconv.Atoi(m[1])
	switch {
	case err != nil:
		return Term{}, false
	case m[2] == "d":
		return Term{Days: n}, true
	case m[2] == "m":
		return Term{Months: n}, true
	}
	return Term{Years: n}, true
}

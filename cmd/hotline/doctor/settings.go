package doctor

import (
	"context"
	"strings"
)

// checkSettings looks at what serve asks of the settings.
func (d Doctor) checkSettings(context.Context) []Diagnosis {
	err := d.Settings.CheckServe()
	if err == nil {
		return []Diagnosis{well("settings", "all that serve needs is set and well formed")}
	}
	var found []Diagnosis
	for line := range strings.SplitSeq(err.Error(), "\n") {
		wrong, mend, _ := strings.Cut(line, "; ")
		found = append(found, bad("settings", wrong, mend))
	}
	return found
}

// checkFallback looks whether anybody is rung when the hotline cannot answer.
func (d Doctor) checkFallback(context.Context) []Diagnosis {
	if len(d.Settings.FallbackNumber) == 0 {
		return []Diagnosis{warn("fallback", "HOTLINE_FALLBACK_NUMBER is not set: nobody is rung when the hotline cannot answer", "name the telephones of people who can")}
	}
	return []Diagnosis{well("fallback", "telephones that ring when the hotline cannot answer: %d", len(d.Settings.FallbackNumber))}
}

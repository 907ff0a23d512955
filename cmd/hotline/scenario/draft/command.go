package draft

import (
	"fmt"
	"strings"

	"github.com/okpay/hotline/cmd/hotline/scenario"
)

// Command returns the `hotline call` that makes a script's call with the menus in a folder; "" is the
// folder of the built-in ones.
func Command(dir string, c scenario.Call) string {
	words := []string{"hotline", "call"}
	if dir != "" {
		words = append(words, "--menus", inQuotes(dir))
	}
	words = append(words, "--at", inQuotes(c.At), "--from", c.From)
	if c.Often {
		words = append(words, "--often")
	}
	for _, line := range c.Closed {
		words = append(words, "--closed", line)
	}
	for _, what := range c.Failing {
		words = append(words, "--fail", string(what))
	}
	if c.Agents != "" {
		words = append(words, "--agents", strings.ReplaceAll(string(c.Agents), " ", "-"))
	}
	if c.Waiting > 0 {
		words = append(words, "--waiting", fmt.Sprint(c.Waiting))
	}
	return strings.Join(append(words, "--keys", inQuotes(scenario.Keys(c.Steps))), " ")
}

func inQuotes(s string) string {
	if strings.ContainsAny(s, " *#'\"$") || s == "" {
		return `"` + s + `"`
	}
	return s
}

package check_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
)

// A finding is accepted at its node; an acceptance without a finding is one itself, and breaches of
// private and secret cannot be accepted.
func TestFindingsAreAccepted(t *testing.T) {
	t.Parallel()
	accept := func(rule string) string {
		return "  noted:\n    accept: [{ rule: " + rule + ", reason: an event of one day }]\n    callback:"
	}
	r := check.Prove(small(t, "  noted:\n    callback:", accept("dropped"), "withheld: memo", "withheld: goodbye"), spring, check.Options{})
	require.Empty(t, texts(r.Findings))
	require.Len(t, r.Accepted, 1)
	require.Equal(t, "an event of one day", r.Accepted[0].Reason)

	r = check.Prove(small(t, "  noted:\n    callback:", accept("dropped")), spring, check.Options{})
	require.Contains(t, texts(r.Findings), "menu.yaml:30:14: fail: accepts dropped, and there is no such finding at noted")

	r = check.Prove(small(t, "  noted:\n    callback:", accept("secret")), spring, check.Options{})
	require.Contains(t, texts(r.Findings), "secret cannot be accepted")
	require.Equal(t, rules.Accept, r.Findings[0].Rule)

	r = check.Prove(small(t, "  noted:\n    callback:", accept("droped")), spring, check.Options{})
	require.Contains(t, texts(r.Findings), `there is no rule "droped"; did you mean "dropped"?`)
}

package findings

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
)

// trapped is a finding whose texts hold what the formats must write otherwise.
var trapped = check.Finding{
	Position: menus.Position{File: "a,b/menu.yaml", Line: 3, Column: 5}, Rule: rules.Loads, Severity: check.Fail,
	Text: "100% are trapped", Call: []string{"press 1", "nothing comes"}, Fix: "lead it on", Command: "hotline call --keys 1",
}

func TestTextShowsTheCallAndTheFix(t *testing.T) {
	t.Parallel()
	require.Equal(t, trapped.String()+"\n    press 1\n    nothing comes\n    call: hotline call --keys 1\n    fix: lead it on\n", Text(trapped))
}

func TestGitHubEscapesWhatEndsACommand(t *testing.T) {
	t.Parallel()
	require.Equal(t, "::error file=a%2Cb/menu.yaml,line=3,col=5,title=hotline check%3A "+rules.Loads+"::100%25 are trapped%0Apress 1%0Anothing comes%0Alead it on", GitHub(trapped))
	warned := trapped
	warned.Severity = check.Warn
	require.Contains(t, GitHub(warned), "::warning ")
}

// SARIF names the version, each rule, and lines from 1 on, also for a finding without a place.
func TestSARIF(t *testing.T) {
	t.Parallel()
	nowhere := check.Finding{Rule: rules.NotProved, Severity: check.Warn, Text: "not proved"}
	data, err := SARIF([]check.Finding{trapped, nowhere}, "v1.2.3")
	require.NoError(t, err)
	var log sarifLog
	require.NoError(t, json.Unmarshal(data, &log))
	run := log.Runs[0]
	require.Equal(t, "v1.2.3", run.Tool.Driver.Version)
	require.Len(t, run.Tool.Driver.Rules, len(rules.All()))
	require.Equal(t, []string{"error", "warning"}, []string{run.Results[0].Level, run.Results[1].Level})
	require.Equal(t, sarifRegion{3, 5}, run.Results[0].Locations[0].Physical.Region)
	require.Equal(t, sarifRegion{1, 1}, run.Results[1].Locations[0].Physical.Region)
}

func TestRecordOfAnAcceptedFinding(t *testing.T) {
	t.Parallel()
	r := AcceptedRecordOf(check.Accepted{Finding: trapped, Reason: "until May"})
	require.Equal(t, check.Severity("accepted"), r.Severity)
	require.Equal(t, "until May", r.Accepted)
	require.Equal(t, r.Fix, r.Mend)
}

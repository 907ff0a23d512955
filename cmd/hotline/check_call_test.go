package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/cmd/hotline/scenario/draft"
	"github.com/okpay/hotline/cmd/hotline/scenario/run"
	"github.com/okpay/hotline/cmd/hotline/serve"
	"github.com/okpay/hotline/cmd/hotline/telephone"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/trace"
)

// The command that a finding prints takes the caller through the same exits as the
// call that check found.
func TestCommandsOfFindingsMakeTheirCalls(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string][]string{
		"a key in the wait":       {"      callback: general_callback\n", "      callback: goodbye\n"},
		"a full queue":            {"      full: no_one_free\n", "      full: goodbye\n"},
		"a queue nobody answers":  {"      too_long: no_one_free\n", "      too_long: goodbye\n"},
		"a case that fails":       {"failed: fraud_text_unnumbered, unverified", "failed: goodbye, unverified"},
		"a message that fails":    {"on: { done: message_kept, empty: message_empty, failed: unrecorded }", "on: { done: message_kept, empty: message_empty, failed: goodbye }"},
		"nobody shows the number": {"withheld: callback_withheld, failed: callback_failed }\n\n  # Looked up", "withheld: goodbye, failed: callback_failed }\n\n  # Looked up"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			menu, err := menus.Load(os.DirFS(editedFolder(t, edit...)))
			require.NoError(t, err)
			found := check.Check(menu, demoTime)
			require.NotEmpty(t, found)
			made := 0
			for _, f := range found {
				if _, ok := draft.Of(f.Trace, menu.Tree.Zone); ok {
					require.Equal(t, tracedExits(f.Trace), playCommand(t, menu, f.Trace), f.Text)
					made++
				}
			}
			require.NotZero(t, made, "no finding has a command: %v", found)
		})
	}
}

// playCommand makes a call as its command says, and returns the exits that it took.
func playCommand(t *testing.T, menu *menus.Menu, c trace.Call) []string {
	t.Helper()
	script, ok := draft.Of(c, menu.Tree.Zone)
	require.True(t, ok)
	steps, err := scenario.ParseKeys(scenario.Keys(script.Steps))
	require.NoError(t, err)
	g := telephone.Circumstances{Agents: string(script.Agents), Waiting: script.Waiting, Often: script.Often, Closed: script.Closed}
	for _, what := range script.Failing {
		g.Fail = append(g.Fail, string(what))
	}
	p := run.New(serve.ServiceConfig(demoSettings(config.Settings{})), menu, c.Steps[0].At).Play(t.Context(), g.Call(script.From, steps))
	require.NoError(t, p.Err)
	exits := make([]string, 0, len(p.Path))
	for _, passed := range p.Path {
		exits = append(exits, passed.Node+"."+passed.Exit)
	}
	return exits[:min(len(exits), len(tracedExits(c)))]
}

func tracedExits(c trace.Call) []string {
	var exits []string
	for _, s := range c.Steps {
		for _, passed := range s.Result.Passed {
			exits = append(exits, passed.Node+"."+passed.Exit)
		}
	}
	return exits
}

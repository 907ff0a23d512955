package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/replay/replaytest"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/cmd/hotline/scenario/run"
	"github.com/okpay/hotline/cmd/hotline/serve"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// made is a call as the service took it: the way it came, and the documents that
// it was answered with.
type made struct {
	ivr.Call
	heard    string
	failures int // silences, or wrong keys, in one place
}

// left reports whether the call left a node by an exit, at some hour or at any.
func (m made) left(node, exit string, hours ...int) bool {
	return slices.ContainsFunc(m.Path, func(p ivr.Transition) bool {
		return (node == "" || p.Node == node) && p.Exit == exit && (len(hours) == 0 || slices.Contains(hours, p.At.In(shanghai).Hour()))
	})
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

func (m made) hears(words string) bool { return strings.Contains(m.heard, words) }

// reads reports whether it is the account's language, in which it is written to.
func (m made) reads(language string) bool {
	return m.Account != nil && m.Account.Language == language
}

// toldWhenNext reports whether a line was closed, and not only left in the wait.
func (m made) toldWhenNext() bool {
	return slices.ContainsFunc(m.Path, func(p ivr.Transition) bool { return p.Exit == "closed" && !strings.HasSuffix(p.Node, "_queue") })
}

// waited reports whether the caller left a queue unanswered at some hour, as who is called
// back is without having found the line open.
func (m made) waited(hours ...int) bool {
	return slices.ContainsFunc(m.Path, func(p ivr.Transition) bool {
		return strings.HasSuffix(p.Node, "_queue") && p.Exit != "bridged" && slices.Contains(hours, p.At.In(shanghai).Hour())
	})
}

// switched counts how often the caller has changed the language.
func (m made) switched() int {
	n := 0
	for _, p := range m.Path {
		if p.Exit == scenario.LanguageKey {
			n++
		}
	}
	return n
}

// ownCallers are OKPAY's own, as the service took them: the scripts that ship, and a
// store that holds the last call of each.
type ownCallers struct {
	lab     run.Runner
	menu    *menus.Menu
	results []run.Result
	kept    *bolt.Store
	made    map[string]made
}

// recordedAt is when the calls of scripts come in that name no time.
var recordedAt = time.Date(2026, time.March, 2, 2, 0, 0, 0, time.UTC)

func okpaysCallers(t *testing.T) ownCallers {
	t.Helper()
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	require.NoError(t, replaytest.Keep(t.Context(), kept, okpay.FS, 0, demoTime))
	scripts, err := (&testCommand{}).scripts(config.Settings{}, terminal.Console{})
	require.NoError(t, err)
	menu, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	c := ownCallers{lab: run.New(serve.ServiceConfig(demoSettings(config.Settings{})), menu, recordedAt), menu: menu, kept: kept, made: map[string]made{}}
	copies := make([]*copying, len(scripts))
	c.results = run.Each(scripts, func(i int, s scenario.Call) run.Result {
		return c.lab.PlayBy(t.Context(), s, func(p *scenario.Player) run.Caller {
			copies[i] = &copying{Player: p, copy: func(w *run.Sandbox) (made, error) {
				return copyNewest(t.Context(), menu.Tree, w.Store, fmt.Sprintf("CA%032d", i), kept)
			}}
			return copies[i]
		})
	})
	for i := range copies {
		require.NoError(t, errors.Join(c.results[i].Err, copies[i].err), c.results[i].Name)
		c.made[copies[i].made.ID] = copies[i].made
	}
	return c
}

// copying is a script's caller whose last call is copied before its store is gone.
type copying struct {
	*scenario.Player
	copy func(*run.Sandbox) (made, error)
	made made
	err  error
}

// Finish implements [run.Caller].
func (c *copying) Finish(ends func(string) (string, bool)) *scenario.Failure {
	c.made, c.err = c.copy(c.Environment.(*run.Sandbox))
	return c.Player.Finish(ends)
}

// copyNewest takes the newest call of a store over into another.
func copyNewest(ctx context.Context, tree *ivr.Tree, kept store.Store, id string, to *bolt.Store) (m made, err error) {
	for call, err := range kept.ListCalls(ctx, store.CallFilter{Limit: 1}) {
		if err != nil {
			return m, err
		}
		m.Call = call
	}
	for step := range m.Step {
		document, err := kept.Reply(ctx, store.StepKey{Call: m.ID, Step: strconv.Itoa(step)})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return m, err
		}
		m.heard += string(document)
	}
	journal, err := kept.Journal(ctx, m.ID)
	if err != nil {
		return m, err
	}
	if m.failures, err = failures(tree, journal); err != nil {
		return m, err
	}
	m.ID = id
	return m, to.Commit(ctx, store.Commit{Claim: store.StepKey{Call: id, Step: "0"}, Call: m.Call, Events: journal, Reply: []byte("<Response/>")})
}

// failures is how often at most the caller was silent, or pressed a wrong key, in
// one place.
func failures(tree *ivr.Tree, journal []store.Entry) (most int, err error) {
	var call ivr.Call
	for _, e := range journal {
		if call, _, err = engine.Step(tree, call, e.Event, e.At); err != nil {
			return most, err
		}
		most = max(most, call.State.Silences, call.State.Misses)
	}
	return most, nil
}

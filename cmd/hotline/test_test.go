package main

import (
	"context"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/script"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
)

// covered is how many of OKPAY's exits the scripts that ship meet, in percent:
// it may rise, and never fall.
const covered = 60

func TestOKPAYsScriptsPass(t *testing.T) {
	t.Parallel()
	menu, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	var calls []script.Call
	for _, name := range []string{"calls/people.yaml", "calls/exits.yaml"} {
		data, err := okpay.FS.Open(name)
		require.NoError(t, err)
		require.NoError(t, data.Close())
		content, err := os.ReadFile(filepath.Join("..", "..", "menus", "okpay", name))
		require.NoError(t, err)
		some, err := script.Parse(name, content)
		require.NoError(t, err)
		calls = append(calls, some...)
	}
	l := lab{menu: menu, at: time.Date(2026, time.March, 2, 2, 0, 0, 0, time.UTC)}
	results := l.all(t.Context(), calls)
	for _, r := range results {
		require.NoError(t, r.err, r.Name)
		require.Nil(t, r.failure, r.Name)
	}
	require.GreaterOrEqual(t, coverageOf(menu, results).percent(), covered)
}

func TestAScriptThatFailsIsShownAsTheCall(t *testing.T) {
	t.Parallel()
	menu, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	l := lab{menu: menu, at: time.Date(2026, time.March, 2, 2, 0, 0, 0, time.UTC)}
	calls, err := script.Parse("a.yaml", []byte("calls:\n  - call: Wrong\n    at: 2026-03-02 10:00\n    steps:\n      - press: 2\n      - hear: 这句话没有人说\n"))
	require.NoError(t, err)
	r := l.play(context.Background(), calls[0])
	require.NoError(t, r.err)
	require.Equal(t, "a.yaml:6:9", r.failure.Position.String())
	require.Contains(t, strings.Join(r.failure.Call, "\n"), "> 2")
	require.Contains(t, r.failure.Got, "查询退款进度，请按 1。")
	require.Equal(t, 1, strings.Count(strings.Join(r.failure.Call, "\n"), "查询退款进度，请按 1。"), "as it was heard")

	file := filepath.Join(t.TempDir(), "junit.xml")
	require.NoError(t, writeJUnit(file, []played{r}))
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var suite junitSuite
	require.NoError(t, xml.Unmarshal(data, &suite))
	require.Equal(t, 1, suite.Failures)
}

// Where a call is instead is told by its node, and by what was noted.
func TestAScriptThatEndsElsewhereIsToldWhere(t *testing.T) {
	t.Parallel()
	l := lab{}
	noted := ivr.Call{Node: "noted", Cases: map[ivr.CaseKind]string{"refund": "1", "callback": "2"}}
	for end, want := range map[string]string{"queue general": "no queue, at noted", "case message": "callback, refund, at noted"} {
		got, ok := l.ended(noted, end)
		require.False(t, ok)
		require.Equal(t, want, got)
	}
}

func BenchmarkScripts(b *testing.B) {
	menu, err := menus.Load(okpay.FS)
	require.NoError(b, err)
	l := lab{menu: menu, at: time.Date(2026, time.March, 2, 2, 0, 0, 0, time.UTC)}
	calls, err := script.Parse("a.yaml", []byte("calls:\n  - call: A person\n    steps:\n      - press: 0\n    end: queue general\n"))
	require.NoError(b, err)
	for b.Loop() {
		l.play(b.Context(), calls[0])
	}
}

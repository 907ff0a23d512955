package prover

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
	"github.com/okpay/hotline/menus/starter"
)

// dies is the environment variable that lets the process of a proof end at once.
const dies = "HOTLINE_TEST_PROOF_DIES"

// TestMain lets this program be the other process, too.
func TestMain(m *testing.M) {
	if os.Args[0] != "hotline" {
		os.Exit(m.Run())
	}
	if os.Getenv(dies) != "" {
		os.Exit(3)
	}
	if err := Work(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// flawed is the starter's menu with less time to a person than it takes.
func flawed(t *testing.T) *menus.Menu {
	t.Helper()
	menu, err := menus.Load(starter.FS)
	require.NoError(t, err)
	files := map[string][]byte{}
	for name, text := range menu.Files {
		files[name] = bytes.ReplaceAll(text, []byte("person: 60s"), []byte("person: 5s"))
	}
	menu, err = menus.LoadFiles(files)
	require.NoError(t, err)
	return menu
}

// Another process finds what this one does.
func TestAProofApartFindsTheSame(t *testing.T) { //nolint:paralleltest // the next test sets the environment
	menu := flawed(t)
	here, err := Here(t.Context(), menu, noon)
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(here, func(f check.Finding) bool { return f.Severity == check.Fail }))
	apart, err := Apart(t.Context(), menu, noon)
	require.NoError(t, err)
	require.Equal(t, texts(here), texts(apart))
}

func texts(findings []check.Finding) (list []string) {
	for _, f := range findings {
		list = append(list, f.String())
	}
	return list
}

// A process that ends before its proof leaves a menu that is not proved: it does not go live.
func TestAProofWhoseProcessDiesProvesNothing(t *testing.T) {
	t.Setenv(dies, "1")
	found, err := Apart(t.Context(), flawed(t), noon)
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, rules.NotProved, found[0].Rule)
	require.Equal(t, check.Fail, found[0].Severity)
	require.Contains(t, found[0].Text, "exit status 3")
}

func TestAProofThatIsGivenUp(t *testing.T) { //nolint:paralleltest // another test sets the environment
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, prove := range map[string]func(context.Context, *menus.Menu, time.Time) ([]check.Finding, error){"here": Here, "apart": Apart} {
		_, err := prove(ctx, flawed(t), noon)
		require.ErrorIs(t, err, context.Canceled, name)
	}
}

// Every bound says in words why the proof must end.
func TestBounds(t *testing.T) {
	t.Parallel()
	require.Empty(t, Bounds{}.Stop(t.Context())(), "none")
	within := Bounds{Within: time.Nanosecond}.Stop(t.Context())
	require.Eventually(t, func() bool { return within() == "it takes more than 1ns" }, 10*time.Second, time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Equal(t, "it was given up", Live.Stop(ctx)())
}

func TestWorkNeedsAJob(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, Work(t.Context(), strings.NewReader("hello"), io.Discard), "its input is no job")
}

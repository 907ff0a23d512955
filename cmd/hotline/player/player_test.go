package player

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/rehearse"
	"github.com/okpay/hotline/ivr/rehearse/run"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
)

// dies is the environment variable that lets the process of a day end at once.
const dies = "HOTLINE_TEST_DAY_DIES"

// TestMain lets this program be the other process, too.
func TestMain(m *testing.M) {
	if os.Args[0] != "hotline" {
		os.Exit(m.Run())
	}
	if os.Getenv(dies) != "" {
		fmt.Fprintln(os.Stderr, "no room")
		os.Exit(3)
	}
	if err := Work(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// aDay is a day whose profile sets each kind of value.
func aDay(t *testing.T, calls int) *rehearse.Day {
	t.Helper()
	m, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	p, err := rehearse.ReadProfile("day.yaml", []byte(`
by_hour: { 0: 1, 9: 20, 10: 30.5, 17: 8 }
callers: { known: 81.7%, patience: lognormal 2m 1.234567, callback: 7% }
choices: { main: { 2: 3, person: 4, hang_up: 0.1 } }
agents: { answer: uniform 2s 5s }
queues: { fraud: { answer: 0s }, refunds: { talk: exponential 2m30s } }
roster:
  - { agents: 6, queues: [general, refunds, account, transactions], hours: "09:00-12:00, 13:00-18:00" }
  - { agents: 2, queues: [fraud], hours: "22:00-11:30", languages: [zh-CN] }
`), rehearse.Usual(), m)
	require.NoError(t, err)
	p.Calls = calls
	return &rehearse.Day{Menu: m, Profile: p, Date: time.Date(2026, 11, 30, 0, 0, 0, 0, m.Tree.Zone), Chance: run.Chance(7)}
}

// Another process comes to what this one does.
func TestADayApartIsTheSame(t *testing.T) { //nolint:paralleltest // another test sets the environment
	d := aDay(t, 15)
	d.Profile.Roster = append(d.Profile.Roster, rehearse.Shift{Queues: []string{"account"}}) // as of a department that is closed
	here, err := run.Day(t.Context(), d, 7)
	require.NoError(t, err)
	apart, err := Console.Apart(t.Context(), d, 7)
	require.NoError(t, err)
	require.Equal(t, here, apart)
}

// Whoever leaves the page ends the process.
func TestADayApartEndsWithItsContext(t *testing.T) { //nolint:paralleltest // another test sets the environment
	ctx, leave := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer leave()
	began := time.Now()
	_, err := Console.Apart(ctx, aDay(t, 1_000_000), 7)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Less(t, time.Since(began), 20*time.Second, "a million calls take minutes")
}

func TestADayWhoseProcessDiesIsAnError(t *testing.T) {
	t.Setenv(dies, "1")
	_, err := Console.Apart(t.Context(), aDay(t, 80), 7)
	require.EqualError(t, err, "its process ended before it was done (exit status 3): no room")
}

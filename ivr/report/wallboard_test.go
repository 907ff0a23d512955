package report_test

import (
	"io"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/report"
	"github.com/okpay/hotline/store/bolt"
)

// shift plays callers and one agent through the desk.
type shift struct {
	t     *testing.T
	floor *dispatch.Dispatcher
	now   time.Time
	step  int
}

func (s *shift) does(events ...acd.Event) {
	s.t.Helper()
	for _, e := range events {
		require.NoError(s.t, s.floor.Do(s.t.Context(), e))
	}
}

func (s *shift) signIn(name string) {
	s.does(acd.SignIn{Agent: acd.Agent{
		Name: name, Address: "+8613700000001", Queues: []string{"general"}, Languages: []string{"zh-CN"},
	}}, acd.Ready{Agent: name})
}

func (s *shift) enters(call string) {
	s.step++
	s.does(acd.Enqueued{Call: call, Queue: "general", Language: "zh-CN", Step: s.step, There: true})
}

func (s *shift) takes(agent string) {
	s.t.Helper()
	state := s.floor.State()
	k := state.Interactions.Get(state.Sessions.Get(agent).Interaction)
	s.does(acd.Accepted{Offer: k.Offer.ID, Leg: "leg " + agent}, acd.Joined{Call: k.Call, Step: k.Step})
}

func TestReportAndWallboardAgree(t *testing.T) {
	t.Parallel()
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	s := &shift{t: t, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
	s.floor = dispatch.New(dispatch.Config{
		Store: kept, Clock: func() time.Time { return s.now }, Random: rand.NewChaCha8([32]byte{}), Log: zerolog.New(io.Discard), Notice: func() {},
		Rules: func(time.Time) acd.Rules {
			return acd.Rules{Open: map[string]bool{"general": true}, Promises: map[string]acd.Promise{"general": {Share: 0.8, Within: report.AnsweredWithin}}}
		},
	})
	agree := func(answered, abandoned int, level float64) {
		t.Helper()
		queues, err := s.floor.Queues(t.Context())
		require.NoError(t, err)
		year := report.NewYear(2026, time.UTC)
		require.NoError(t, year.AddDays(t.Context(), kept))
		require.Equal(t, answered, queues[0].Answered, "the wallboard")
		require.Equal(t, abandoned, queues[0].Abandoned, "the wallboard")
		require.InDelta(t, level, queues[0].Level, 0.001, "the wallboard")
		require.Equal(t, abandoned, year.Service.Abandoned, "the report")
		require.Contains(t, year.Table(), []string{"service", "queues", "answered", strconv.Itoa(answered)})
		reported, _ := year.Service.LevelWithin(report.AnsweredWithin)
		require.InDelta(t, level, reported, 0.001, "the report")
	}
	s.signIn("amy")
	s.enters("CA1")
	s.now = s.now.Add(7 * time.Second)
	s.takes("amy")
	agree(1, 0, 1) // while they talk
	s.now = s.now.Add(time.Minute)
	s.signIn("bo")
	s.does(acd.Transfer{Agent: "amy", Colleague: "bo"})
	s.enters("CA1")
	s.takes("bo")
	agree(1, 0, 1) // handed over
	s.does(acd.Left{Call: "CA1"})
	agree(1, 0, 1)
	s.enters("CA2")
	s.now = s.now.Add(30 * time.Second)
	s.does(acd.Left{Call: "CA2"})
	agree(1, 1, 0.5)
	s.enters("CA3")
	s.now = s.now.Add(40 * time.Second)
	s.does(acd.File{Agent: "amy", Disposition: acd.Resolved})
	s.takes("amy")
	agree(2, 1, 1.0/3)
	year := report.NewYear(2026, time.UTC)
	require.NoError(t, year.AddDays(t.Context(), kept))
	require.Equal(t, 3, year.Service.Over())
	require.Equal(t, acd.Histogram{7: 1, 40: 1}, year.Service.Waits)
}

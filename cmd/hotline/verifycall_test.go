package main

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/replay"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

func TestAJournalIsFoldedAgain(t *testing.T) {
	t.Parallel()
	w := openWorkdays(t, time.Date(2026, 3, 2, 10, 0, 0, 0, shanghai), 3)
	w.play(w.callers(8, 10*time.Minute))
	var last ivr.Call
	for call, err := range w.store.ListCalls(t.Context(), store.CallFilter{}) {
		require.NoError(t, err)
		require.NoError(t, replay.Verify(t.Context(), w.store, call))
		last = call
	}
	require.NotEmpty(t, last.ID)

	var out bytes.Buffer
	office := w.office
	office.Console = terminal.Console{Out: &out, Err: &out}
	show := callsShow{Call: last.ID, Verify: true}
	require.NoError(t, show.Work(t.Context(), &office))
	require.Contains(t, out.String(), "the journal gives the same call")

	other := last
	other.Language, other.Verified = "xx", !last.Verified
	require.ErrorContains(t, replay.Verify(t.Context(), w.store, other), "different: Language, Verified")
	require.ErrorContains(t, replay.Verify(t.Context(), shortened{w.store}, last), "different: ")
	last.Revision = "never"
	require.ErrorContains(t, replay.Verify(t.Context(), w.store, last), "the menu that call "+last.ID+" began with")
}

// A call that goes on is shown as one, and not as what would have become of it were it over.
func TestACallThatGoesOnIsShownAsLive(t *testing.T) {
	t.Parallel()
	w := openWorkdays(t, time.Date(2026, 3, 2, 10, 0, 0, 0, shanghai), 3)
	began := ivr.Call{ID: "CA1", Began: w.clock.Now(), At: w.clock.Now(), Outcome: ivr.Abandoned}
	require.NoError(t, w.store.Commit(t.Context(), store.Commit{Claim: store.StepKey{Call: "CA1", Step: "0"}, Call: began, Reply: []byte("<Response/>")}))
	var out bytes.Buffer
	office := w.office
	office.Console = terminal.Console{Out: &out, Err: &out}
	require.NoError(t, (&callsShow{Call: "CA1"}).Work(t.Context(), &office))
	require.Regexp(t, `(?m)^outcome +live$`, out.String())
}

// shortened is a store whose journals lack their last entry.
type shortened struct{ store.Store }

// Journal implements [store.Store].
func (s shortened) Journal(ctx context.Context, call string) ([]store.Entry, error) {
	entries, err := s.Store.Journal(ctx, call)
	return entries[:len(entries)-1], err
}

package dispatch_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// filesFollowUp lets amy take a call and file it as one to be followed up.
func filesFollowUp(t *testing.T, s *counted, call ivr.Call) store.Case {
	t.Helper()
	require.NoError(t, s.Store.(store.Store).Commit(t.Context(), store.Commit{Claim: store.StepKey{Call: call.ID, Step: "0"}, Call: call}))
	f := on(s, &clock{now: noon})
	do := func(e acd.Event) { t.Helper(); require.NoError(t, f.Do(t.Context(), e)) }
	do(acd.SignIn{Agent: acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general"}, Languages: []string{"zh-CN"}}})
	do(acd.Ready{Agent: "amy"})
	do(enters(call.ID))
	do(acd.Accepted{Offer: f.State().Interactions.Get(call.ID).Offer.ID, Leg: "leg"})
	do(acd.Joined{Call: call.ID, Step: 2})
	do(acd.EndCall{Agent: "amy"})
	do(acd.File{Agent: "amy", Disposition: acd.FollowUp, Note: "call back on Monday"})
	var opened []store.Case
	for c, err := range s.Store.(store.Store).ListCases(t.Context(), store.CaseFilter{Assignee: "amy", OpenOnly: true}) {
		require.NoError(t, err)
		opened = append(opened, c)
	}
	require.Len(t, opened, 1)
	return opened[0]
}

func TestAFollowUpIsACaseOfItsAgent(t *testing.T) {
	t.Parallel()
	c := filesFollowUp(t, kept(t), ivr.Call{
		ID: "CA1", From: "+8613800000001", Began: noon, At: noon, Verified: true, Account: &ivr.Account{ID: "10000001"},
		Values: map[string]ivr.Value{"transaction.id": {Type: ivr.Digits, Text: "20261001"}},
	})
	require.Len(t, c.Number, 8)
	require.Equal(t, store.Case{
		Number: c.Number, Kind: ivr.CaseFollowUp, Department: "general", Call: "CA1", Language: "zh-CN", Account: "10000001",
		Transaction: "20261001", Caller: "+8613800000001", Opened: noon, Assignee: "amy",
		Notes: []store.Note{{At: noon, By: "amy", Text: "call back on Monday", Key: c.Notes[0].Key}},
	}, c)
}

func TestAFollowUpNamesNoAccountThatWasNotProved(t *testing.T) {
	t.Parallel()
	c := filesFollowUp(t, kept(t), ivr.Call{ID: "CA1", From: "+8613800000001", Began: noon, At: noon, Account: &ivr.Account{ID: "10000001"}})
	require.Empty(t, c.Account)
	require.Equal(t, ivr.Masked("+8613800000001"), c.Caller)
}

func TestAFollowUpThatCannotBeWrittenLeavesTheCallUnfiled(t *testing.T) {
	t.Parallel()
	s := kept(t)
	f := on(s, &clock{now: noon})
	do := func(e acd.Event) { t.Helper(); require.NoError(t, f.Do(t.Context(), e)) }
	do(acd.SignIn{Agent: acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general"}, Languages: []string{"zh-CN"}}})
	do(acd.Ready{Agent: "amy"})
	do(enters("CA1"))
	do(acd.Accepted{Offer: f.State().Interactions.Get("CA1").Offer.ID, Leg: "leg"})
	do(acd.Joined{Call: "CA1", Step: 2})
	do(acd.EndCall{Agent: "amy"})
	s.fail = errors.New("the disk is full")
	require.ErrorContains(t, f.Do(t.Context(), acd.File{Agent: "amy", Disposition: acd.FollowUp}), "the disk is full")
	require.Equal(t, acd.WrapUp, f.State().Sessions.Get("amy").Mode)
	do(acd.File{Agent: "amy", Disposition: acd.FollowUp})
	require.WithinDuration(t, noon, f.State().Sessions.Get("amy").Idle, time.Second)
}

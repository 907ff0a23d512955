package agent

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

func TestWhatWasNotedIsOnTheNextCardOfTheCaller(t *testing.T) {
	t.Parallel()
	before := call("CA0", false)
	before.Began, before.EndedAt = noon.Add(-time.Hour), noon.Add(-time.Minute)
	h := open(t, before, call("CA1", true))
	h.talks("CA0")
	h.does(acd.EndCall{Agent: "amy"}, acd.File{Agent: "amy", Disposition: acd.Resolved, Note: "sent a receipt to 13800000001"})
	d := cards{h.pages}.of(t.Context(), "en-US", ticket("CA1"), store.Agent{Name: "bo"})
	require.Equal(t, []noted{{Record: d.Earlier[0].Notes[0].Record, Agent: "amy", Disposition: acd.Resolved, Note: "sent a receipt to ****0001"}}, d.Earlier[0].Notes)
}

func TestACalledBackCustomersReasonStays(t *testing.T) {
	t.Parallel()
	back := call("CA2", false)
	back.Account, back.Path, back.Values = nil, nil, nil
	r := pages(t, call("CA1", true), back)
	waiting := acd.Interaction{ID: "callback-1", Case: "1", Origin: "CA1", Number: number, Queue: "refunds", State: acd.Offered}
	arrived := acd.Interaction{ID: "callback-1", Call: "CA2", Origin: "CA1", Number: number, Queue: "refunds", State: acd.Talking}
	over := wrappedUp(acd.QueueRecord{ID: "v1", Interaction: "callback-1", Call: "CA2", Origin: "CA1", Queue: "refunds", Answered: noon, Ended: noon.Add(time.Minute)})
	for verified, k := range map[bool]acd.Interaction{true: waiting, false: arrived} {
		d := cards{r}.of(t.Context(), "en-US", k, store.Agent{Name: "amy"})
		require.Equal(t, verified, d.Verified, "they prove anew who they are")
		require.Equal(t, "张三", d.Known)
		require.Equal(t, "a person", d.Topic)
		require.NotEmpty(t, d.Transaction)
		require.Equal(t, []string{"callback"}, d.Badges)
		require.True(t, d.whole)
	}
	d := cards{r}.of(t.Context(), "en-US", over, store.Agent{Name: "amy"})
	require.Equal(t, "a person", d.Topic)
	require.Equal(t, []string{"callback"}, d.Badges)
	require.Equal(t, time.Minute, d.Talked)
}

func TestTheCardSaysWhoIsAskedAndWhoAsks(t *testing.T) {
	t.Parallel()
	k := ticket("CA1")
	k.State, k.Agent, k.Offer = acd.Consulting, "amy", acd.Offer{ID: "o1", Agent: "ben"}
	joined := k
	joined.Offer.Joined = true
	for _, c := range []struct {
		who, doing, colleague string
		k                     acd.Interaction
	}{
		{"amy", "state-asking", "ben", k}, {"ben", "state-asked", "amy", k},
		{"amy", "state-joined", "ben", joined}, {"ben", "state-helping", "amy", joined},
	} {
		d := card{}.of(c.k, store.Agent{Name: c.who})
		require.Equal(t, c.doing, d.Doing())
		require.Equal(t, c.colleague, d.Colleague())
	}
}

func TestTheBoxSpeaksToWhoHearsIt(t *testing.T) {
	t.Parallel()
	talking := func(s acd.InteractionState, joined bool) *card {
		return card{}.of(acd.Interaction{State: s, Agent: "amy", Offer: acd.Offer{Agent: "ben", Joined: joined}}, store.Agent{Name: "amy"})
	}
	for want, l := range map[line]line{
		{true, "ben", "say", ""}:                     lineOf(acd.AgentSession{Mode: acd.OnCall}, talking(acd.Talking, false)),
		{true, "ben", "", "line-held"}:               lineOf(acd.AgentSession{Mode: acd.OnCall}, talking(acd.Held, false)),
		{true, "ben", "", "line-asking"}:             lineOf(acd.AgentSession{Mode: acd.OnCall}, talking(acd.Consulting, false)),
		{true, "ben", "say-colleague", "line-music"}: lineOf(acd.AgentSession{Mode: acd.OnCall}, talking(acd.Consulting, true)),
		{true, "ben", "", "line-joining"}:            lineOf(acd.AgentSession{Mode: acd.OnCall}, talking(acd.Joining, false)),
		{true, "ben", "", "line-over"}:               lineOf(acd.AgentSession{Mode: acd.WrapUp}, talking(over, false)),
	} {
		require.Equal(t, want, l)
	}
}

func TestTheOutcomeOfACallThatWasPassedOnIsSuggested(t *testing.T) {
	t.Parallel()
	require.Equal(t, acd.PassedOn, formOf(acd.QueueRecord{Result: acd.HandedOn}).Suggested)
	require.Equal(t, acd.NoAnswer, formOf(acd.QueueRecord{Result: acd.Unreached}).Suggested)
	require.Empty(t, formOf(acd.QueueRecord{Result: acd.Answered}).Suggested)
}

func TestEachCallToFileHasAFormOfItsOwn(t *testing.T) {
	t.Parallel()
	h := open(t, call("CA1", false), call("CA2", false))
	require.NotContains(t, h.Read("/desk"), "data-note=", "no form without a call")
	h.talks("CA1")
	first := h.pages.ACD.State().Interactions.Get("CA1").Record.ID
	h.does(acd.EndCall{Agent: "amy"}, acd.Ready{Agent: "amy"})
	h.talks("CA2")
	second := h.pages.ACD.State().Interactions.Get("CA2").Record.ID
	page := h.Read("/desk")
	require.Contains(t, page, `data-note="`+first+`"`)
	require.Contains(t, page, `data-note="`+second+`"`)
	require.Equal(t, http.StatusConflict, h.Post("/desk/do/file", url.Values{"visit": {first}}).Code, "without an outcome")
	require.Equal(t, http.StatusNoContent, h.Post("/desk/do/file", url.Values{"visit": {first}, "disposition": {"other"}}).Code)
	require.NotContains(t, h.Read("/desk"), `data-note="`+first+`"`)
}

func TestALookAtACallIsWrittenDownOnce(t *testing.T) {
	t.Parallel()
	h := open(t, call("CA1", false), call("CA2", false))
	h.talks("CA1")
	for range 3 {
		h.Read("/desk")
	}
	require.Equal(t, []string{"CA1 at the desk"}, h.audited("call.view"))
	h.does(acd.EndCall{Agent: "amy"})
	h.Read("/desk")
	require.Len(t, h.audited("call.view"), 1, "its wrap-up is the same call")
	h.does(acd.File{Agent: "amy", Disposition: acd.Resolved})
	h.talks("CA2")
	h.Read("/desk")
	require.Equal(t, []string{"CA2 at the desk", "CA1 at the desk"}, h.audited("call.view"))
}

func TestTheDeskShowsAnAgentsWork(t *testing.T) {
	t.Parallel()
	h := open(t, call("CA1", true))
	h.opens(
		store.Case{Number: "10000001", Kind: ivr.CaseFollowUp, Assignee: "amy", Opened: noon},
		store.Case{Number: "10000002", Kind: ivr.CaseFollowUp, Assignee: "ben", Opened: noon},
	)
	h.talks("CA1")
	h.does(acd.EndCall{Agent: "amy"}, acd.File{Agent: "amy", Disposition: acd.Resolved, Note: "sent a receipt"})
	for _, path := range []string{"/desk", "/desk/work"} {
		page := h.Read(path)
		require.Contains(t, page, "/desk/cases/10000001")
		require.NotContains(t, page, "10000002")
		require.Contains(t, page, "sent a receipt")
		require.Contains(t, page, "****0001")
	}
}

func TestACustomerIsFoundAndTheSearchWrittenDownOnce(t *testing.T) {
	t.Parallel()
	other := call("CA2", true)
	other.From, other.Account = "+8613800000002", &ivr.Account{ID: "10000002"}
	h := open(t, call("CA1", true), other)
	h.opens(store.Case{Number: "20000001", Kind: ivr.CaseRefund, Caller: number, Account: "10000001", Opened: noon})
	for sought, shown := range map[string]string{"0001": "0001", "20000001": "****0001", "10000001": "****0001"} {
		page := h.Post("/desk/work", url.Values{"sought": {sought}}).Body.String()
		require.Contains(t, page, "/desk/cases/20000001", sought)
		require.NotContains(t, page, "****0002", sought)
		require.NotContains(t, page, number.Reveal())
		require.Contains(t, page, "Found for "+shown)
	}
	require.ElementsMatch(t, []string{"0001", "****0001", "****0001"}, h.audited("customer.search"))
	require.Contains(t, h.Post("/desk/work", url.Values{"sought": {"9999"}}).Body.String(), "Nothing was found.")
	require.Contains(t, h.Post("/desk/work", url.Values{"sought": {"0002"}}).Body.String(), "****0002")
}

func TestAnAgentReadsAnyCaseAndClosesTheirOwn(t *testing.T) {
	t.Parallel()
	h := open(t, call("CA1", true))
	h.opens(
		store.Case{Number: "10000001", Kind: ivr.CaseFollowUp, Call: "CA1", Caller: number, Assignee: "amy", Opened: noon},
		store.Case{Number: "10000002", Kind: ivr.CaseRefund, Opened: noon},
	)
	h.talks("CA1")
	h.does(acd.EndCall{Agent: "amy"}, acd.File{Agent: "amy", Disposition: acd.Resolved, Note: "noted in the talk"})
	page := h.Read("/desk/cases/10000001")
	require.Contains(t, page, "noted in the talk")
	require.NotContains(t, page, number.Reveal())
	require.Equal(t, []string{"10000001 at the desk"}, h.audited("case.view"))
	do := func(number, what, note string) int {
		return h.Post("/desk/cases/"+number+"/"+what, url.Values{"note": {note}, "key": {note}}).Code
	}
	require.Equal(t, http.StatusSeeOther, do("10000002", "note", "the customer asked again"))
	require.Equal(t, http.StatusForbidden, do("10000002", "close", "done"))
	require.Equal(t, http.StatusSeeOther, do("10000001", "close", ""))
	require.Equal(t, http.StatusSeeOther, do("10000001", "close", "paid"))
	require.Equal(t, http.StatusNotFound, do("10000003", "note", "nothing"))
	require.Equal(t, http.StatusNotFound, h.Get("/desk/cases/10000003").Code)
	closed, err := h.store.Case(t.Context(), "10000001")
	require.NoError(t, err)
	require.Equal(t, "paid", closed.Note)
	require.Equal(t, "amy", closed.ClosedBy)
	require.Equal(t, []string{"10000001 at the desk"}, h.audited("case.close"))
}

package web_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
)

// Who takes an offer too late is told what became of the caller.
func TestAnAgentWhoIsTooLateIsToldWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		become func(offer string) []acd.Event
		hears  string
	}{
		"the caller hung up": {func(string) []acd.Event { return []acd.Event{acd.Left{Call: callSid(1)}} }, "通话已经结束"},
		"a colleague has the call": {func(o string) []acd.Event {
			return []acd.Event{acd.Declined{Offer: o}, acd.Accepted{Offer: "o3", Leg: "CAbob"}}
		}, "已经有同事接了"},
		"a colleague is asked": {func(o string) []acd.Event { return []acd.Event{acd.Declined{Offer: o}} }, "不再由您接听"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, "2026-03-02 10:00")
			floor := h.service.ACD()
			do := func(e acd.Event) { require.NoError(t, floor.Do(t.Context(), e)) }
			h.stop() // nothing goes to the carrier: these offers are made by hand
			h.stop = func() {}
			h.seats("amy", amy, "general")
			h.seats("bob", bobs, "general")
			do(acd.Enqueued{Call: callSid(1), Queue: "general", Language: "zh-CN", Step: 1, There: true})
			k, ok := floor.State().ByCall(callSid(1))
			require.True(t, ok)
			require.Equal(t, "amy", k.Offer.Agent)
			for _, e := range c.become(k.Offer.ID) {
				do(e)
			}
			for _, path := range []string{"/voice/offer/" + k.Offer.ID, "/voice/offer/" + k.Offer.ID + "/key"} {
				require.Contains(t, h.posts(path, form(callSid(2), "Digits", "1")), c.hears)
			}
			require.Contains(t, h.posts("/voice/offer/o99", form(callSid(2))), "不再由您接听")
		})
	}
}

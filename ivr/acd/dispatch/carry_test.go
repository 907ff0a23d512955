package dispatch_test

import (
	"cmp"
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// line is a carrier that notes what it is asked.
type line struct {
	asked   []string
	err     error
	dequeue error  // why a member is not dequeued
	status  string // of a call; "" knows none
	under   string // the call that rings or goes on
}

func (l *line) StartCall(_ context.Context, c twilio.Call) (string, error) {
	l.asked = append(l.asked, "call "+c.To+" "+c.URL)
	return "CAleg", l.err
}
func (l *line) RedirectCall(_ context.Context, sid, to string) error {
	l.asked = append(l.asked, "redirect "+sid+" "+to)
	return l.err
}
func (l *line) EndCall(_ context.Context, sid string) error {
	l.asked = append(l.asked, "end "+sid)
	return l.err
}
func (l *line) QueueByName(_ context.Context, name string) (twilio.Queue, error) {
	return twilio.Queue{SID: "QU" + name}, l.err
}
func (l *line) DequeueMember(_ context.Context, queue, call, to string) error {
	l.asked = append(l.asked, "dequeue "+queue+" "+call+" "+to)
	return cmp.Or(l.dequeue, l.err)
}
func (l *line) CallStatus(_ context.Context, sid string) (ivr.Ended, error) {
	l.asked = append(l.asked, "status "+sid)
	if l.status == "" {
		return ivr.Ended{}, notThere
	}
	return ivr.Ended{Status: l.status}, l.err
}

func (l *line) CallUnderWay(_ context.Context, to string) (string, error) {
	l.asked = append(l.asked, "find "+to)
	return l.under, l.err
}

// notThere is the carrier's answer about what it does not have.
var notThere = &twilio.Error{Op: "test", Status: http.StatusNotFound}

func actionOf(o store.Outgoing) acd.CarrierAction { return o.Task.(store.ACDAction).Action }

func TestAnOfferAtTheCarrier(t *testing.T) {
	t.Parallel()
	s := kept(t)
	f := on(s, &clock{now: noon})
	carrier := &line{}
	lines := dispatch.CarrierConfig{Carrier: carrier, Number: "+861000000000", Base: "https://hotline.test/voice/", RingFor: 20 * time.Second}
	carry := func() {
		t.Helper()
		out, err := s.Store.(store.Store).TakeOutgoing(t.Context(), 0)
		require.NoError(t, err)
		for _, o := range out {
			require.NoError(t, f.Carry(t.Context(), lines, actionOf(o)))
		}
	}
	for _, e := range []acd.Event{
		enters("CA1"), acd.SignIn{Agent: acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general"}}}, acd.Ready{Agent: "amy"},
	} {
		require.NoError(t, f.Do(t.Context(), e))
	}
	carry()
	offer := f.State().Interactions.Get("CA1").Offer
	require.Equal(t, "CAleg", offer.Leg)
	require.NoError(t, f.Do(t.Context(), acd.Accepted{Offer: offer.ID, Leg: "CAleg"}))
	carry()
	require.Equal(t, []string{
		"call client:amy https://hotline.test/voice/offer/" + offer.ID,
		"dequeue QUgeneral CA1 https://hotline.test/voice/room/1",
	}, carrier.asked)
}

// A queue without the caller does not mean that the caller hung up: after a kill a caller is dequeued
// once more who was brought already, and is on the way to the agent.
func TestADequeueIsDoneAgain(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		dequeue error
		status  string
		left    bool
	}{
		"the caller was brought already":            {notThere, "in-progress", false},
		"the caller has hung up":                    {notThere, "completed", true},
		"the carrier does not know the call":        {notThere, "", true},
		"whether it was done cannot be known":       {&twilio.Error{Op: "test", Unclear: true}, "completed", false},
		"the caller was in the carrier's queue yet": {nil, "in-progress", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := on(kept(t), &clock{now: noon})
			carrier := &line{dequeue: tt.dequeue, status: tt.status}
			lines := dispatch.CarrierConfig{Carrier: carrier, Base: "https://hotline.test/voice/"}
			for _, e := range []acd.Event{
				enters("CA1"), acd.SignIn{Agent: acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general"}}}, acd.Ready{Agent: "amy"},
			} {
				require.NoError(t, f.Do(t.Context(), e))
			}
			require.NoError(t, f.Do(t.Context(), acd.Accepted{Offer: f.State().Interactions.Get("CA1").Offer.ID, Leg: "leg"}))
			err := f.Carry(t.Context(), lines, acd.Dequeue{Interaction: "CA1", Call: "CA1", Queue: "general", Carrier: "QU1", Step: 1})
			require.Equal(t, twilio.IsUnclear(tt.dequeue), err != nil, "%v", err)
			k, there := f.State().ByCall("CA1")
			require.Equal(t, tt.left, !there)
			if there {
				require.Equal(t, acd.Joining, k.State)
			}
		})
	}
}

// A ring that was under way when its process was lost has reached the carrier, or has not. In one case the telephone
// rings, and would be busy for a second call; in the other the agent is rung now, and not when the offer has run out.
func TestARingIsResumed(t *testing.T) {
	t.Parallel()
	found, called := "find client:amy", "call client:amy https://hotline.test/voice/offer/"
	for name, tt := range map[string]struct {
		carrier line
		over    bool // the offer was declined meanwhile
		asked   []string
		failed  bool
	}{
		"the telephone rings":               {carrier: line{under: "CAleg"}, asked: []string{found}},
		"it has not reached the carrier":    {asked: []string{found, called}},
		"the carrier cannot be asked":       {carrier: line{err: &twilio.Error{Status: http.StatusServiceUnavailable}}, asked: []string{found}, failed: true},
		"the telephone was busy, and is so": {over: true, asked: []string{found}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := on(kept(t), &clock{now: noon})
			lines := dispatch.CarrierConfig{Carrier: &tt.carrier, Base: "https://hotline.test/voice/"}
			for _, e := range []acd.Event{
				enters("CA1"), acd.SignIn{Agent: acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general"}}}, acd.Ready{Agent: "amy"},
			} {
				require.NoError(t, f.Do(t.Context(), e))
			}
			offer := f.State().Interactions.Get("CA1").Offer.ID
			if tt.over {
				require.NoError(t, f.Do(t.Context(), acd.Left{Call: "CA1"}))
			}
			require.Equal(t, tt.failed, f.Resume(t.Context(), lines, acd.Ring{Offer: offer, To: "client:amy"}) != nil)
			for i, asked := range tt.asked {
				if asked == called {
					tt.asked[i] += offer
				}
			}
			require.Equal(t, tt.asked, tt.carrier.asked)
		})
	}
}

// An agent is rung when the leg of the offer before has ended, or is known to have.
func TestALegEndsBeforeTheNextRings(t *testing.T) {
	t.Parallel()
	f := on(kept(t), &clock{now: noon})
	carrier := &line{}
	for _, e := range []acd.Event{
		enters("CA1"), acd.SignIn{Agent: acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general"}}}, acd.Ready{Agent: "amy"},
	} {
		require.NoError(t, f.Do(t.Context(), e))
	}
	offer := f.State().Interactions.Get("CA1").Offer.ID
	require.NoError(t, f.Carry(t.Context(), dispatch.CarrierConfig{Carrier: carrier}, acd.Ring{Offer: offer, To: "client:amy", After: "CAbefore"}))
	require.Equal(t, []string{"end CAbefore", "call client:amy offer/" + offer}, carrier.asked)
}

// A customer is not rung twice. Where the carrier has no call to them, they wait for their next try, and the agent does
// not wait for them.
func TestADialIsResumed(t *testing.T) {
	t.Parallel()
	for name, under := range map[string]string{"the telephone rings": "CAback", "there is no call": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := on(kept(t), &clock{now: noon})
			carrier := &line{under: under}
			for _, e := range []acd.Event{
				acd.CallBack{Case: "1", Call: "CA1", Queue: "general", Number: "+8613800000001", Since: noon},
				acd.SignIn{Agent: acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general"}}}, acd.Ready{Agent: "amy"},
			} {
				require.NoError(t, f.Do(t.Context(), e))
			}
			var k acd.Interaction
			for k = range f.State().Interactions.Values() {
				require.NoError(t, f.Do(t.Context(), acd.Accepted{Offer: k.Offer.ID, Leg: "leg"}))
			}
			require.NoError(t, f.Resume(t.Context(), dispatch.CarrierConfig{Carrier: carrier}, acd.Dial{Interaction: k.ID, To: k.Number}))
			require.Equal(t, []string{"find +8613800000001"}, carrier.asked)
			state := acd.Joining
			if under == "" {
				state = acd.Waiting
			}
			require.Equal(t, state, f.State().Interactions.Get(k.ID).State)
		})
	}
}

// A dequeue that comes late, when the agent is not to have the caller any more, leaves the caller in the queue.
func TestALateDequeueTakesNobodyOutOfTheQueue(t *testing.T) {
	t.Parallel()
	f := on(kept(t), &clock{now: noon})
	carrier := &line{}
	require.NoError(t, f.Do(t.Context(), enters("CA1")))
	require.NoError(t, f.Carry(t.Context(), dispatch.CarrierConfig{Carrier: carrier}, acd.Dequeue{Interaction: "CA1", Call: "CA1", Queue: "general", Carrier: "QU1", Step: 1}))
	require.Empty(t, carrier.asked)
}

// Who has gone since the offer was made is not rung.
func TestWhoIsGoneIsNotRung(t *testing.T) {
	t.Parallel()
	s := kept(t)
	f := on(s, &clock{now: noon})
	carrier := &line{}
	lines := dispatch.CarrierConfig{Carrier: carrier, Base: "https://hotline.test/voice/", Review: func(ctx context.Context, agent string) error {
		return f.Do(ctx, acd.AgentGone{Agent: agent})
	}}
	for _, e := range []acd.Event{
		enters("CA1"), acd.SignIn{Agent: acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general"}}}, acd.Ready{Agent: "amy"},
	} {
		require.NoError(t, f.Do(t.Context(), e))
	}
	out, err := s.Store.(store.Store).TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, out, 1)
	require.NoError(t, f.Carry(t.Context(), lines, actionOf(out[0])))
	require.Empty(t, carrier.asked)
	require.Equal(t, acd.Waiting, f.State().Interactions.Get("CA1").State)
}

// The line of an agent who dialled in may have ended without our being told. Then the caller is not
// kept waiting for that agent's key.
func TestALineThatTheCarrierDoesNotKnowHasEnded(t *testing.T) {
	t.Parallel()
	s := kept(t)
	f := on(s, &clock{now: noon})
	for _, e := range []acd.Event{
		acd.SignIn{Agent: acd.Agent{Name: "amy", Phone: "+8613700000011", Queues: []string{"general"}}, Leg: "CAamy"}, enters("CA1"),
	} {
		require.NoError(t, f.Do(t.Context(), e))
	}
	require.Equal(t, acd.Offered, f.State().Interactions.Get("CA1").State)
	out, err := s.Store.(store.Store).TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, out, 1)
	lines := dispatch.CarrierConfig{Carrier: &line{err: &twilio.Error{Status: 404}}, Base: "https://hotline.test/voice/"}
	require.NoError(t, f.Carry(t.Context(), lines, actionOf(out[0])))
	require.Equal(t, acd.Waiting, f.State().Interactions.Get("CA1").State)
	require.False(t, f.State().Sessions.Has("amy"), "with the line the shift is over")
}

// An agent's entry that was written before the hotline's number was set may hold it.
func TestHotlineDoesNotRingItself(t *testing.T) {
	t.Parallel()
	const own = "+861000000000"
	s := kept(t)
	f := on(s, &clock{now: noon})
	carrier := &line{}
	for _, e := range []acd.Event{
		enters("CA1"), acd.SignIn{Agent: acd.Agent{Name: "amy", Address: own, Queues: []string{"general"}}}, acd.Ready{Agent: "amy"},
	} {
		require.NoError(t, f.Do(t.Context(), e))
	}
	out, err := s.Store.(store.Store).TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, out, 1)
	lines := dispatch.CarrierConfig{Carrier: carrier, Number: own, Base: "https://hotline.test/voice/"}
	require.ErrorContains(t, f.Carry(t.Context(), lines, actionOf(out[0])), "the hotline's own")
	require.Empty(t, carrier.asked)
	require.Equal(t, 1, f.State().Interactions.Len(), "the caller keeps the place until the offer's deadline leads on")
	again, err := s.Store.(store.Store).TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Empty(t, again, "no offer follows at once")
}

// A callback that was promised before the settings changed is not dialled.
func TestACallbackToARefusedNumberIsNotDialled(t *testing.T) {
	t.Parallel()
	s := kept(t)
	f := on(s, &clock{now: noon})
	carrier := &line{}
	refuse := func(to ivr.Masked) twilio.Refusal {
		return twilio.NewDestinations("+861000000000", nil, nil).Refuse(to)
	}
	lines := dispatch.CarrierConfig{Carrier: carrier, Number: "+861000000000", Base: "https://hotline.test/voice/", Refuse: refuse}
	for _, e := range []acd.Event{
		acd.SignIn{Agent: acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general"}, Languages: []string{"zh-CN"}}}, acd.Ready{Agent: "amy"},
		acd.CallBack{Case: "12345678", Call: "CA1", Queue: "general", Language: "zh-CN", Number: "+19005551234", Since: noon},
	} {
		require.NoError(t, f.Do(t.Context(), e))
	}
	callback := acd.CallbackID("12345678")
	require.NoError(t, f.Do(t.Context(), acd.Accepted{Offer: f.State().Interactions.Get(callback).Offer.ID, Leg: "leg"}))
	out, err := s.Store.(store.Store).TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	var refused error
	for _, o := range out {
		if dial, ok := actionOf(o).(acd.Dial); ok && dial.To == "+19005551234" {
			refused = f.Carry(t.Context(), lines, dial)
		}
	}
	require.ErrorContains(t, refused, "not called back: country")
	require.Empty(t, carrier.asked)
	require.Equal(t, 1, f.State().Interactions.Get(callback).Tries)
}

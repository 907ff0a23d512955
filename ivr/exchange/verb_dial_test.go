package exchange_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

const second = "+8613900000003"

// transfer calls a service that dials with the given Dial, and returns the caller's leg, the service
// and the exchange.
func transfer(t *testing.T, dial string, p exchange.Human, parties map[string]exchange.Callee) (*exchange.Call, *service, *exchange.Exchange) {
	t.Helper()
	s := pages(map[string]string{
		"/voice": dial, "/after": `<Say>after</Say>`, "/decline": `<Hangup/>`, "/accept": `<Say>thank you</Say>`,
		"/whisper": `<Gather numDigits="1" action="/accept"><Say>Press 1 to accept</Say></Gather><Hangup/>`,
	})
	cfg := configure(s)
	cfg.Parties = parties
	x := exchange.New(cfg)
	return dialOn(t, x, p), s, x
}

func TestDialCallStatus(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		party  exchange.Callee
		status string
		length string // DialCallDuration
		until  string // when the action's document is heard
	}{
		{"answered", exchange.Callee{After: 5 * time.Second, Talk: time.Minute}, "completed", "60", "1m5s"},
		{"busy", exchange.Callee{Outcome: exchange.Busy, After: 2 * time.Second}, "busy", "", "2s"},
		{"not answered", exchange.Callee{Outcome: exchange.NoAnswer}, "no-answer", "", "20s"},
		{"answers too late", exchange.Callee{After: 21 * time.Second}, "no-answer", "", "20s"},
		{"failed", exchange.Callee{Outcome: exchange.Fails}, "failed", "", "0s"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, s, x := transfer(t, `<Dial action="/after" timeout="20">`+agent+`</Dial>`, nil,
				map[string]exchange.Callee{agent: tt.party})
			form := s.once(t, "/after").form
			require.Equal(t, tt.status, form.Get("DialCallStatus"))
			require.Equal(t, tt.length, form.Get("DialCallDuration"))
			require.Equal(t, x.Calls()[1].Sid, form.Get("DialCallSid"))
			require.Equal(t, []string{tt.until + " said after"}, trace(c, exchange.Said))
		})
	}
}

func TestUnknownNumberFails(t *testing.T) {
	t.Parallel()
	_, s, x := transfer(t, `<Dial action="/after">+8613900000009</Dial>`, nil, nil)
	require.Equal(t, "failed", s.once(t, "/after").form.Get("DialCallStatus"))
	require.Contains(t, heard(x.Calls()[1]), "warning nobody is known at this number")
}

func TestWithoutActionTheNextVerbFollowsDial(t *testing.T) {
	t.Parallel()
	c, _, _ := transfer(t, `<Dial>`+agent+`</Dial><Say>next</Say>`, nil, map[string]exchange.Callee{agent: {Talk: time.Second}})
	require.Contains(t, heard(c), "said next")
}

func TestTheFirstToPickUpWins(t *testing.T) {
	t.Parallel()
	c, s, x := transfer(t,
		`<Dial action="/after"><Number>`+agent+`</Number><Client>wang</Client><Sip>sip:li@desk.test</Sip></Dial>`, nil,
		map[string]exchange.Callee{
			agent:              {After: 9 * time.Second},
			"client:wang":      {After: 4 * time.Second, Talk: 30 * time.Second},
			"sip:li@desk.test": {Outcome: exchange.Busy},
		})
	require.Equal(t, []string{"4s connected client:wang", "34s disconnected client:wang"},
		trace(c, exchange.Connected, exchange.Disconnected))
	legs := x.Calls()[1:]
	require.Equal(t, "canceled", legs[0].Status())
	require.Equal(t, "completed", legs[1].Status())
	require.Equal(t, "busy", legs[2].Status())
	require.Equal(t, legs[1].Sid, s.once(t, "/after").form.Get("DialCallSid"))
	require.Equal(t, c.Sid, legs[1].ParentSid)
}

func TestSequentialRingsOneAfterTheOther(t *testing.T) {
	t.Parallel()
	c, s, _ := transfer(t,
		`<Dial action="/after" sequential="true" timeout="10"><Number>`+agent+`</Number><Number>`+second+`</Number></Dial>`, nil,
		map[string]exchange.Callee{agent: {Outcome: exchange.NoAnswer}, second: {After: 3 * time.Second, Talk: 5 * time.Second}})
	require.Equal(t, []string{"0s ringing " + hotline, "0s ringing " + agent, "10s ringing " + second, "13s connected " + second},
		trace(c, exchange.Ringing, exchange.Connected))
	require.Equal(t, "completed", s.once(t, "/after").form.Get("DialCallStatus"))
}

func TestWhisperRunsOnTheCalledLeg(t *testing.T) {
	t.Parallel()
	c, s, x := transfer(t, `<Dial action="/after"><Number url="/whisper">`+agent+`</Number></Dial>`, nil,
		map[string]exchange.Callee{agent: {Person: keys("1"), Talk: 10 * time.Second}})
	form := s.once(t, "/whisper").form
	require.Equal(t, x.Calls()[1].Sid, form.Get("CallSid"))
	require.Equal(t, c.Sid, form.Get("ParentCallSid"))
	require.Equal(t, "outbound-dial", form.Get("Direction"))
	require.Equal(t, "true", s.once(t, "/after").form.Get("DialBridged"))
	require.Equal(t, []string{"said Press 1 to accept", "pressed 1", "said thank you", "connected " + caller,
		"disconnected " + caller, "ended  completed"}, heard(x.Calls()[1]))
	require.NotContains(t, heard(c), "said thank you")
}

func TestDecliningInTheWhisper(t *testing.T) {
	t.Parallel()
	c, s, _ := transfer(t, `<Dial action="/after"><Number url="/whisper">`+agent+`</Number></Dial>`, nil,
		map[string]exchange.Callee{agent: {Person: exchange.SilentHuman{}}})
	form := s.once(t, "/after").form
	require.Equal(t, "completed", form.Get("DialCallStatus"))
	require.Equal(t, "false", form.Get("DialBridged"))
	require.Empty(t, trace(c, exchange.Connected))
}

func TestDialIsNotAllowedInAWhisper(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{
		"/voice":   `<Dial action="/after"><Number url="/whisper">` + agent + `</Number></Dial>`,
		"/whisper": `<Dial>` + second + `</Dial>`, "/after": ``,
	})
	cfg := configure(s)
	cfg.Parties = map[string]exchange.Callee{agent: {}}
	x := exchange.New(cfg)
	dialOn(t, x, nil)
	require.ErrorContains(t, x.Calls()[1].Err(), "13201")
}

func TestCallerHangsUpWhileItRings(t *testing.T) {
	t.Parallel()
	c, s, x := transfer(t, `<Dial action="/after">`+agent+`</Dial>`, &exchange.Script{Line: 4 * time.Second},
		map[string]exchange.Callee{agent: {After: 10 * time.Second}})
	require.Equal(t, "canceled", x.Calls()[1].Status())
	require.Equal(t, "canceled", s.once(t, "/after").form.Get("DialCallStatus"))
	require.Empty(t, trace(c, exchange.Said), "the action's document is not heard")
}

func TestCallerEndsTheTalk(t *testing.T) {
	t.Parallel()
	c, _, x := transfer(t, `<Dial>`+agent+`</Dial><Say>never</Say>`, &exchange.Script{Talk: 7 * time.Second},
		map[string]exchange.Callee{agent: {}})
	require.Equal(t, 7*time.Second, c.Duration())
	require.Equal(t, 7*time.Second, x.Calls()[1].Duration())
	require.Empty(t, trace(c, exchange.Said))
}

func TestTimeLimitEndsTheTalk(t *testing.T) {
	t.Parallel()
	c, _, _ := transfer(t, `<Dial timeLimit="30">`+agent+`</Dial><Say>over</Say>`, nil, map[string]exchange.Callee{agent: {}})
	require.Equal(t, []string{"30s said over"}, trace(c, exchange.Said))
}

func TestStatusCallbacksOfADialledLeg(t *testing.T) {
	t.Parallel()
	_, s, x := transfer(t, `<Dial><Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed">`+
		agent+`</Number></Dial>`, nil, map[string]exchange.Callee{agent: {After: time.Second, Talk: 5 * time.Second}})
	asked := s.asked("/leg")
	require.Len(t, asked, 4)
	for i, status := range []string{"initiated", "ringing", "in-progress", "completed"} {
		require.Equal(t, status, asked[i].form.Get("CallStatus"))
		require.Equal(t, string(rune('0'+i)), asked[i].form.Get("SequenceNumber"))
		require.Equal(t, x.Calls()[1].Sid, asked[i].form.Get("CallSid"))
	}
	require.Equal(t, "5", asked[3].form.Get("CallDuration"))
	require.NotContains(t, asked[2].form, "CallDuration")
}

func TestAnExtensionIsDialled(t *testing.T) {
	t.Parallel()
	_, _, x := transfer(t, `<Dial><Number sendDigits="ww12">`+agent+`</Number></Dial>`, nil,
		map[string]exchange.Callee{agent: {Talk: time.Second}})
	require.Equal(t, []string{"0s played ww12", "2s connected " + caller}, trace(x.Calls()[1], exchange.Played, exchange.Connected))
}

func TestCalleeMayChange(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Dial><Client><Identity>wang</Identity></Client></Dial>`})
	x := exchange.New(configure(s))
	x.SetParty("client:wang", exchange.Callee{Talk: 3 * time.Second})
	require.Len(t, trace(dialOn(t, x, nil), exchange.Connected), 1)
	x.SetParty("client:wang", exchange.Callee{Outcome: exchange.Busy})
	require.Empty(t, trace(dialOn(t, x, nil), exchange.Connected))
}

func TestNumbersAreDialledWithoutTheirFormatting(t *testing.T) {
	t.Parallel()
	for _, written := range []string{`+86 139 0000 0003`, `<Number>+86 139-0000-0003</Number>`, `<Number>+86 (139) 0000.0003</Number>`} {
		s := pages(map[string]string{"/voice": `<Dial action="/after">` + written + `</Dial>`, "/after": ``})
		x := exchange.New(configure(s))
		x.SetParty("+8613900000003", exchange.Callee{Talk: time.Second})
		dialOn(t, x, nil)
		require.Equal(t, "completed", s.once(t, "/after").form.Get("DialCallStatus"), written)
	}
}

package exchange_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

// meeting is a conference that the agent's document leads to, as the hotline writes it.
const meeting = `<Dial action="/after" hangupOnStar="true"><Conference endConferenceOnExit="true">talk</Conference></Dial>`

func TestStarEndsTalkAndBothLegsGoOn(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": conferenceDial(``), "/agent": meeting, "/after": `<Say>On we go</Say><Hangup/>`})
	config := configure(s)
	rung := make(chan struct{})
	config.Settle = func() { <-rung } // no time passes before the agent's telephone rings
	x := exchange.New(config)
	x.SetParty(agent, exchange.Callee{Star: true, Talk: time.Minute})
	line := x.Start(exchange.Inbound{From: caller, To: hotline, Person: &exchange.Script{Line: time.Hour}})[0]
	status, body := rest(x, "POST", "Calls.json", map[string][]string{"To": {agent}, "From": {hotline}, "Url": {base + "/agent"}})
	require.Equal(t, http.StatusCreated, status, body)
	close(rung)
	x.Wait()
	require.Equal(t, []string{"connected " + agent, "disconnected " + agent}, talks(line))
	for _, c := range x.Calls() {
		require.Contains(t, said(c), "On we go", "%s %s: nobody is hung up on", c.From, c.To)
		require.Less(t, c.Duration(), 2*time.Minute)
	}
}

func TestStarEndsOnlyATalkThatItMayEnd(t *testing.T) {
	t.Parallel()
	for attrs, goesOn := range map[string]bool{`hangupOnStar="true"`: true, ``: false, `hangupOnStar="false"`: false} {
		s := pages(map[string]string{"/voice": `<Dial action="/after" timeLimit="600" ` + attrs + `>` + agent + `</Dial>`, "/after": `<Say>On we go</Say><Hangup/>`})
		x := exchange.New(configure(s))
		x.SetParty(agent, exchange.Callee{})
		c := dialOn(t, x, &exchange.Script{Talk: time.Minute, Star: true})
		require.Equal(t, goesOn, c.Duration() < 2*time.Minute, attrs)
		require.Contains(t, said(c), "On we go")
	}
}

func TestPressStar(t *testing.T) {
	t.Parallel()
	s := pages(map[string]string{"/voice": `<Dial action="/after" hangupOnStar="true">` + agent + `</Dial>`, "/after": `<Say>On we go</Say><Hangup/>`})
	x := exchange.New(configure(s))
	pressed := false
	x.SetParty(agent, exchange.Callee{})
	c := dialOn(t, x, &exchange.Script{Line: time.Hour, Listen: func(e exchange.Event) {
		if e.Kind == exchange.Connected {
			pressed = x.PressStar(e.Call)
		}
	}})
	require.True(t, pressed)
	require.Contains(t, said(c), "On we go")
	require.False(t, x.PressStar(c.Sid), "the call is over")
	require.False(t, x.PressStar("CA00"))
}

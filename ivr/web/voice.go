package web

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

const tokenHeader = "I-Twilio-Idempotency-Token"

// incoming answers a call that comes in: step 0.
func (s *Server) incoming(c echo.Context) ([]byte, error) { return s.take(c, "0") }

// step answers what ended a Gather, Enqueue, Dial or Record.
func (s *Server) step(c echo.Context) ([]byte, error) {
	step, err := stepOf(c)
	if err != nil {
		return nil, err
	}
	return s.take(c, step)
}

// key answers a key pressed while waiting in a queue.
func (s *Server) key(c echo.Context) ([]byte, error) {
	step, err := stepOf(c)
	if err != nil {
		return nil, err
	}
	return s.take(c, step+"/key")
}

// take is one step of the call that a webhook speaks of.
func (s *Server) take(c echo.Context, step string) ([]byte, error) {
	request, err := s.request(c)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.within(c.Request().Context())
	defer cancel()
	claim := store.StepKey{Call: request.CallSid, Step: step, Token: token(c)}
	return (&callStep{Server: s, ctx: ctx, claim: claim, request: request}).answer()
}

// wait says a round of the wait in a queue. It is a view: nothing changes but
// what the desk knows of the caller's line.
func (s *Server) wait(c echo.Context) ([]byte, error) {
	request, err := s.request(c)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.within(c.Request().Context())
	defer cancel()
	call, _, err := s.Store.Call(ctx, request.CallSid)
	if err != nil {
		return nil, err
	}
	menu, err := s.menuOf(ctx, call)
	if err != nil {
		return nil, err
	}
	verbs, links := []ivr.Verb{ivr.Leave{}}, s.links(call) // of a call that has gone on meanwhile
	if _, ok := menu.Tree.Nodes[call.Node].Node.(ivr.Waiter); ok && !call.Ended() {
		wait := s.place(ctx, menu, call, request)
		wait.Before, _ = strconv.Atoi(c.Param("position")) // none, or not ours: it is all said
		wait.SpeakFrom = speakFrom(c.Param("speak"))
		verbs = engine.Waiting(menu.Tree, call, wait, s.now())
		links.Refresh = nextRound(links.Wait, wait.Position, verbs)
	}
	return twiml.Render(verbs, links)
}

// nextRound returns the address of a wait's next round. It carries what was
// said by now, so that a round needs no memory.
func nextRound(wait string, position int, verbs []ivr.Verb) string {
	refresh, _ := last(verbs).(ivr.Poll)
	return fmt.Sprintf("%s/%d/%d", wait, position, int(refresh.SpeakFrom.Seconds()))
}

// speakFrom reads what nextRound wrote; 0 when it is not ours.
func speakFrom(written string) time.Duration {
	seconds, err := strconv.Atoi(written)
	if err != nil || seconds < 0 || seconds > maxSpeakFrom {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// maxSpeakFrom is beyond the longest call that a carrier keeps: a day.
const maxSpeakFrom = 25 * 60 * 60

// whisper tells who was rung who calls; accept connects, or lets go.
func (s *Server) whisper(c echo.Context) ([]byte, error) {
	ctx, cancel := s.within(c.Request().Context())
	defer cancel()
	call, _, err := s.Store.Call(ctx, c.Param("call"))
	if err != nil {
		return twiml.Render([]ivr.Verb{ivr.Hangup{}}, twiml.Links{})
	}
	menu, err := s.menuOf(ctx, call)
	if err != nil {
		return nil, err
	}
	verbs := engine.Whispering(menu.Tree, call, ivr.OfferInfo{}, s.now())
	if verbs == nil || call.Ended() {
		verbs = []ivr.Verb{ivr.Hangup{}}
	}
	return twiml.Render(verbs, twiml.Links{WaitKey: s.PublicURL + c.Request().URL.Path + "/accept"})
}

func (s *Server) accept(c echo.Context) ([]byte, error) {
	if c.Request().PostForm.Get("Digits") != "" { // a mailbox presses no key
		return twiml.Render(nil, twiml.Links{}) // an empty document connects
	}
	return twiml.Render([]ivr.Verb{ivr.Hangup{}}, twiml.Links{})
}

// request reads what every webhook of a call carries.
func (s *Server) request(c echo.Context) (twilio.Request, error) {
	request, err := twilio.Parse(c.Request().PostForm)
	if err != nil {
		return request, echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	return request, nil
}

var stepNumber = regexp.MustCompile(`^(0|[1-9][0-9]{0,5})$`)

func stepOf(c echo.Context) (string, error) {
	step := c.Param("step")
	if !stepNumber.MatchString(step) {
		return "", echo.ErrNotFound
	}
	return step, nil
}

// token is the carrier's mark of one webhook and its retries.
func token(c echo.Context) string {
	token := c.Request().Header.Get(tokenHeader)
	if len(token) > 128 {
		return ""
	}
	return token
}

// links are the URLs of a document: they name the step that the call waits at.
func (s *Server) links(call ivr.Call) twiml.Links {
	step := strconv.Itoa(call.Step)
	return twiml.Links{
		Step:    s.PublicURL + pathStep + step,
		Silence: s.PublicURL + pathStep + step,
		Wait:    s.PublicURL + pathWait + step,
		WaitKey: s.PublicURL + pathKey + step,
		Whisper: s.PublicURL + pathWhisper + url.PathEscape(call.ID) + "/" + step,
		Refresh: s.PublicURL + pathConference + step,
		StandBy: s.PublicURL + pathAgentLeg,
		Music:   s.PublicURL + pathMusic,
		Sound:   s.soundURL,
	}
}

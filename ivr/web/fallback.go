package web

import (
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
)

// The fallback's queue, and how long it rings each number, and pauses.
const (
	fallbackQueue   = "general"
	fallbackRing    = 20 * time.Second
	fallbackPatient = 20 * time.Second
	fallbackRetry   = time.Second
)

// fallback is what a caller hears when the store, the menu or this server fails. It needs none of
// them: words, voices and numbers are here and in the settings, and it is said in both languages, for
// nobody knows the caller's.
type fallback struct {
	Service *service.Service
	given   prometheus.Counter // to calls whose primary handler failed
}

func both(mandarin, english string) []ivr.Verb {
	return []ivr.Verb{
		ivr.Say{Text: mandarin, Language: "cmn-CN", Voice: "Polly.Zhiyu-Neural"},
		ivr.Say{Text: english, Language: "en-US", Voice: "Polly.Joanna-Neural"},
	}
}

// answer answers "Primary handler fails".
func (s fallback) answer(c echo.Context) error {
	s.given.Inc()
	form, _ := c.FormParams() // of a form that cannot be read, nothing is logged
	s.Service.Log.Warn().Str("call", twilio.CallSid(form)).Str("code", twilio.ErrorCode(form)).
		Msg("the carrier asked for the fallback document")
	return document(c, s.toPerson(c))
}

// toPerson leads to a person: the fallback numbers, or else the queue.
func (s fallback) toPerson(echo.Context) []byte {
	if len(s.Service.Fallback) == 0 {
		return s.fixed(append(connecting(), ivr.Enqueue{Queue: fallbackQueue}))
	}
	return s.fixed(ringing(s.Service.Number, s.Service.Fallback))
}

func connecting() []ivr.Verb {
	return both("抱歉让您久等，现在为您转接人工服务。", "Sorry to keep you waiting. I am connecting you to a person now.")
}

// ringing rings the fallback numbers one after another, with the hotline's own as caller id.
func ringing(own string, fallback []string) []ivr.Verb {
	numbers := make([]ivr.Masked, len(fallback))
	for i, n := range fallback {
		numbers[i] = ivr.Masked(n)
	}
	return append(connecting(), ivr.Dial{Numbers: numbers, InTurn: true, Timeout: fallbackRing, CallerID: own})
}

// StaticFallback returns the fallback document for a TwiML Bin, which answers when this
// server cannot: the same words and numbers, and no address of the server. What it says at
// the end is heard by whom nobody answered, and by who has talked and was hung up on.
func StaticFallback(own string, fallback []string) ([]byte, error) {
	ending := both("如果刚才无人接听，请您稍后再拨。再见。", "If nobody has answered, please call again in a little while. Goodbye.")
	return twiml.RenderStatic(append(append(ringing(own, fallback), ending...), ivr.Hangup{}))
}

// holdOn keeps a caller in the queue while its wait cannot be told.
func (s fallback) holdOn(echo.Context) []byte {
	return s.fixed(append(patience(), ivr.Pause{Length: fallbackPatient}))
}

func patience() []ivr.Verb {
	return both("请稍候，我们马上接听。", "Please hold. Someone will be with you shortly.")
}

// askAgain has the line of an agent, or of who is called back, ask soon again what it should do. A key that could not be
// taken, and an end of a talk, are asked for anew.
func (s fallback) askAgain(c echo.Context) []byte {
	links := s.links()
	path := c.Request().URL.EscapedPath()
	links.Refresh = s.Service.PublicURL + strings.TrimSuffix(strings.TrimSuffix(path, "/key"), "/left")
	return s.render(append(moment(), ivr.Pause{Length: fallbackRetry}, ivr.Poll{}), links)
}

func moment() []ivr.Verb { return both("请再稍等片刻。", "One more moment, please.") }

// connect lets a caller through to who was rung, without a word before it.
func (s fallback) connect(echo.Context) []byte { return s.fixed(nil) }

// wait is the wait of those whom the fallback document enqueued. No agent is asked to take
// them: as soon as their call can go on, they leave the queue for what it has come to.
func (s fallback) wait(c echo.Context) ([]byte, error) {
	request, err := requestOf(c)
	if err != nil {
		return nil, err
	}
	if _, err := s.Service.Resume(c.Request().Context(), request); err != nil {
		return nil, err
	}
	return s.fixed([]ivr.Verb{ivr.Leave{}}), nil
}

// waitOn lets a caller whose call cannot go on after all wait in the queue again.
func (s fallback) waitOn(echo.Context) []byte {
	return s.fixed(append(patience(), ivr.Pause{Length: fallbackPatient}, ivr.Enqueue{Queue: fallbackQueue}))
}

// done comes after the numbers, then after the queue.
func (s fallback) done(c echo.Context) ([]byte, error) {
	switch e := twilio.Event(formOf(c), twilio.Recordings{}).(type) {
	case ivr.Dialed:
		if !e.Bridged {
			return s.fixed(append(moment(), ivr.Enqueue{Queue: fallbackQueue})), nil
		}
		return s.goodbye("感谢来电，再见。", "Thank you for calling. Goodbye."), nil
	case ivr.QueueLeft:
		switch e.Result {
		case ivr.Bridged:
			return s.goodbye("感谢来电，再见。", "Thank you for calling. Goodbye."), nil
		case ivr.LeftQueue:
			request, err := requestOf(c)
			if err != nil {
				return nil, err
			}
			return s.Service.Latest(c.Request().Context(), request)
		}
	}
	return s.goodbye("现在无人接听，请您稍后再拨。再见。", "Nobody can take your call right now. Please call again in a little while. Goodbye."), nil
}

func (s fallback) goodbye(mandarin, english string) []byte {
	return s.fixed(append(both(mandarin, english), ivr.Hangup{}))
}

// fixed renders a document whose verbs are known to be sound; a test renders
// each one.
func (s fallback) fixed(verbs []ivr.Verb) []byte { return s.render(verbs, s.links()) }

func (s fallback) links() twiml.Links {
	return twiml.Links{
		Step: s.Service.PublicURL + pathFallback + "/done",
		Wait: s.Service.PublicURL + pathFallback + "/wait",
	}
}

func (s fallback) render(verbs []ivr.Verb, links twiml.Links) []byte {
	document, err := twiml.Render(verbs, links)
	if err != nil {
		s.Service.Log.Error().Err(err).Msg("rendering a fallback document failed")
	}
	return document
}

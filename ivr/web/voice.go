package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
)

// Each webhook reads the form, asks the service, and writes the document.

const tokenHeader = "I-Twilio-Idempotency-Token"

// voice answers the carrier's webhooks of callers' lines.
type voice struct{ Service *service.Service }

// incoming answers a call that comes in: step 0.
func (s voice) incoming(c echo.Context) ([]byte, error) { return s.take(c, "0") }

// step answers what ended a Gather, Enqueue, Dial or Record.
func (s voice) step(c echo.Context) ([]byte, error) {
	step, err := stepOf(c)
	if err != nil {
		return nil, err
	}
	return s.take(c, step)
}

// key answers a key pressed while waiting in a queue.
func (s voice) key(c echo.Context) ([]byte, error) {
	step, err := stepOf(c)
	if err != nil {
		return nil, err
	}
	return s.take(c, step+"/key")
}

// take is one step of the call that a webhook speaks of.
func (s voice) take(c echo.Context, step string) ([]byte, error) {
	request, err := requestOf(c)
	if err != nil {
		return nil, err
	}
	return s.Service.Step(c.Request().Context(), request, step, token(c))
}

// conference answers a caller's line that asks what it should do.
func (s voice) conference(c echo.Context) ([]byte, error) {
	step, err := stepOf(c)
	if err != nil {
		return nil, err
	}
	request, err := requestOf(c)
	if err != nil {
		return nil, err
	}
	return s.Service.Conference(c.Request().Context(), request, step, token(c))
}

// wait says a round of the wait in a queue.
func (s voice) wait(c echo.Context) ([]byte, error) {
	request, err := requestOf(c)
	if err != nil {
		return nil, err
	}
	return s.Service.Wait(c.Request().Context(), request, service.ParseRound(c.Param("position"), c.Param("speak")))
}

// whisper tells who was rung who calls; accept connects, or lets go.
func (s voice) whisper(c echo.Context) ([]byte, error) {
	return s.Service.Whisper(c.Request().Context(), c.Param("call"), s.Service.PublicURL+c.Request().URL.Path+"/accept")
}

func (s voice) accept(c echo.Context) ([]byte, error) {
	request, err := requestOf(c)
	if err != nil {
		return nil, err
	}
	return service.Accept(request.Pressed())
}

// callback greets a caller who is called back.
func (s voice) callback(c echo.Context) ([]byte, error) {
	request, err := requestOf(c)
	if err != nil {
		return nil, err
	}
	return s.Service.Callbacks.Answer(c.Request().Context(), request, c.Param("ticket"), token(c))
}

// callbackStatus hears how the call to a called-back caller goes.
func (s voice) callbackStatus(c echo.Context) error {
	request, err := requestOf(c)
	if err != nil {
		return err
	}
	s.Service.Callbacks.Status(c.Request().Context(), request, c.Param("ticket"))
	return c.NoContent(http.StatusNoContent)
}

// status hears how a call goes.
func (s voice) status(c echo.Context) error {
	request, err := requestOf(c)
	if err != nil {
		return err
	}
	s.Service.Status(c.Request().Context(), request)
	return c.NoContent(http.StatusNoContent)
}

// requestOf reads what every webhook of a call carries.
func requestOf(c echo.Context) (twilio.Request, error) {
	request, err := twilio.Parse(formOf(c))
	if err != nil {
		return request, echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	return request, nil
}

// stepDigits is how many digits the number of a step has at most.
const stepDigits = 6

func stepOf(c echo.Context) (string, error) {
	step := c.Param("step")
	if n, err := strconv.ParseUint(step, 10, 64); err != nil || len(step) > stepDigits || strconv.FormatUint(n, 10) != step {
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

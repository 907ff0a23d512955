package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/twilio"
)

// offer answers an agent's telephone that was picked up.
func (s *Server) offer(c echo.Context) ([]byte, error) {
	return forOffer(c, s.Service.Agents.Answered)
}

// offerKey takes the key that an agent pressed, or did not.
func (s *Server) offerKey(c echo.Context) ([]byte, error) {
	return forOffer(c, s.Service.Agents.Key)
}

func forOffer(c echo.Context, answer func(context.Context, twilio.Request, string) ([]byte, error)) ([]byte, error) {
	request, err := requestOf(c)
	if err != nil {
		return nil, err
	}
	return answer(c.Request().Context(), request, c.Param("offer"))
}

// offerStatus hears how the call to an agent's telephone goes.
func (s *Server) offerStatus(c echo.Context) error {
	request, err := requestOf(c)
	if err != nil {
		return err
	}
	s.Service.Agents.Status(c.Request().Context(), request, c.Param("offer"))
	return c.NoContent(http.StatusNoContent)
}

// agentLeg answers an agent's line that asks what it should do.
func (s *Server) agentLeg(c echo.Context) ([]byte, error) {
	request, err := requestOf(c)
	if err != nil {
		return nil, err
	}
	return s.Service.Agents.Look(c.Request().Context(), request)
}

// agentLegLeft answers an agent's line that came out of the conference.
func (s *Server) agentLegLeft(c echo.Context) ([]byte, error) {
	request, err := requestOf(c)
	if err != nil {
		return nil, err
	}
	return s.Service.Agents.Left(c.Request().Context(), request)
}

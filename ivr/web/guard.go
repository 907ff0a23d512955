package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/twilio"
)

// guard lets under /voice/ only what the carrier signed: anything else is 403,
// whatever else may be wrong with it, and nothing of it is looked at.
func (s *Server) guard(c *request) error {
	r := c.Request()
	if !guarded(r) {
		return nil
	}
	bound(c)
	form, err := twilio.ReadFormInto(c.form, r)
	if err != nil {
		s.refuse(c, "the form cannot be read")
		return echo.ErrForbidden
	}
	if err := s.Verifier.VerifyForm(s.Service.PublicURL, r, form); err != nil {
		s.refuse(c, err.Error())
		return echo.ErrForbidden
	}
	if r.Method == http.MethodPost && form == nil {
		return echo.ErrUnsupportedMediaType
	}
	c.form = form
	return nil
}

func (s *Server) refuse(c echo.Context, why string) {
	s.metrics.refused.Inc()
	silent, due := s.refusals.line(s.Service.Clock())
	if !due {
		return
	}
	line := s.Service.Log.Warn().Str("route", c.Path()).Str("why", why)
	if silent > 0 {
		line = line.Int("more", silent)
	}
	line.Msg("a webhook without a valid signature was refused")
}

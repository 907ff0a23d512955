package web

import (
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
)

// guard lets under /voice/ only what the carrier signed: anything else is 403,
// whatever else may be wrong with it, and nothing of it is looked at.
func (s *Server) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if !guarded(r) {
			return next(c)
		}
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)
		if err := readForm(r); err != nil {
			s.refuse(c, "the form cannot be read")
			return echo.ErrForbidden
		}
		if err := s.Verifier.Verify(s.Service.PublicURL, r); err != nil {
			s.refuse(c, err.Error())
			return echo.ErrForbidden
		}
		if r.Method == http.MethodPost && !isForm(r) {
			return echo.ErrUnsupportedMediaType
		}
		return next(c)
	}
}

// guarded reports whether a request must be the carrier's.
func guarded(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, service.PathVoice) }

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

// readForm reads the form once, for the signature and for the handlers.
func readForm(r *http.Request) error {
	if r.Method == http.MethodPost && !isForm(r) {
		return nil // left unread: only its signature's absence is of interest
	}
	return twilio.ReadForm(r)
}

func isForm(r *http.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	return err == nil && media == echo.MIMEApplicationForm
}

package web

import (
	"strings"

	"github.com/labstack/echo/v4"
)

// transportSecurity has browsers ask for the hotline by https alone, for a year.
const transportSecurity = "max-age=31536000"

// harden is a middleware that sets on every answer, errors included, the headers that
// keep browsers from guessing types and, where the public URL is https, from going back
// to http.
func (s *Server) harden(next echo.HandlerFunc) echo.HandlerFunc {
	secure := strings.HasPrefix(s.Service.PublicURL, "https://")
	return func(c echo.Context) error {
		header := c.Response().Header()
		header.Set(echo.HeaderXContentTypeOptions, "nosniff")
		if secure {
			header.Set(echo.HeaderStrictTransportSecurity, transportSecurity)
		}
		return next(c)
	}
}

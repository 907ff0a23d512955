package web

import (
	"strings"

	"github.com/labstack/echo/v4"
)

// What harden sets. Answers share the values, which nothing changes.
var (
	nosniff = []string{"nosniff"}
	// transportSecurity has browsers ask for the hotline by https alone, for a year.
	transportSecurity = []string{"max-age=31536000"}
)

// harden sets on every answer, errors included, the headers that keep browsers from
// guessing types and, where the public URL is https, from going back to http.
func (s *Server) harden(c echo.Context) {
	header := c.Response().Header()
	header[echo.HeaderXContentTypeOptions] = nosniff
	if strings.HasPrefix(s.Service.PublicURL, "https://") {
		header[echo.HeaderStrictTransportSecurity] = transportSecurity
	}
}

package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/service"
)

// healthz tells that the process answers.
func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readiness is what /readyz says.
type readiness struct {
	Ready    bool     `json:"ready"`
	Menu     string   `json:"menu"` // its revision
	Warnings []string `json:"warnings"`
}

// readyDeadline bounds the questions to the store.
const readyDeadline = time.Second

// readyz reports whether this server should be sent calls, and what an operator
// should know of it.
func (s *Server) readyz(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), readyDeadline)
	defer cancel()
	menu := s.Service.Menus.Current()
	r := readiness{Ready: true, Menu: menu.Tree.Revision, Warnings: s.Warnings()}
	if s.draining.Err() != nil {
		r.Ready, r.Warnings = false, append(r.Warnings, "draining: the server is about to stop")
	}
	if aside, err := s.Service.Store.Aside(ctx); err == nil && aside > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("damaged records were put aside: %d; see hotline store check on a backup", aside))
	}
	if err := s.Service.Store.Ping(ctx); err != nil {
		s.Service.Log.Error().Err(err).Msg("the store does not answer")
		r.Ready, r.Warnings = false, append(r.Warnings, "the store does not answer")
	}
	status := http.StatusOK
	if !r.Ready {
		status = http.StatusServiceUnavailable
	}
	return c.JSON(status, r)
}

// Warnings are what an operator should know although calls are answered.
func (s *Server) Warnings() []string {
	warnings := []string{}
	if !s.Rehearsal.IsZero() {
		warnings = append(warnings, "rehearsal: the clock was started at "+s.Rehearsal.Format(time.RFC3339))
	}
	if len(s.Service.Fallback) == 0 {
		warnings = append(warnings, "HOTLINE_FALLBACK_NUMBER is not set: the fallback document rings nobody, it enqueues "+fallbackQueue)
	}
	for _, year := range s.Service.Menus.Current().Unknown(s.Service.Clock()) {
		warnings = append(warnings, service.UnknownYear(year))
	}
	return append(warnings, s.Notices()...)
}

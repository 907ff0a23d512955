package web

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/service"
)

// healthz tells that the process answers.
func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readiness is what /readyz says. A server is ready as long as callers reach a person
// through it, if only by the fallback document: that another could do better is a
// warning, for on one machine there is no other.
type readiness struct {
	Ready    bool     `json:"ready"`
	Menu     string   `json:"menu"` // its revision
	Warnings []string `json:"warnings"`
}

// readyDeadline bounds the questions to the store.
const readyDeadline = time.Second

// readyz tells whether this server should be sent calls, and what an operator should
// know of it.
func (s *Server) readyz(c echo.Context) error {
	r := s.look(c.Request().Context())
	status := http.StatusOK
	if !r.Ready {
		status = http.StatusServiceUnavailable
	}
	return c.JSON(status, r)
}

func (s *Server) look(ctx context.Context) readiness {
	ctx, cancel := context.WithTimeout(ctx, readyDeadline)
	defer cancel()
	r := readiness{Ready: true, Menu: s.Service.Menus.Current().Tree.Revision, Warnings: s.Warnings()}
	if s.draining.Err() != nil {
		r.Ready, r.Warnings = false, append(r.Warnings, "draining: the server is about to stop")
	}
	r.Warnings = append(r.Warnings, s.Service.StoreWarnings(ctx)...)
	return r
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

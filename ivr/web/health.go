package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"
)

// healthz tells that the process answers.
func (s *Server) healthz(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// readiness is what /readyz says.
type readiness struct {
	Ready    bool     `json:"ready"`
	Menu     string   `json:"menu"` // its revision
	Warnings []string `json:"warnings"`
}

// readyz reports whether this server should be sent calls, and what an operator
// should know of it.
func (s *Server) readyz(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), lookupDeadline)
	defer cancel()
	menu := s.Menus.Current()
	r := readiness{Ready: true, Menu: menu.Tree.Revision, Warnings: s.Warnings()}
	if s.draining.Err() != nil {
		r.Ready, r.Warnings = false, append(r.Warnings, "draining: the server is about to stop")
	}
	if aside, err := s.Store.Aside(ctx); err == nil && aside > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("damaged records were put aside: %d; see hotline store check on a backup", aside))
	}
	if err := s.Store.Ping(ctx); err != nil {
		s.Log.Error().Err(err).Msg("the store does not answer")
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
	if len(s.Fallback) == 0 {
		warnings = append(warnings, "HOTLINE_FALLBACK_NUMBER is not set: the fallback document rings nobody, it enqueues "+fallbackQueue)
	}
	for _, year := range s.Menus.Current().Unknown(s.now()) {
		warnings = append(warnings, unknownYear(year))
	}
	return append(warnings, s.Notices()...)
}

func unknownYear(year int) string {
	return fmt.Sprintf("the public holidays of %d are not known: lines keep their weekly hours", year)
}

// watchCalendars tells of a year whose holidays are not known when the line
// first meets it, once in the log and for as long as it lasts in the metric.
func (s *Server) watchCalendars() {
	unknown := s.Menus.Current().Unknown(s.now())
	if slices.Equal(unknown, s.unknownYears) {
		return
	}
	s.unknownYears = unknown
	s.metrics.unknownYears.Reset()
	for _, year := range unknown {
		s.metrics.unknownYears.WithLabelValues(fmt.Sprint(year)).Set(1)
		s.Log.Warn().Int("year", year).Msg(unknownYear(year))
	}
}

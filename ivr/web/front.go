package web

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/web/page"
)

// front is the middleware of every request. It is one function, not a chain: echo builds a
// chain anew for each request.
func (s *Server) front(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now() // a stopwatch, not a call's clock
		r := new(request)
		if guarded(c.Request()) { // nothing of a webhook is used when it has been answered
			r = requests.Get().(*request)
			defer r.free()
		}
		r.Context = c
		r.identify()
		s.harden(c)
		err := s.guard(r)
		if err == nil {
			err = s.serve(r, next)
		}
		s.astray(c, err)
		if err != nil {
			c.Error(err)
		}
		s.observe(c, time.Since(began))
		return nil
	}
}

// observe logs and measures each request, one line a request.
func (s *Server) observe(c echo.Context, took time.Duration) {
	answer := c.Response()
	s.metrics.webhook(c.Path(), answer.Status, took)
	s.Service.Log.Debug().Str("request", answer.Header().Get(echo.HeaderXRequestID)).
		Str("method", c.Request().Method).Str("route", c.Path()).
		Int("status", answer.Status).Dur("took", took).Msg("request")
}

// xmlType is shared by the headers of all documents: a header's values are never changed.
var xmlType = []string{"text/xml; charset=utf-8"}

// serve lets the route answer. No stream outlasts the server's wish to stop.
func (s *Server) serve(c echo.Context, next echo.HandlerFunc) error {
	if !page.WantsStream(c) {
		return next(c)
	}
	ctx, cancel := context.WithCancel(c.Request().Context())
	defer cancel()
	defer context.AfterFunc(s.draining, cancel)()
	open := s.metrics.streams.WithLabelValues(c.Path())
	open.Inc()
	defer open.Dec()
	c.SetRequest(c.Request().WithContext(ctx))
	return next(c)
}

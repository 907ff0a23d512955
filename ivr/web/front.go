package web

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/twilio"
)

// request is a request on its way through the server: echo's context, and what front
// learns of it.
type request struct {
	echo.Context
	form twilio.Form // what the carrier signed; nil where nothing is signed

	id, length [1]string // values of headers, here so that they are one piece of memory
}

// requests are used again, with the memory that a form has taken.
var requests = sync.Pool{New: func() any { return new(request) }}

// free lets another request use r. Nothing of a request may be used when it is answered.
func (r *request) free() {
	clear(r.form)
	*r = request{form: r.form[:0]}
	requests.Put(r)
}

// front is the middleware of every request. It is one function, not a chain: echo builds a
// chain anew for each request.
func (s *Server) front(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now() // a stopwatch, not a call's clock
		r := requests.Get().(*request)
		r.Context = c
		defer r.free()
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

// identify gives the answer the request's id, or one of its own, which is in the log, too.
func (r *request) identify() {
	if r.id[0] = r.Request().Header.Get(echo.HeaderXRequestID); r.id[0] == "" {
		r.id[0] = strconv.FormatUint(rand.Uint64(), 36)
	}
	r.Response().Header()[echo.HeaderXRequestID] = r.id[:]
}

// observe logs and measures each request, one line a request.
func (s *Server) observe(c echo.Context, took time.Duration) {
	answer := c.Response()
	s.metrics.webhook(c.Path(), answer.Status, took)
	s.Service.Log.Debug().Str("request", answer.Header().Get(echo.HeaderXRequestID)).
		Str("method", c.Request().Method).Str("route", c.Path()).
		Int("status", answer.Status).Dur("took", took).Msg("request")
}

// formOf is the form of a request that guard has let through.
func formOf(c echo.Context) *twilio.Form { return &c.(*request).form }

// xmlType is shared by the headers of all documents: a header's values are never changed.
var xmlType = []string{"text/xml; charset=utf-8"}

// document answers with a document in one piece, whose length is known beforehand.
func document(c echo.Context, doc []byte) error {
	r := c.(*request)
	r.length[0] = strconv.Itoa(len(doc))
	header := c.Response().Header()
	header[echo.HeaderContentType], header[echo.HeaderContentLength] = xmlType, r.length[:]
	c.Response().WriteHeader(http.StatusOK)
	_, err := c.Response().Write(doc)
	return err
}

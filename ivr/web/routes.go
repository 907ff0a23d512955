package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
)

// The routes that are set at the carrier. The others are the service's: documents lead to
// them.
const (
	pathIncoming = service.PathVoice + "incoming"
	pathStatus   = service.PathVoice + "status"
	pathFallback = service.PathVoice + "fallback"
)

// addressesBehind returns how browsers' addresses are found: by X-Forwarded-For as far
// as the proxies that are trusted have written it.
func addressesBehind(proxies []*net.IPNet) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, network := range proxies {
		trust = append(trust, echo.TrustIPRange(network))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

func (s *Server) routes() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = addressesBehind(s.Proxies)
	e.HTTPErrorHandler = s.httpError
	e.Use(middleware.RequestID(), s.harden, s.observe, s.astray, s.guard, s.endStreams)

	e.POST(pathIncoming, s.rescued(s.incoming, s.toPerson))
	e.POST(service.PathStep+":step", s.rescued(s.step, s.toPerson))
	e.POST(service.PathKey+":step", s.rescued(s.key, s.holdOn))
	e.POST(service.PathWait+":step", s.rescued(s.wait, s.holdOn))
	e.POST(service.PathWait+":step/:position", s.rescued(s.wait, s.holdOn))
	e.POST(service.PathWait+":step/:position/:speak", s.rescued(s.wait, s.holdOn))
	e.POST(service.PathWhisper+":call/:step", s.rescued(s.whisper, s.connect))
	e.POST(service.PathWhisper+":call/:step/accept", s.rescued(s.accept, s.connect))
	e.POST(service.PathConference+":step", s.rescued(s.conference, s.toPerson))
	e.POST(service.PathOffer+":offer", s.rescued(s.offer, s.letGo))
	e.POST(service.PathOffer+":offer/key", s.rescued(s.offerKey, s.letGo))
	e.POST(service.PathOffer+":offer/status", s.offerStatus)
	e.POST(service.PathAgentLeg, s.rescued(s.agentLeg, s.letGo))
	e.POST(service.PathAgentLeg+"/left", s.rescued(s.agentLegLeft, s.letGo))
	e.POST(service.PathCallback+":ticket", s.rescued(s.callback, s.letGo))
	e.POST(service.PathCallback+":ticket/status", s.callbackStatus)
	e.POST(pathStatus, s.status)
	e.Match([]string{http.MethodGet, http.MethodPost}, pathFallback, s.fallback)
	e.POST(pathFallback+"/wait", s.fallbackWait)
	e.POST(pathFallback+"/done", s.fallbackDone)

	e.GET(service.PathMusic, s.music)
	e.Match([]string{http.MethodGet, http.MethodHead}, service.PathSound+":name", s.sound)
	if !s.OpsApart {
		s.opsRoutes(e)
	}
	return e
}

// opsRoutes opens what monitoring and the orchestrator ask for.
func (s *Server) opsRoutes(e *echo.Echo) {
	e.GET("/healthz", s.healthz)
	e.GET("/readyz", s.readyz)
	e.GET("/metrics", echo.WrapHandler(promhttp.HandlerFor(s.Service.Registry, promhttp.HandlerOpts{})))
}

// OpsHandler serves /healthz, /readyz and /metrics alone.
func (s *Server) OpsHandler() http.Handler {
	e := echo.New()
	e.HTTPErrorHandler = s.httpError
	e.Use(s.harden)
	s.opsRoutes(e)
	return e
}

// endStreams lets no stream outlast the server's wish to stop.
func (s *Server) endStreams(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Header.Get(echo.HeaderAccept) != "text/event-stream" {
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
}

// httpError answers what no handler did, in one line and without details.
func (s *Server) httpError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status := http.StatusInternalServerError
	if he := (*echo.HTTPError)(nil); errors.As(err, &he) {
		status = he.Code
	}
	_ = c.String(status, http.StatusText(status)+"\n")
}

// rescued answers a webhook whose handler failed or panicked with a document
// from memory that leads on to a person: a caller never hears an error.
func (s *Server) rescued(handle func(echo.Context) ([]byte, error), rescue func() []byte) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if p := recover(); p != nil {
				s.Service.Log.Error().Str("call", twilio.CallSid(formOf(c))).Interface("panic", p).
					Bytes("stack", debug.Stack()).Msg("a webhook panicked; the caller goes to a person")
				s.Service.CountRescue()
				err = document(c, rescue())
			}
		}()
		doc, err := handle(c)
		if refused := (*echo.HTTPError)(nil); errors.As(err, &refused) {
			return refused
		}
		if err != nil {
			s.Service.Log.Error().Err(err).Str("call", twilio.CallSid(formOf(c))).Msg("a webhook failed; the caller goes to a person")
			s.Service.CountRescue()
			return document(c, rescue())
		}
		return document(c, doc)
	}
}

func document(c echo.Context, doc []byte) error {
	return c.Blob(http.StatusOK, "text/xml; charset=utf-8", doc)
}

// observe logs and measures each request, one line a request.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now() // a stopwatch, not a call's clock
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		took := time.Since(began)
		s.metrics.webhook(c.Path(), c.Response().Status, took)
		s.Service.Log.Debug().Str("request", c.Response().Header().Get(echo.HeaderXRequestID)).
			Str("method", c.Request().Method).Str("route", c.Path()).
			Int("status", c.Response().Status).Dur("took", took).Msg("request")
		return nil
	}
}

package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"runtime/debug"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/web/page"
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
	e.Use(s.front)

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
	e.POST(pathFallback+"/wait", s.rescued(s.fallbackWait, s.holdOn))
	e.POST(pathFallback+"/done", s.rescued(s.fallbackDone, s.waitOn))

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
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			s.harden(c)
			return next(c)
		}
	})
	s.opsRoutes(e)
	return e
}

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
		if err == nil {
			return document(c, doc)
		}
		if refused := (*echo.HTTPError)(nil); errors.As(err, &refused) {
			return refused
		}
		s.Service.Log.Error().Err(err).Str("call", twilio.CallSid(formOf(c))).Msg("a webhook failed; the caller goes to a person")
		s.Service.CountRescue()
		return document(c, rescue())
	}
}

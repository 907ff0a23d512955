package web

import (
	"errors"
	"net"
	"net/http"
	"runtime/debug"

	"github.com/labstack/echo/v4"
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
	e.Use(s.front)
	v, f := voice{s.Service}, fallback{s.Service, s.metrics.fallbacks}

	e.POST(pathIncoming, s.rescued(v.incoming, f.toPerson))
	e.POST(service.PathStep+":step", s.rescued(v.step, f.toPerson))
	e.POST(service.PathKey+":step", s.rescued(v.key, f.holdOn))
	e.POST(service.PathWait+":step", s.rescued(v.wait, f.holdOn))
	e.POST(service.PathWait+":step/:position", s.rescued(v.wait, f.holdOn))
	e.POST(service.PathWait+":step/:position/:speak", s.rescued(v.wait, f.holdOn))
	e.POST(service.PathWhisper+":call/:step", s.rescued(v.whisper, f.connect))
	e.POST(service.PathWhisper+":call/:step/accept", s.rescued(v.accept, f.connect))
	e.POST(service.PathConference+":step", s.rescued(v.conference, f.toPerson))
	e.POST(service.PathOffer+":offer", s.rescued(s.offer, f.askAgain))
	e.POST(service.PathOffer+":offer/key", s.rescued(s.offerKey, f.askAgain))
	e.POST(service.PathOffer+":offer/status", s.offerStatus)
	e.POST(service.PathAgentLeg, s.rescued(s.agentLeg, f.askAgain))
	e.POST(service.PathAgentLeg+"/left", s.rescued(s.agentLegLeft, f.askAgain))
	e.POST(service.PathCallback+":ticket", s.rescued(v.callback, f.askAgain))
	e.POST(service.PathCallback+":ticket/status", v.callbackStatus)
	e.POST(pathStatus, v.status)
	e.Match([]string{http.MethodGet, http.MethodPost}, pathFallback, f.answer)
	e.POST(pathFallback+"/wait", s.rescued(f.wait, f.holdOn))
	e.POST(pathFallback+"/done", s.rescued(f.done, f.waitOn))

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
func (s *Server) rescued(handle func(echo.Context) ([]byte, error), rescue func(echo.Context) []byte) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if p := recover(); p != nil {
				s.Service.Log.Error().Str("call", twilio.CallSid(formOf(c))).Interface("panic", p).
					Bytes("stack", debug.Stack()).Msg("a webhook panicked; the caller goes to a person")
				s.Service.CountRescue()
				err = document(c, rescue(c))
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
		return document(c, rescue(c))
	}
}

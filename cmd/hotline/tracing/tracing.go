// Package tracing sends spans of what a server does to an OpenTelemetry collector.
package tracing

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/store"
)

// Tracing sends spans of webhooks, of the steps that they write, and of the requests to the
// carrier that come of them, to an OpenTelemetry collector. Nothing of a caller's is in
// them: a call is named by the carrier's id. A nil Tracing traces nothing, and costs
// nothing: what it would wrap stays as it is.
type Tracing struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer

	mu     sync.Mutex
	wanted map[string]trace.SpanContext // by the id of what is to be sent: the step that wanted it
}

const (
	flushDeadline = 2 * time.Second // for the last spans of a server that stops
	mostWanted    = 10_000          // bounds wanted; what is beyond it begins a trace of its own
)

// New connects to the collector at an endpoint (OTLP over HTTP); "" is nil. The version is
// that of this program.
func New(ctx context.Context, endpoint, version string, log zerolog.Logger) (*Tracing, error) {
	if endpoint == "" {
		return nil, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimRight(endpoint, "/")+"/v1/traces"))
	if err != nil {
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_ENDPOINT: %w", err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn().Err(err).Msg("traces were not delivered") }))
	what := resource.NewSchemaless(attribute.String("service.name", "hotline"), attribute.String("service.version", version))
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(what))
	return &Tracing{provider: provider, tracer: provider.Tracer("github.com/okpay/hotline"), wanted: map[string]trace.SpanContext{}}, nil
}

// Close sends the last spans, as far as the collector takes them in time.
func (t *Tracing) Close() {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), flushDeadline)
	defer cancel()
	_ = t.provider.Shutdown(ctx) // the error handler was told
}

// Mount implements [web.Pages]: it wraps every route from inside the guard, so that a
// request that the carrier has not signed makes no span.
func (t *Tracing) Mount(e *echo.Echo) {
	if t != nil {
		e.Use(t.request)
	}
}

var callSID = regexp.MustCompile(`^CA[0-9a-f]{32}$`)

// request is a middleware with a span for each request but streams, which last for hours.
func (t *Tracing) request(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		if r.Header.Get(echo.HeaderAccept) == "text/event-stream" {
			return next(c)
		}
		ctx, span := t.tracer.Start(r.Context(), r.Method+" "+c.Path(), trace.WithSpanKind(trace.SpanKindServer),
			trace.WithAttributes(attribute.String("http.request.method", r.Method), attribute.String("http.route", c.Path())))
		defer span.End()
		if sid := r.PostForm.Get("CallSid"); callSID.MatchString(sid) {
			span.SetAttributes(attribute.String("hotline.call", sid))
		}
		c.SetRequest(r.WithContext(ctx))
		err := next(c)
		status := c.Response().Status
		if refused := (*echo.HTTPError)(nil); errors.As(err, &refused) {
			status = refused.Code
		} else if err != nil {
			status = http.StatusInternalServerError
		}
		span.SetAttributes(attribute.Int("http.response.status_code", status))
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
		return err
	}
}

// Store wraps a store, so that each step that is written has a span.
func (t *Tracing) Store(s service.Store) service.Store {
	if t == nil {
		return s
	}
	return tracedStore{s, t}
}

type tracedStore struct {
	service.Store
	tracing *Tracing
}

// Commit implements [service.Store].
func (s tracedStore) Commit(ctx context.Context, c store.Commit) error {
	ctx, span := s.tracing.tracer.Start(ctx, "commit", trace.WithAttributes(attribute.String("hotline.call", c.Claim.Call), attribute.String("hotline.step", c.Claim.Step)))
	defer span.End()
	err := s.Store.Commit(ctx, c)
	if err != nil {
		span.SetStatus(codes.Error, "") // a step that another request has taken is one too
		return err
	}
	s.tracing.wants(span.SpanContext(), c.Outgoing)
	return nil
}

// wants keeps which step wanted something sent.
func (t *Tracing) wants(step trace.SpanContext, sent []store.Outgoing) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range sent {
		if len(t.wanted) < mostWanted {
			t.wanted[m.ID] = step
		}
	}
}

// sending returns the context in which something is sent: below the step that wanted it,
// if that was written by this process.
func (t *Tracing) sending(ctx context.Context, m store.Outgoing) context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	step, known := t.wanted[m.ID]
	if !known {
		return ctx
	}
	delete(t.wanted, m.ID)
	return trace.ContextWithSpanContext(ctx, step)
}

// Outgoing is how the service tells what it sends; nil when nothing is traced.
func (t *Tracing) Outgoing() func(context.Context, store.Outgoing) context.Context {
	if t == nil {
		return nil
	}
	return t.sending
}

// Client wraps the client that reaches the carrier, so that each request has a span.
func (t *Tracing) Client(c *http.Client) *http.Client {
	if t == nil {
		return c
	}
	traced := http.Client{}
	if c != nil {
		traced = *c
	}
	if traced.Transport == nil {
		traced.Transport = http.DefaultTransport
	}
	traced.Transport = tracedTransport{traced.Transport, t}
	return &traced
}

type tracedTransport struct {
	http.RoundTripper
	tracing *Tracing
}

// anySID is an id in a path of the carrier's API.
var anySID = regexp.MustCompile(`[A-Z]{2}[0-9a-f]{32}`)

// RoundTrip implements [http.RoundTripper]. Query and body, which hold numbers and texts, are
// left out.
func (r tracedTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	path := anySID.ReplaceAllString(request.URL.Path, "{sid}")
	ctx, span := r.tracing.tracer.Start(request.Context(), request.Method+" "+path, trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("http.request.method", request.Method), attribute.String("server.address", request.URL.Hostname()), attribute.String("url.template", path)))
	defer span.End()
	answer, err := r.RoundTripper.RoundTrip(request.WithContext(ctx))
	if err != nil {
		span.SetStatus(codes.Error, "")
		return nil, err
	}
	span.SetAttributes(attribute.Int("http.response.status_code", answer.StatusCode))
	if answer.StatusCode >= http.StatusBadRequest {
		span.SetStatus(codes.Error, "")
	}
	return answer, nil
}

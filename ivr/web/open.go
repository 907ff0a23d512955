package web

import (
	"context"
	"errors"
	"net/http"
)

// New makes a server.
func New(c Config) (*Server, error) {
	if c.Service == nil || c.Verifier == nil {
		return nil, errors.New("web: a service and a signature verifier are needed")
	}
	if c.Notices == nil {
		c.Notices = func() []string { return nil }
	}
	s := &Server{Config: c}
	s.metrics = newMetrics(c.Service.Registry, s.look)
	s.draining, s.drain = context.WithCancel(context.Background())
	s.echo = s.routes()
	return s, nil
}

// Mount adds pages, before the server answers.
func (s *Server) Mount(all ...Pages) {
	for _, p := range all {
		p.Mount(s.echo)
	}
}

// Handler serves every route.
func (s *Server) Handler() http.Handler { return s.echo }

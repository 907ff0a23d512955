package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/twilio"
)

// BenchmarkBesideEcho has the same 64 connections ask a bare Echo that answers a constant
// document, one that also checks the signature, and the hotline on its store, in turns, over
// loopback. An operation is a round. What counts are the ratios: they are of one moment of
// one machine.
func BenchmarkBesideEcho(b *testing.B) {
	h := newBenched(b)
	servers := []*besides{
		{name: "echo", handler: constant(nil)},
		{name: "signed", handler: constant(twilio.NewVerifier(authToken))},
		{name: "hotline", handler: h.handler},
	}
	for _, s := range servers {
		s.open(b)
		s.take(b, h.packets(1)) // connections and pools are made
	}
	for b.Loop() {
		for _, s := range servers {
			b.StopTimer()
			packets := h.packets(4)
			b.StartTimer()
			s.take(b, packets)
		}
	}
	for _, s := range servers {
		b.ReportMetric(median(s.rates), s.name+"-req/s")
		b.ReportMetric(float64(quantile(s.took, 0.99).Microseconds())/1000, s.name+"-p99-ms")
		var ratios []float64
		for round, rate := range s.rates[1:] {
			ratios = append(ratios, rate/servers[0].rates[round+1])
		}
		if s != servers[0] {
			b.ReportMetric(median(ratios), s.name+"/echo")
		}
	}
}

// besides is a server that is asked in turns with others.
type besides struct {
	name    string
	handler http.Handler
	conns   []*besideConn
	rates   []float64 // requests a second, of each round
	took    []time.Duration
}

type besideConn struct {
	net.Conn
	in *bufio.Reader
}

const besideConns = 64

func (s *besides) open(b *testing.B) {
	b.Helper()
	server := httptest.NewServer(s.handler)
	b.Cleanup(server.Close)
	for range besideConns {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		require.NoError(b, err)
		b.Cleanup(func() { _ = conn.Close() })
		s.conns = append(s.conns, &besideConn{conn, bufio.NewReader(conn)})
	}
}

// take sends each connection's requests, one after another.
func (s *besides) take(b *testing.B, packets [][][]byte) {
	b.Helper()
	began := time.Now()
	took := make([][]time.Duration, len(packets))
	var all sync.WaitGroup
	for i, mine := range packets {
		all.Go(func() {
			for _, p := range mine {
				sent := time.Now()
				if err := s.conns[i].ask(p); err != nil {
					b.Errorf("%s: %v", s.name, err)
					return
				}
				took[i] = append(took[i], time.Since(sent))
			}
		})
	}
	all.Wait()
	s.rates = append(s.rates, float64(len(packets)*len(packets[0]))/time.Since(began).Seconds())
	s.took = append(s.took, slices.Concat(took...)...)
}

func (c *besideConn) ask(packet []byte) error {
	if _, err := c.Write(packet); err != nil {
		return err
	}
	answer, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	if answer.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("status %d", answer.StatusCode)
	}
	return err
}

// packets makes the requests of some calls for each connection, as they go over the wire.
func (h *benched) packets(calls int) [][][]byte {
	all := make([][][]byte, besideConns)
	for i := range all {
		for _, call := range h.calls(calls) {
			for _, r := range call {
				var packet bytes.Buffer
				r.Host = "hotline.example.com"
				if err := r.Write(&packet); err != nil {
					panic(err)
				}
				all[i] = append(all[i], packet.Bytes())
			}
		}
	}
	return all
}

// constant is an Echo that answers each request with a document of the usual size, after
// it has checked the signature if it has a verifier.
func constant(v *twilio.Verifier) http.Handler {
	document := []byte(`<?xml version="1.0" encoding="UTF-8"?><Response><Say>` + fmt.Sprintf("%0900d", 0) + `</Say></Response>`)
	e := echo.New()
	e.Any("/*", func(c echo.Context) error {
		if v != nil && v.Verify(benchedURL, c.Request()) != nil {
			return echo.ErrForbidden
		}
		return c.Blob(http.StatusOK, "text/xml; charset=utf-8", document)
	})
	return e
}

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)/2]
}

func quantile(of []time.Duration, q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[int(q*float64(len(sorted)-1))]
}

package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkBeside has the same connections ask, in turns and over loopback: a bare Echo that
// answers a constant document, one that also checks the signature, the hotline on a file and on
// PostgreSQL, and Express and Fastify with the carrier's official package. The first two and the
// last two keep nothing. Each is a process of its own. An operation is a round. What counts are
// the ratios to the bare Echo within a round: they are of one moment of one machine.
func BenchmarkBeside(b *testing.B) {
	h := newBenched(b)
	all := servers(b)
	for _, conns := range []int{64, 256} {
		b.Run(fmt.Sprintf("%d connections", conns), func(b *testing.B) {
			for _, s := range all {
				s.dial(b, conns)
				s.take(b, h.packets(conns, 1)) // pools are made, and code is compiled
				s.rounds = nil
			}
			for b.Loop() {
				for _, s := range all {
					b.StopTimer()
					packets := h.packets(conns, max(1, 256/conns))
					b.StartTimer()
					s.take(b, packets)
				}
			}
			b.ReportMetric(0, "ns/op")
			for _, s := range all {
				s.report(b, all[0])
			}
		})
	}
}

// beside is a server that is asked in turns with others.
type beside struct {
	name, addr string
	pid        int
	conns      []*besideConn
	rounds     []round
}

// round is how a server did in one round.
type round struct {
	requests int
	rate     float64       // requests a second
	cpu      time.Duration // of the server's processes, for a request
	p50, p99 time.Duration
}

type besideConn struct {
	net.Conn
	in *bufio.Reader
}

func (s *beside) dial(b *testing.B, conns int) {
	b.Helper()
	s.conns = nil
	for range conns {
		s.conns = append(s.conns, dialled(b, s.addr))
	}
}

// dialled is a connection that ends with the benchmark.
func dialled(b *testing.B, addr string) *besideConn {
	b.Helper()
	conn, err := net.Dial("tcp", addr)
	require.NoError(b, err)
	b.Cleanup(func() { _ = conn.Close() })
	return &besideConn{conn, bufio.NewReader(conn)}
}

// take sends each connection's requests, one after another.
func (s *beside) take(b *testing.B, packets [][][]byte) {
	b.Helper()
	before := cpuOf(b, s.pid)
	r := taken(b, packets, func(conn, _ int, packet []byte) error { return s.conns[conn].ask(packet) })
	r.cpu = (cpuOf(b, s.pid) - before) / time.Duration(r.requests)
	s.rounds = append(s.rounds, r)
}

// taken is how a round went in which each of some callers sends its requests one after another, all of them at
// once. ask is told the caller's place, the request's, and what goes over the wire.
func taken(b *testing.B, packets [][][]byte, ask func(caller, nth int, packet []byte) error) round {
	b.Helper()
	took := make([][]time.Duration, len(packets))
	began := time.Now()
	var all sync.WaitGroup
	for i, mine := range packets {
		all.Go(func() {
			for n, p := range mine {
				sent := time.Now()
				if err := ask(i, n, p); err != nil {
					b.Error(err)
					return
				}
				took[i] = append(took[i], time.Since(sent))
			}
		})
	}
	all.Wait()
	lasted, each := time.Since(began), slices.Sorted(slices.Values(slices.Concat(took...)))
	requests := len(each)
	if requests == 0 {
		b.Fatal("nothing is answered")
	}
	return round{requests: requests, rate: float64(requests) / lasted.Seconds(), p50: each[requests/2], p99: each[requests*99/100]}
}

// report prints a server's medians, and its ratio to another server's, from the worst round to the best.
func (s *beside) report(b *testing.B, other *beside) {
	ratios := ratios(s.rounds, other.rounds)
	of := func(what func(round) float64) float64 { return medianOf(s.rounds, what) }
	fmt.Printf("%4d connections  %-9s %8.0f/s  ratio %.3f (%.3f to %.3f)  CPU %6.1f µs  p50 %6.2f ms  p99 %6.2f ms\n",
		len(s.conns), s.name, of(func(r round) float64 { return r.rate }), median(ratios), ratios[0], ratios[len(ratios)-1],
		of(func(r round) float64 { return micro(r.cpu) }),
		of(func(r round) float64 { return milli(r.p50) }), of(func(r round) float64 { return milli(r.p99) }))
	b.ReportMetric(median(ratios), s.name+"/echo")
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
func (h *benched) packets(conns, calls int) [][][]byte {
	all := make([][][]byte, conns)
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

// cpuOf is the processor time that a process and those that it started have used, as Linux
// counts it: in hundredths of a second.
func cpuOf(b *testing.B, pid int) time.Duration {
	b.Helper()
	used, err := usedBy(strconv.Itoa(pid))
	if err != nil {
		b.Skipf("no processor time of other processes here: %v", err)
	}
	return used
}

func usedBy(pid string) (time.Duration, error) {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])) // from the third on
	var used time.Duration
	for _, field := range fields[11:15] { // its own, and that of children that have ended
		hundredths, _ := strconv.Atoi(field)
		used += time.Duration(hundredths) * 10 * time.Millisecond
	}
	children, _ := os.ReadFile("/proc/" + pid + "/task/" + pid + "/children")
	for _, child := range strings.Fields(string(children)) {
		its, _ := usedBy(child) // one that has ended meanwhile is among those of its parent next time
		used += its
	}
	return used, nil
}

// ratios are those of the rates of rounds to those of others, sorted.
func ratios(rounds, others []round) (all []float64) {
	for i, r := range rounds {
		all = append(all, r.rate/others[i].rate)
	}
	slices.Sort(all)
	return all
}

func medianOf(rounds []round, what func(round) float64) float64 {
	var all []float64
	for _, r := range rounds {
		all = append(all, what(r))
	}
	return median(all)
}

func milli(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func micro(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)/2]
}

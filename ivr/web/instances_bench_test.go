package web_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// mostInstances is how many hotlines [BenchmarkInstances] starts, and callersAtOnce how many calls are in progress.
const (
	mostInstances = 3
	callersAtOnce = 64
)

// BenchmarkInstances has callers ask one, two and three hotlines, in turns and over loopback, that keep calls in one
// PostgreSQL which syncs its disk. Each request of a call goes to the next hotline, as a load balancer
// may send it. All hotlines run all the time: those that are not asked have nothing to do. An
// operation is a round. On a machine of few processors, which hotlines, PostgreSQL and callers
// share, what counts is the processor time of a request, and how it and the rate change with the number.
func BenchmarkInstances(b *testing.B) {
	server := postgrestest.StartDurable(b)
	if server.PID() == 0 {
		b.Skip("the processor time of a server elsewhere cannot be told")
	}
	f := &fleet{database: server.PID(), url: server.Database(b)}
	f.start(b)
	f.fill(b)
	h := newBenched(b)
	for n := range mostInstances { // pools are made, and statements prepared
		f.take(b, n+1, h.packets(callersAtOnce, 1))
	}
	for n := range mostInstances {
		packets := h.packets(callersAtOnce, 4)
		f.measure(b, func() { f.take(b, n+1, packets) })
	}
	f.rounds = [mostInstances][]fleetRound{}
	for b.Loop() {
		for n := range mostInstances {
			b.StopTimer()
			packets := h.packets(callersAtOnce, 4)
			b.StartTimer()
			f.take(b, n+1, packets)
		}
	}
	b.ReportMetric(0, "ns/op")
	f.report(b)
}

// fleet is hotlines on one database.
type fleet struct {
	database  int // its process
	url       string
	instances []*beside
	rounds    [mostInstances][]fleetRound // by how many were asked, less one
	traffic   []traffic                   // likewise
}

// fleetRound is a round with the processor time that the database used for a request.
type fleetRound struct {
	round
	database time.Duration
}

// start builds the hotline's program, and starts it a few times.
func (f *fleet) start(b *testing.B) {
	b.Helper()
	program := filepath.Join(b.TempDir(), "hotline")
	build := exec.Command("go", "build", "-o", program, "./cmd/hotline")
	build.Dir = filepath.Join("..", "..")
	output, err := build.CombinedOutput()
	require.NoError(b, err, string(output))
	for n := range mostInstances {
		f.instances = append(f.instances, f.run(b, fmt.Sprint("hotline ", n+1), program))
	}
}

// fill enters calls of earlier days. In an index of few pages, steps of different calls share pages, and the
// database undoes some of them; a hotline in use has many.
func (f *fleet) fill(b *testing.B) {
	b.Helper()
	const calls = 100_000
	ask(b, f.url, nil, `INSERT INTO calls (id, began, entries, record, ended)
		SELECT convert_to('CA' || md5(n::text), 'UTF8'), n, 1, convert_to(repeat(md5(n::text), 30), 'UTF8'), NULL FROM generate_series(1, $1::bigint) AS n`, calls)
	ask(b, f.url, nil, `VACUUM ANALYZE calls`)
}

// dial connects each caller with the first instances anew: they close what is not used for a while.
func (f *fleet) dial(b *testing.B, instances int) (callers [callersAtOnce][]*besideConn) {
	b.Helper()
	for i := range callers {
		for _, instance := range f.instances[:instances] {
			callers[i] = append(callers[i], dialled(b, instance.addr))
		}
	}
	return callers
}

// run starts a hotline, and ends it with the benchmark.
func (f *fleet) run(b *testing.B, name, program string) *beside {
	b.Helper()
	addr := freeAddr(b)
	c := exec.Command(program, "serve")
	c.Dir = b.TempDir()
	c.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOTLINE_ADDR=" + addr, "HOTLINE_PUBLIC_URL=" + benchedURL, "HOTLINE_NUMBER=" + hotline,
		"HOTLINE_STORE=" + f.url, "HOTLINE_LOG_LEVEL=warn",
		"TWILIO_ACCOUNT_SID=" + accountID, "TWILIO_AUTH_TOKEN=" + authToken, "TWILIO_API_URL=http://127.0.0.1:1",
	}
	c.Stdout = io.Discard
	s := run(b, name, addr, c)
	b.Cleanup(func() { _ = c.Process.Signal(os.Interrupt) })
	return s
}

// take has all callers send their requests to the first instances.
func (f *fleet) take(b *testing.B, instances int, packets [][][]byte) {
	b.Helper()
	callers := f.dial(b, instances)
	hotlines, database := f.used(b)
	r := fleetRound{round: taken(b, packets, func(caller, nth int, packet []byte) error {
		return callers[caller][(caller+nth)%instances].ask(packet)
	})}
	hotlinesAfter, databaseAfter := f.used(b)
	r.cpu = (hotlinesAfter - hotlines) / time.Duration(r.requests)
	r.database = (databaseAfter - database) / time.Duration(r.requests)
	f.rounds[instances-1] = append(f.rounds[instances-1], r)
}

// used is the processor time that all hotlines and the database have used.
func (f *fleet) used(b *testing.B) (hotlines, database time.Duration) {
	b.Helper()
	for _, instance := range f.instances {
		hotlines += cpuOf(b, instance.pid)
	}
	return hotlines, cpuOf(b, f.database)
}

// countedAfter is how long PostgreSQL takes at most to count the transactions of a connection that is idle.
const countedAfter = 11 * time.Second

// traffic is how many transactions a webhook makes, each a round trip, and how many of them the database undid
// because of others.
type traffic struct{ transactions, undone float64 }

// measure notes the traffic of a round, without that of hotlines that have nothing to do.
func (f *fleet) measure(b *testing.B, round func()) {
	b.Helper()
	before, began := f.counted(b)
	idle, since := f.counted(b)
	round()
	after, ended := f.counted(b)
	share := float64(ended.Sub(since)) / float64(since.Sub(began))
	rounds := f.rounds[len(f.traffic)]
	hooks := float64(rounds[len(rounds)-1].requests)
	f.traffic = append(f.traffic, traffic{
		transactions: (after.transactions - idle.transactions - share*(idle.transactions-before.transactions)) / hooks,
		undone:       (after.undone - idle.undone) / hooks,
	})
}

// counted is how many transactions there have been, and when they were counted.
func (f *fleet) counted(b *testing.B) (traffic, time.Time) {
	b.Helper()
	time.Sleep(countedAfter)
	var done, undone int64
	ask(b, f.url, &undone, `SELECT xact_rollback FROM pg_stat_database WHERE datname = current_database()`)
	ask(b, f.url, &done, `SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()`)
	return traffic{float64(done + undone), float64(undone)}, time.Now()
}

func (f *fleet) report(b *testing.B) {
	plain := func(rounds []fleetRound) (all []round) {
		for _, r := range rounds {
			all = append(all, r.round)
		}
		return all
	}
	first := plain(f.rounds[0])
	for i, rounds := range f.rounds {
		own := plain(rounds)
		var database []float64
		for _, r := range rounds {
			database = append(database, micro(r.database))
		}
		to := ratios(own, first)
		of := func(what func(round) float64) float64 { return medianOf(own, what) }
		fmt.Printf("%d asked  %6.0f/s  ratio %.2f (%.2f to %.2f)  CPU of hotlines %5.0f µs, of PostgreSQL %5.0f µs  p50 %5.1f ms  p99 %5.1f ms  %.2f transactions, %.3f undone\n",
			i+1, of(func(r round) float64 { return r.rate }), median(to), to[0], to[len(to)-1],
			of(func(r round) float64 { return micro(r.cpu) }), median(database),
			of(func(r round) float64 { return milli(r.p50) }), of(func(r round) float64 { return milli(r.p99) }), f.traffic[i].transactions, f.traffic[i].undone)
		b.ReportMetric(median(to), fmt.Sprintf("%d-asked/1", i+1))
	}
}

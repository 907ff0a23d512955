package privacy

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/store"
)

// Kind is a kind of record that has a term of its own.
type Kind string

// The kinds.
const (
	Calls      Kind = "calls"      // ended calls: journals, answers, stays in queues, counts of tries
	Recordings Kind = "recordings" // what callers have recorded, also at the carrier
	Cases      Kind = "cases"      // closed cases, counted from when they were closed
	Audit      Kind = "audit"      // who saw or changed what
	Outbox     Kind = "outbox"     // news of cases that could not be delivered
)

// Term is how long something is kept.
type Term struct{ Years, Months, Days int }

// before is the instant before which the term is over.
func (t Term) before(now time.Time) time.Time { return now.AddDate(-t.Years, -t.Months, -t.Days) }

// What one transaction removes: a call has tens of records, all others are one or a few.
const (
	callsAtOnce = 10
	rowsAtOnce  = 50
)

// RetainerConfig is what a retainer is made of. Carrier may be nil: recordings then stay. Lease is nil
// where no other process shares the store.
type RetainerConfig struct {
	Store    Store
	Carrier  Carrier
	Terms    map[Kind]Term
	Lease    Lease
	Clock    func() time.Time
	Log      zerolog.Logger
	Registry *prometheus.Registry
}

// Retainer removes records whose time is over.
type Retainer struct {
	RetainerConfig
	removed *prometheus.CounterVec
	last    prometheus.Gauge
}

// NewRetainer makes a retainer.
func NewRetainer(c RetainerConfig) *Retainer {
	f := promauto.With(c.Registry)
	return &Retainer{
		RetainerConfig: c,
		removed: f.NewCounterVec(prometheus.CounterOpts{
			Name: "hotline_retention_removed_total", Help: "Records that were removed because their time was over, by kind.",
		}, []string{"kind"}),
		last: f.NewGauge(prometheus.GaugeOpts{
			Name: "hotline_retention_last_success_timestamp_seconds", Help: "When records whose time was over were last removed by this process without a failure; 0: not since its start.",
		}),
	}
}

// Removed counts what was removed, by kind.
type Removed map[Kind]int

// String lists what was removed, in a fixed order.
func (r Removed) String() string {
	var parts []string
	for _, kind := range Kinds() {
		if r[kind] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", kind, r[kind]))
		}
	}
	return strings.Join(parts, ", ")
}

// Kinds lists the kinds in the order in which they are removed: recordings before the
// records that name them.
func Kinds() []Kind { return []Kind{Recordings, Calls, Cases, Outbox, Audit} }

// Once removes everything that is over now. What was removed is written into the audit,
// also when something failed.
func (r *Retainer) Once(ctx context.Context) (Removed, error) {
	now, removed := r.Clock(), Removed{}
	work := map[Kind]func(context.Context, time.Time) (int, error){
		Recordings: r.recordings, Calls: r.calls, Cases: r.cases, Outbox: r.outbox, Audit: r.audit,
	}
	var failed error
	for _, kind := range Kinds() {
		term, kept := r.Terms[kind]
		if !kept {
			continue
		}
		count, err := work[kind](ctx, term.before(now))
		removed[kind] = count
		r.removed.WithLabelValues(string(kind)).Add(float64(count))
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("remove %s: %w", kind, err))
		}
	}
	if failed == nil {
		r.last.Set(float64(now.Unix()))
	}
	return removed, errors.Join(failed, r.note(ctx, now, removed))
}

// note writes into the log and the audit what was removed, if anything was.
func (r *Retainer) note(ctx context.Context, now time.Time, removed Removed) error {
	what := removed.String()
	if what == "" {
		return nil
	}
	r.Log.Info().Str("removed", what).Msg("records whose time was over were removed")
	return r.Store.AppendAudit(context.WithoutCancel(ctx), store.AuditEntry{At: now, Who: "hotline", Action: "retention.run", Detail: what})
}

// calls removes calls, and counts of tries.
func (r *Retainer) calls(ctx context.Context, before time.Time) (int, error) {
	count, err := untilNone(func() (int, error) { return r.Store.PruneCalls(ctx, before, callsAtOnce) })
	if err != nil {
		return count, err
	}
	_, err = untilNone(func() (int, error) { return r.Store.PruneLocks(ctx, before, rowsAtOnce) })
	return count, err
}

// untilNone removes bit by bit.
func untilNone(remove func() (int, error)) (count int, err error) {
	for {
		removed, err := remove()
		count += removed
		if err != nil || removed == 0 {
			return count, err
		}
	}
}

// recordings removes what callers have recorded: at the carrier first, so that none is left
// there that nobody knows of.
func (r *Retainer) recordings(ctx context.Context, before time.Time) (count int, err error) {
	if r.Carrier == nil {
		return 0, nil
	}
	var failed error
	for c, err := range r.Store.ListCases(ctx, store.CaseFilter{Until: before}) {
		if err != nil {
			return count, err
		}
		for _, recording := range c.Recordings {
			if !recording.At.Before(before) {
				continue
			}
			if err := removeRecording(ctx, r.Store, r.Carrier, c.Number, recording.URL); err != nil {
				failed = fmt.Errorf("case %s: %w", c.Number, err) // tried again the next day
				continue
			}
			count++
		}
	}
	return count, failed
}

func removeRecording(ctx context.Context, s store.Keeping, carrier Carrier, number, url string) error {
	if err := carrier.DeleteRecording(ctx, url); err != nil {
		return err
	}
	return s.RemoveRecording(ctx, number, url)
}

// cases removes closed cases, and their recordings with them.
func (r *Retainer) cases(ctx context.Context, before time.Time) (int, error) {
	var failed error
	over := func(yield func(string) bool) {
		for c, err := range r.Store.ListCases(ctx, store.CaseFilter{Until: before}) {
			if err != nil {
				failed = err
				return
			}
			if c.Closed.IsZero() || !c.Closed.Before(before) {
				continue
			}
			if err := removeAllRecordings(ctx, r.Store, r.Carrier, c); err != nil {
				failed = err
				continue
			}
			if !yield(c.Number) {
				return
			}
		}
	}
	count, err := inBatches(over, func(numbers []string) (int, error) { return r.Store.ForgetCases(ctx, numbers) })
	return count, errors.Join(failed, err)
}

// errNoCarrier is why the recordings of a case cannot be deleted.
var errNoCarrier = errors.New("its recordings are at the carrier, which is not known here (TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN)")

func removeAllRecordings(ctx context.Context, s store.Keeping, carrier Carrier, c store.Case) error {
	for _, recording := range c.Recordings {
		if carrier == nil {
			return fmt.Errorf("case %s: %w", c.Number, errNoCarrier)
		}
		if err := removeRecording(ctx, s, carrier, c.Number, recording.URL); err != nil {
			return fmt.Errorf("case %s: %w", c.Number, err)
		}
	}
	return nil
}

// inBatches hands keys over, some at a time, and counts what was removed.
func inBatches(keys iter.Seq[string], remove func([]string) (int, error)) (count int, err error) {
	var some []string
	flush := func() error {
		removed, err := remove(some)
		count, some = count+removed, nil
		return err
	}
	for key := range keys {
		if some = append(some, key); len(some) == rowsAtOnce {
			if err := flush(); err != nil {
				return count, err
			}
		}
	}
	return count, flush()
}

// outbox removes news that could not be delivered.
func (r *Retainer) outbox(ctx context.Context, before time.Time) (count int, err error) {
	for d, err := range r.Store.ListDeliveries(ctx, true) {
		if err != nil {
			return count, err
		}
		if !d.At.Before(before) {
			continue
		}
		if err := r.Store.RemoveDelivery(ctx, d.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return count, err
		}
		count++
	}
	return count, nil
}

func (r *Retainer) audit(ctx context.Context, before time.Time) (int, error) {
	return untilNone(func() (int, error) { return r.Store.PruneAudit(ctx, before, rowsAtOnce) })
}

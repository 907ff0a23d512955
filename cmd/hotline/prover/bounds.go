package prover

import (
	"context"
	"fmt"
	"runtime/metrics"
	"time"
)

// Bounds are how much a proof may take. Their tags are those of a command line's flags.
type Bounds struct {
	Within time.Duration `default:"10s" help:"How much processor time a proof may take before it is given up as not proved; six times as long by the clock."`
	Memory int           `default:"1024" placeholder:"MB" help:"How much memory a proof may take, likewise."`
}

// Live are the bounds of a proof inside a running hotline.
var Live = Bounds{Within: 10 * time.Second, Memory: 180}

// patience is how many times longer than its processor time a proof may take
// by the clock, on a machine that has other things to do.
const patience = 6

// Stop returns what a proof asks now and then: why it must end, or "". The bounds count from
// the call of Stop.
func (b Bounds) Stop(ctx context.Context) func() string {
	ends := time.Now().Add(b.Within * Slowdown * patience)
	before, begun := heap(), worked()
	return func() string {
		switch {
		case ctx.Err() != nil:
			return "it was given up"
		case b.Within > 0 && (worked()-begun > b.Within*Slowdown || time.Now().After(ends)):
			return fmt.Sprintf("it takes more than %s", b.Within)
		case b.Memory > 0 && heap() > before+uint64(b.Memory)<<20:
			return fmt.Sprintf("it takes more than %d MB of memory", b.Memory)
		}
		return ""
	}
}

// heap returns the bytes that were in use at the last collection. What waits to be
// collected does not count: how much of it there is depends on how busy the machine is.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

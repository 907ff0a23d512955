// Package player plays a day of the hotline in a process of its own, so that no caller waits for the processor
// or the memory that it takes.
package player

import (
	"context"
	"io"
	"time"

	"github.com/okpay/hotline/cmd/hotline/apart"
	"github.com/okpay/hotline/ivr/rehearse"
	"github.com/okpay/hotline/ivr/rehearse/run"
	"github.com/okpay/hotline/menus"
)

// Limits are what the process of a day may take.
type Limits struct {
	Memory     int // in MB, in which it tries to stay
	Processors int
}

// Console are the limits of a day of the console: one of 20,000 calls holds a third of the memory.
var Console = Limits{Memory: 400, Processors: 1}

// Apart plays a day as [run.Day] does, in another process with a low priority, which ends with ctx. The process
// is `hotline play`, which runs [Work].
func (l Limits) Apart(ctx context.Context, d *rehearse.Day, seed uint64) (rehearse.Report, error) {
	var report rehearse.Report
	given := job{Files: d.Menu.Files, Revision: d.Menu.Tree.Revision, Profile: d.Profile, Date: d.Date, Seed: seed}
	err := apart.Command{Name: "play", Memory: l.Memory, Processors: l.Processors}.Do(ctx, given, &report)
	return report, err
}

// job is the day that another process is to play.
type job struct {
	Files    map[string][]byte
	Revision string
	Profile  rehearse.Profile
	Date     time.Time
	Seed     uint64
}

// Work plays a job from one stream and writes its report to another, as JSON.
func Work(ctx context.Context, in io.Reader, out io.Writer) error {
	return apart.Work(ctx, in, out, func(ctx context.Context, given job) (rehearse.Report, error) {
		menu, err := menus.LoadFiles(given.Files)
		if err != nil {
			return rehearse.Report{}, err
		}
		menu.Tree.Revision = given.Revision
		day := &rehearse.Day{Menu: menu, Profile: given.Profile, Date: given.Date.In(menu.Tree.Zone), Chance: run.Chance(given.Seed)}
		return run.Day(ctx, day, given.Seed)
	})
}

package terminal

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// Progress shows how far a long work is. A bar that cannot be drawn stops no work.
type Progress struct {
	bar *progressbar.ProgressBar
	err io.Writer // gets the bar's last newline; nil when nothing is shown
}

// Progress makes a bar for a work of so many units. It is shown where standard error is a
// terminal, or when it is asked for.
func (c Console) Progress(asked bool, what, unit string, of int) *Progress {
	shown := asked || c.Lively
	p := &Progress{bar: progressbar.NewOptions(of,
		progressbar.OptionSetVisibility(shown), progressbar.OptionSetWriter(c.Err), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString(unit),
		progressbar.OptionSetPredictTime(true), progressbar.OptionUseANSICodes(c.Lively), progressbar.OptionThrottle(100*time.Millisecond))}
	if shown {
		p.err = c.Err
	}
	return p
}

// Set says how many units are done.
func (p *Progress) Set(n int) { _ = p.bar.Set(n) }

// Add says that so many more units are done.
func (p *Progress) Add(n int) { _ = p.bar.Add(n) }

// End ends the bar's line.
func (p *Progress) End() {
	if p.err != nil {
		_ = p.bar.Exit()
		_, _ = fmt.Fprintln(p.err)
	}
}

// Package prover proves menus within bounds of time and memory, in this process or in one
// that it starts, so that no caller waits for the processor or the memory of a proof.
package prover

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/okpay/hotline/cmd/hotline/apart"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
)

// Here proves in this process, within the bounds of a running hotline: it is a [live.Prove].
func Here(ctx context.Context, menu *menus.Menu, at time.Time) ([]check.Finding, error) {
	found := check.Prove(menu, at, check.Options{Stop: Live.Stop(ctx)}).Findings
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return found, nil
}

// Apart proves in another process, with a memory limit and a low priority, and ends that process for certain:
// it is a [live.Prove]. The process is `hotline prove`, which runs [Work].
func Apart(ctx context.Context, menu *menus.Menu, at time.Time) ([]check.Finding, error) {
	bound, cancel := context.WithTimeout(ctx, Live.Within*Slowdown*patience+grace)
	defer cancel()
	var found []check.Finding
	err := apart.Command{Name: "prove", Memory: Live.Memory, Processors: 1}.Do(bound, job{Files: menu.Files, Revision: menu.Tree.Revision, At: at}, &found)
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.Is(err, apart.ErrNoProgram):
		return Here(ctx, menu, at)
	case err != nil:
		return []check.Finding{unproved(err)}, nil
	}
	return found, nil
}

// grace is how long a proof may take beyond its own bound before its process is ended.
const grace = 2 * time.Second

// unproved is the finding of a proof whose process came to no end of its own.
func unproved(err error) check.Finding {
	return check.Finding{
		Position: menus.Position{File: menus.Main, Line: 1, Column: 1}, Rule: rules.NotProved, Severity: check.Fail,
		Text: "not proved: " + err.Error(), Fix: rules.Named(rules.NotProved).Fix["en-US"],
	}
}

// job is what another process is to prove.
type job struct {
	Files    map[string][]byte
	Revision string
	At       time.Time
}

// Work proves a job from one stream and writes the findings to another, as JSON.
func Work(ctx context.Context, in io.Reader, out io.Writer) error {
	return apart.Work(ctx, in, out, func(ctx context.Context, given job) ([]check.Finding, error) {
		menu, err := menus.LoadFiles(given.Files)
		if err != nil {
			return nil, err
		}
		menu.Tree.Revision = given.Revision
		return Here(ctx, menu, given.At)
	})
}

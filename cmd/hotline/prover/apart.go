// Package prover proves menus within bounds of time and memory, in this process or in one
// that it starts, so that no caller waits for the processor or the memory of a proof.
package prover

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

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

// Apart proves in another process, with a memory limit and a low priority, and ends that
// process for certain: it is a [live.Prove]. The process is this program as `hotline prove`,
// which runs [Work].
func Apart(ctx context.Context, menu *menus.Menu, at time.Time) ([]check.Finding, error) {
	program, err := os.Executable()
	if err != nil {
		return Here(ctx, menu, at)
	}
	text, err := json.Marshal(job{Files: menu.Files, Revision: menu.Tree.Revision, At: at})
	if err != nil {
		return nil, fmt.Errorf("writing down what is to be proved: %w", err)
	}
	bound, cancel := context.WithTimeout(ctx, Live.Within*Slowdown*patience+grace)
	defer cancel()
	child := exec.CommandContext(bound, program) //nolint:gosec // this very program
	child.Args = []string{"hotline", "prove"}
	child.Env = append(os.Environ(), fmt.Sprintf("GOMEMLIMIT=%dMiB", Live.Memory), "GOMAXPROCS=1")
	child.Stdin = bytes.NewReader(text)
	out, err := child.Output()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	var found []check.Finding
	if err == nil {
		err = json.Unmarshal(out, &found)
	}
	if err != nil {
		return []check.Finding{unproved(err)}, nil
	}
	return found, nil
}

// grace is how long a proof may take beyond its own bound before its process is ended.
const grace = 2 * time.Second

// unproved is the finding of a proof whose process came to no end of its own.
func unproved(err error) check.Finding {
	why := err.Error()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		why = fmt.Sprintf("its process ended before it was done (%s)", exit.ProcessState)
	}
	return check.Finding{
		Position: menus.Position{File: menus.Main, Line: 1, Column: 1}, Rule: rules.NotProved, Severity: check.Fail,
		Text: "not proved: " + why, Fix: rules.Named(rules.NotProved).Fix["en-US"],
	}
}

// job is what another process is to prove.
type job struct {
	Files    map[string][]byte
	Revision string
	At       time.Time
}

// Work proves a job from one stream and writes the findings to another, as JSON. It lets
// other processes of this machine go first.
func Work(ctx context.Context, in io.Reader, out io.Writer) error {
	lowerPriority()
	var given job
	if err := json.NewDecoder(in).Decode(&given); err != nil {
		return fmt.Errorf("a running hotline starts this command; its input is no job: %w", err)
	}
	menu, err := menus.LoadFiles(given.Files)
	if err != nil {
		return err
	}
	menu.Tree.Revision = given.Revision
	found, err := Here(ctx, menu, given.At)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(found)
}

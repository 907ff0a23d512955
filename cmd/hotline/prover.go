package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
)

// proveHere proves in this process, within the bounds of a running hotline: it is a
// [live.Prove].
func proveHere(ctx context.Context, menu *menus.Menu, at time.Time) ([]check.Finding, error) {
	found := check.Prove(menu, at, check.Options{Stop: liveBounds.stop(ctx)}).Findings
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return found, nil
}

// asChild says that a running hotline proves in a process of its own, so that no
// caller waits for the proof's memory or processor.
var asChild = true

// proveApart proves in another process with a memory limit and a low priority, and
// ends that process for certain: it is a [live.Prove].
func proveApart(ctx context.Context, menu *menus.Menu, at time.Time) ([]check.Finding, error) {
	program, err := os.Executable()
	if err != nil || !asChild {
		return proveHere(ctx, menu, at)
	}
	job, err := json.Marshal(proofJob{Files: menu.Files, Revision: menu.Tree.Revision, At: at})
	if err != nil {
		return nil, fmt.Errorf("writing down what is to be proved: %w", err)
	}
	bound, cancel := context.WithTimeout(ctx, liveBounds.Within*slowdown*patienceOfProof+graceOfProof)
	defer cancel()
	child := exec.CommandContext(bound, program) //nolint:gosec // this very program
	child.Args = []string{"hotline", "prove"}
	child.Env = append(os.Environ(), fmt.Sprintf("GOMEMLIMIT=%dMiB", liveBounds.Memory), "GOMAXPROCS=1")
	child.Stdin = bytes.NewReader(job)
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

// graceOfProof is how long a proof may take beyond its own bound before its process
// is ended.
const graceOfProof = 2 * time.Second

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

// proofJob is what another process is to prove.
type proofJob struct {
	Files    map[string][]byte
	Revision string
	At       time.Time
}

// proveCommand is `hotline prove`, which a running hotline starts: it reads a job
// from standard input, and writes the findings to standard output.
type proveCommand struct{}

// Run proves what it is given.
func (proveCommand) Run(ctx context.Context, _ config.Settings, con console) error {
	lowerPriority()
	var job proofJob
	if err := json.NewDecoder(os.Stdin).Decode(&job); err != nil {
		return unreadable{fmt.Errorf("a running hotline starts this command; its input is no job: %w", err)}
	}
	menu, err := menus.LoadFiles(job.Files)
	if err != nil {
		return unreadable{err}
	}
	menu.Tree.Revision = job.Revision
	found, err := proveHere(ctx, menu, job.At)
	if err != nil {
		return err
	}
	return json.NewEncoder(con.out).Encode(found)
}

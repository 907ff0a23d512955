// Package apart has work done in another process of this machine: this program again, with a memory limit, on few
// processors and with a low priority, so that no caller waits for it.
package apart

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// Command is what another process does: a hidden command of this program, which calls [Work].
type Command struct {
	Name       string // of the command
	Memory     int    // in MB, in which the process tries to stay
	Processors int    // on which it works at most
}

// ErrNoProgram says that this program could not be found, to start it again.
var ErrNoProgram = errors.New("this program was not found, to start it again")

// Do gives the other process a job, waits for its result and reads it into result, which is a pointer. Both
// are written as JSON. The process ends with ctx at the latest; the error is then the cause of that.
func (c Command) Do(ctx context.Context, job, result any) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoProgram, err)
	}
	text, err := json.Marshal(job)
	if err != nil {
		return fmt.Errorf("writing down what is to be done: %w", err)
	}
	child := exec.CommandContext(ctx, program) //nolint:gosec // this very program
	child.Args = []string{"hotline", c.Name}
	child.Env = append(os.Environ(), fmt.Sprintf("GOMEMLIMIT=%dMiB", c.Memory), fmt.Sprintf("GOMAXPROCS=%d", c.Processors))
	child.Stdin = bytes.NewReader(text)
	out, err := child.Output()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		said, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return fmt.Errorf("its process ended before it was done (%w): %s", err, said)
	}
	if err != nil {
		return fmt.Errorf("starting its process: %w", err)
	}
	if err := json.Unmarshal(out, result); err != nil {
		return fmt.Errorf("reading what its process found: %w", err)
	}
	return nil
}

// Work reads a job from one stream, does it, and writes its result to another. It lets other processes of
// this machine go first.
func Work[Job, Result any](ctx context.Context, in io.Reader, out io.Writer, do func(context.Context, Job) (Result, error)) error {
	var job Job
	if err := json.NewDecoder(in).Decode(&job); err != nil {
		return fmt.Errorf("a running hotline starts this command; its input is no job: %w", err)
	}
	lowerPriority()
	result, err := do(ctx, job)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(result)
}

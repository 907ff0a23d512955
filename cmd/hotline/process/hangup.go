package process

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

// UntilHungUp ends with the terminal in which a server was started, if it was started in one:
// the signal that has it read its menus again is also that of a terminal which is closed.
func UntilHungUp(ctx context.Context, terminal bool) (context.Context, context.CancelFunc) {
	signalled := make(chan os.Signal, 1)
	if terminal {
		signal.Notify(signalled, syscall.SIGHUP)
	}
	return untilGone(ctx, signalled, func() bool { return !term.IsTerminal(int(os.Stdin.Fd())) })
}

// untilGone ends at a signal by which something is gone.
func untilGone(ctx context.Context, signalled <-chan os.Signal, gone func() bool) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithCancel(ctx)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-signalled:
				if gone() {
					stop()
				}
			}
		}
	}()
	return ctx, stop
}

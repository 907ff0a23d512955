package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"
)

// untilHungUp ends with the terminal in which a server was started: the signal
// that has it read its menus again is also that of a terminal which is closed.
func (c console) untilHungUp(ctx context.Context) (context.Context, context.CancelFunc) {
	signalled := make(chan os.Signal, 1)
	if c.keyboard {
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

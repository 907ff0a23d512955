package main

import (
	"context"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// settled is how long a folder must be still before it is read: editors
	// write by rename, and many files change at once.
	settled = 200 * time.Millisecond
	// watchPoll finds changes on disks that tell of none, as those of a network.
	watchPoll = 10 * time.Second
)

// signals are the ways in which the folder's menus are called for. A nil
// channel is a way that is not there.
type signals struct {
	saved <-chan fsnotify.Event
	asked <-chan os.Signal
	poll  <-chan time.Time
	after func(time.Duration) <-chan time.Time
}

// watch takes up each save of the folder until ctx ends.
func (h hotline) watch(l *library) func(context.Context) error {
	return func(ctx context.Context) error {
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, syscall.SIGHUP)
		defer signal.Stop(asked)
		from := signals{asked: asked, after: time.After}
		if h.settings.Watch && h.settings.Menus != "" {
			tick := time.NewTicker(watchPoll)
			defer tick.Stop()
			from.poll = tick.C
			watcher, err := watchFolder(h.settings.Menus)
			if err != nil {
				h.log.Warn().Err(err).Msg("the menus' folder tells of no saves: it is looked at every ten seconds")
			} else {
				defer func() { _ = watcher.Close() }()
				from.saved = watcher.Events
			}
		}
		l.follow(ctx, from)
		return nil
	}
}

// watchFolder hears of saves in a folder and the folders in it.
func watchFolder(dir string) (*fsnotify.Watcher, error) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		return watcher.Add(path)
	})
	if err != nil {
		_ = watcher.Close()
		return nil, err
	}
	return watcher, nil
}

// follow loads the folder's menus when they are called for and the folder is
// still. A newer save ends the proof of the one before.
func (l *library) follow(ctx context.Context, from signals) {
	var still <-chan time.Time
	cancel := func() {}
	done := make(chan struct{})
	close(done)
	for {
		select {
		case <-ctx.Done():
			cancel()
			<-done
			return
		case event := <-from.saved:
			if event.Op == fsnotify.Chmod {
				continue
			}
			cancel()
			still = from.after(settled)
		case <-from.asked:
			cancel()
			done = l.inBackground(ctx, done, func(ctx context.Context) error { return l.reload(ctx, "") })
		case <-from.poll:
			still = from.after(settled)
		case <-still:
			still = nil
			var loading context.Context
			loading, cancel = context.WithCancel(ctx)
			done = l.inBackground(loading, done, l.save)
		}
	}
}

// inBackground loads after what is being loaded.
func (l *library) inBackground(ctx context.Context, before <-chan struct{}, load func(context.Context) error) chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-before
		if err := load(ctx); err != nil && err != errRefused && ctx.Err() == nil {
			l.log.Error().Err(err).Msg("the menus could not be taken up")
		}
	}()
	return done
}

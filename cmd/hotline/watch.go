package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
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
	lost  <-chan error // saves of which the disk told nothing
	asked <-chan os.Signal
	poll  <-chan time.Time
	after func(time.Duration) <-chan time.Time
	renew func() // hears of saves in folders that have come
}

// watch takes up each save of the folder until ctx ends. From now on SIGHUP ends
// the process no more, though it comes before the server runs.
func (h hotline) watch(l *publisher) func(context.Context) error {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGHUP)
	return func(ctx context.Context) error {
		from := signals{asked: asked, after: time.After, renew: func() {}}
		if h.settings.Watch && h.settings.Menus != "" {
			tick := time.NewTicker(watchPoll)
			defer tick.Stop()
			from.poll = tick.C
			watcher, err := fsnotify.NewWatcher()
			if err != nil {
				h.log.Warn().Err(err).Msg("the menus' folder tells of no saves: it is looked at every ten seconds")
			} else {
				defer func() { _ = watcher.Close() }()
				from = from.of(watcher, h.settings.Menus)
			}
		}
		l.follow(ctx, from)
		return nil
	}
}

// of hears of saves in a folder and the folders in it. One that is not there is
// found by the poll when it comes.
func (s signals) of(watcher *fsnotify.Watcher, dir string) signals {
	s.saved, s.lost = watcher.Events, watcher.Errors
	s.renew = func() {
		// The separator has a link to a folder followed.
		_ = filepath.WalkDir(dir+string(filepath.Separator), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() {
				err = watcher.Add(path)
			}
			return err
		})
	}
	s.renew()
	return s
}

// follow loads the folder's menus when they are called for and the folder is
// still, until ctx ends; the first time at once.
func (l *publisher) follow(ctx context.Context, from signals) {
	var loads sync.WaitGroup
	defer loads.Wait()
	loads.Go(func() { l.inBackground(ctx, l.start) })
	var still <-chan time.Time
	restless := false // since the last poll
	look := func() {
		still = nil
		from.renew()
		loads.Go(func() { l.inBackground(ctx, l.save) })
	}
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-from.saved:
			if event.Op != fsnotify.Chmod {
				still = from.after(settled)
			}
		case <-from.lost:
			still = from.after(settled)
		case <-from.poll: // which waits no longer for a folder in which somebody always writes
			if still == nil || restless {
				look()
			}
			restless = still != nil
		case <-from.asked:
			loads.Go(func() { l.inBackground(ctx, l.signalled) })
		case <-still:
			look()
		}
	}
}

// signalled reloads for who may signal the process, whose name is not known.
func (l *publisher) signalled(ctx context.Context) error { return l.reload(ctx, "", "SIGHUP") }

// inBackground does what nobody waits for. That it was refused has been told; a
// change that took its place tells of itself.
func (l *publisher) inBackground(ctx context.Context, change func(context.Context) error) {
	err := change(ctx)
	if err != nil && !errors.Is(err, errRefused) && !errors.Is(err, errOvertaken) && ctx.Err() == nil {
		l.log.Error().Err(err).Msg("the menus could not be taken up")
	}
}

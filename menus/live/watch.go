package live

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// settled is how long a folder must be still before it is read: editors
	// write by rename, and many files change at once.
	settled = 200 * time.Millisecond
	// watchPoll finds changes on disks that report none, such as those of a network.
	watchPoll = 10 * time.Second
)

// Watch takes up each save in dir until ctx ends, and reloads whenever asked receives the signal that
// an operator sends. With "" for dir, only asked has the folder read.
func (p *Publisher) Watch(ctx context.Context, dir string, asked <-chan os.Signal) {
	from := signals{asked: asked, after: time.After, renew: func() {}}
	if dir != "" {
		tick := time.NewTicker(watchPoll)
		defer tick.Stop()
		from.poll = tick.C
		watcher, err := fsnotify.NewWatcher()
		if err != nil {
			p.config.Log.Warn().Err(err).Msg("the menus' folder tells of no saves: it is looked at every ten seconds")
		} else {
			defer func() { _ = watcher.Close() }()
			from = from.of(watcher, dir)
		}
	}
	p.follow(ctx, from)
}

// signals are what has the folder read. A nil channel never does.
type signals struct {
	saved <-chan fsnotify.Event
	lost  <-chan error // saves of which the disk told nothing
	asked <-chan os.Signal
	poll  <-chan time.Time
	after func(time.Duration) <-chan time.Time
	renew func() // watches folders that are new
}

// of adds the saves in a folder and the folders in it. A folder that is not there is
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

// follow takes the folder's menus up at once, and then whenever a signal comes and the folder is
// still, until ctx ends.
func (p *Publisher) follow(ctx context.Context, from signals) {
	var loads sync.WaitGroup
	defer loads.Wait()
	loads.Go(func() { p.inBackground(ctx, p.Start) })
	var still <-chan time.Time
	restless := false // since the last poll
	look := func() {
		still = nil
		from.renew()
		loads.Go(func() { p.inBackground(ctx, p.Save) })
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
			loads.Go(func() { p.inBackground(ctx, p.signalled) })
		case <-still:
			look()
		}
	}
}

// signalled reloads for somebody who may signal the process, whose name is not known.
func (p *Publisher) signalled(ctx context.Context) error { return p.Reload(ctx, "", "SIGHUP") }

// inBackground makes a change that nobody waits for. A rejection has been logged already, and a
// change that overtook this one logs itself.
func (p *Publisher) inBackground(ctx context.Context, change func(context.Context) error) {
	err := change(ctx)
	if err != nil && !errors.Is(err, ErrRefused) && !errors.Is(err, ErrOvertaken) && ctx.Err() == nil {
		p.config.Log.Error().Err(err).Msg("the menus could not be taken up")
	}
}

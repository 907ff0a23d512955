package service

import (
	"context"

	"github.com/okpay/hotline/store"
)

// tries are how often somebody may be wrong: perLock times of late, which then locks them out for
// lockLife, and perDay times on a day.
type tries struct {
	locks           *locks
	late, day       string // the keys of those of late, and of those of the day, UTC
	perLock, perDay int
}

// read gives those of late, as they count now, and those of the day.
func (t tries) read(ctx context.Context) (late, day store.Lock, err error) {
	if late, err = t.locks.of(ctx, t.late); err != nil {
		return late, day, err
	}
	day, err = t.locks.of(ctx, t.day)
	return t.locks.ofLate(late), day, err
}

// locked reports whether no more tries are taken now.
func (t tries) locked(ctx context.Context) (bool, error) {
	late, day, err := t.read(ctx)
	return late.Until.After(t.locks.now) || day.Count >= t.perDay, err
}

// left is how many tries there will be after one that is wrong now.
func (t tries) left(ctx context.Context) (int, error) {
	late, day, err := t.read(ctx)
	return min(t.perLock-late.Count, t.perDay-day.Count) - 1, err
}

// wrong gives the locks as a wrong try leaves them, and reports whether it was the last.
func (t tries) wrong(ctx context.Context) (changes []store.LockChange, locked bool, err error) {
	late, day, err := t.read(ctx)
	if err != nil {
		return nil, false, err
	}
	lateRead, dayRead := late.Version, day.Version
	late, day = late.Counted(t.locks.now), day.Counted(t.locks.now)
	if late.Count >= t.perLock {
		late = store.Lock{Until: t.locks.now.Add(lockLife)}
	}
	changes = []store.LockChange{{Key: t.late, Read: lateRead, Lock: late}, {Key: t.day, Read: dayRead, Lock: day}}
	return changes, !late.Until.IsZero() || day.Count >= t.perDay, nil
}

// right gives the locks as a right try leaves them: those of late are forgiven, those of the day are not.
func (t tries) right(ctx context.Context) ([]store.LockChange, error) {
	late, _, err := t.read(ctx)
	return []store.LockChange{{Key: t.late, Read: late.Version}}, err
}

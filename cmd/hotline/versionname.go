package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

const (
	longestName = 60
	// shortestPrefix is how much of a revision must be written to mean it.
	shortestPrefix = 4
)

// name gives a version a name, or with "" takes it away.
func (l *publisher) name(ctx context.Context, which, name, who string) error {
	name, err := fit(name)
	if err != nil {
		return err
	}
	v, err := versionOf(ctx, l.store, which)
	if err != nil {
		return err
	}
	return l.rename(ctx, v.Number, name, who)
}

func (l *publisher) rename(ctx context.Context, number int, name, who string) error {
	if err := l.store.NameVersion(ctx, number, name); err != nil {
		return nameError(fmt.Errorf("naming version %d: %w", number, err))
	}
	return l.audit(ctx, l.clock(), who, "name", number, name)
}

// nameAgain names what is live already when a reload brought a name.
func (l *publisher) nameAgain(ctx context.Context, live, v store.Version) error {
	if v.Name == "" {
		return nil
	}
	return l.rename(ctx, live.Number, v.Name, v.Who)
}

// errNameUnfit tells which names cannot be.
var errNameUnfit = fmt.Errorf("a name is one line of at most %d letters, and not a number, which versions have already", longestName)

// fit is a name as it is kept.
func fit(name string) (string, error) {
	name = strings.TrimSpace(name)
	if r, hides := ivr.Invisible(name); hides {
		return "", unreadable{errors.Join(errNameUnfit, invisibleName(r))}
	}
	_, err := strconv.Atoi(name)
	if err == nil || utf8.RuneCountInString(name) > longestName {
		return "", unreadable{errNameUnfit}
	}
	return name, nil
}

// errNameTaken tells that names are one version's each.
var errNameTaken = errors.New("another version of the menus has that name: see hotline menus list")

// nameError tells of a taken name in words.
func nameError(err error) error {
	if errors.Is(err, store.ErrConflict) {
		return errNameTaken
	}
	return err
}

// versionOf finds a version by its number, its name, or how its revision begins.
func versionOf(ctx context.Context, s store.Versions, which string) (store.Version, error) {
	all, err := s.Versions(ctx)
	if err != nil {
		return store.Version{}, fmt.Errorf("reading the menus' versions: %w", err)
	}
	which = strings.TrimSpace(which)
	if i := slices.IndexFunc(all, func(v store.Version) bool {
		return v.Name == which && which != "" || strconv.Itoa(v.Number) == which
	}); i >= 0 {
		return all[i], nil
	}
	return byRevision(all, which)
}

// byRevision is the newest version of the one menu whose revision so begins.
func byRevision(all []store.Version, prefix string) (store.Version, error) {
	var found []store.Version
	for _, v := range all {
		if len(prefix) >= shortestPrefix && strings.HasPrefix(v.Revision, prefix) {
			found = append(found, v)
		}
	}
	if len(found) == 0 {
		return store.Version{}, unreadable{fmt.Errorf("there is no version %q of the menus: see hotline menus list", prefix)}
	}
	for _, v := range found[1:] {
		if v.Revision != found[0].Revision {
			return store.Version{}, unreadable{fmt.Errorf("%q begins both %s and %s: write more of it", prefix, found[0].Revision, v.Revision)}
		}
	}
	return found[0], nil
}

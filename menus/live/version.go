package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/store"
)

const (
	longestName = 60 // in letters
	// shortestPrefix is how many characters of a revision must be written to mean it.
	shortestPrefix = 4
)

// InputError is the error for what somebody wrote: words that name no version, or more than one, or a
// name that cannot be given.
type InputError struct{ error }

// Unwrap returns what is wrong with it.
func (e InputError) Unwrap() error { return e.error }

// Errors for names, which the console has words of its own for.
var (
	ErrNameUnfit = fmt.Errorf("a name is one line of at most %d letters, and not a number, which versions have already", longestName)
	ErrNameTaken = errors.New("another version of the menus has that name: see hotline menus list")
)

// Name gives a version a name, or with "" takes it away: see [Find] for which.
func (p *Publisher) Name(ctx context.Context, which, name, who string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	v, err := Find(ctx, p.config.Store, which)
	if err != nil {
		return err
	}
	return p.rename(ctx, v.Number, name, who)
}

func (p *Publisher) rename(ctx context.Context, number int, name, who string) error {
	entry := store.AuditEntry{At: p.config.Clock(), Who: who, Action: "menus.name", Object: strconv.Itoa(number), Detail: name}
	if err := p.config.Store.NameVersion(ctx, number, name, entry); err != nil {
		return nameError(fmt.Errorf("naming version %d: %w", number, err))
	}
	return nil
}

// cleanName returns a name as it is kept, or an [InputError].
func cleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if r, hides := ivr.Invisible(name); hides {
		return "", InputError{errors.Join(ErrNameUnfit, fmt.Errorf("the name holds U+%04X, which cannot be seen or turns the text around: type the name anew without it", r))}
	}
	_, err := strconv.Atoi(name)
	if err == nil || utf8.RuneCountInString(name) > longestName {
		return "", InputError{ErrNameUnfit}
	}
	return name, nil
}

// nameError returns ErrNameTaken for a conflict in the store.
func nameError(err error) error {
	if errors.Is(err, store.ErrConflict) {
		return ErrNameTaken
	}
	return err
}

// Find returns the version that is named by its number, by its name, or by how its revision begins. It
// fails with an [InputError] for words that mean none, or several menus.
func Find(ctx context.Context, s Store, which string) (store.Version, error) {
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
	return findByRevision(all, which)
}

// findByRevision returns the newest version of the one menu whose revision begins with prefix.
func findByRevision(all []store.Version, prefix string) (store.Version, error) {
	var found []store.Version
	for _, v := range all {
		if len(prefix) >= shortestPrefix && strings.HasPrefix(v.Revision, prefix) {
			found = append(found, v)
		}
	}
	if len(found) == 0 {
		return store.Version{}, InputError{fmt.Errorf("there is no version %q of the menus: see hotline menus list", prefix)}
	}
	for _, v := range found[1:] {
		if v.Revision != found[0].Revision {
			return store.Version{}, InputError{fmt.Errorf("%q begins both %s and %s: write more of it", prefix, found[0].Revision, v.Revision)}
		}
	}
	return found[0], nil
}

// Changed says in a language what a version changed for callers; in the menus' language, as it was
// kept, when the menus before it cannot be loaded any more.
func Changed(ctx context.Context, s Store, v store.Version, language string) string {
	before, err := Find(ctx, s, strconv.Itoa(v.Number-1))
	if err != nil {
		return v.Changed
	}
	was, gone := LoadRevision(ctx, s, before.Revision)
	is, lost := LoadRevision(ctx, s, v.Revision)
	if gone != nil || lost != nil {
		return v.Changed
	}
	return diff.Of(was, is, v.At).Text(language)
}

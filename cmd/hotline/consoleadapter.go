package main

import (
	"context"
	"errors"
	"strconv"

	operators "github.com/okpay/hotline/ivr/web/console"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/diagram"
)

// consoleAdapter is the library as the console may use it.
type consoleAdapter struct{ *publisher }

// Reload implements [operators.Library].
func (s consoleAdapter) Reload(ctx context.Context, who string) error {
	return forOperators(s.reload(ctx, "", who))
}

// Rollback implements [operators.Library].
func (s consoleAdapter) Rollback(ctx context.Context, version int, who string) error {
	return forOperators(s.rollback(ctx, strconv.Itoa(version), who))
}

// Name implements [operators.Library].
func (s consoleAdapter) Name(ctx context.Context, version int, name, who string) error {
	return forOperators(s.name(ctx, strconv.Itoa(version), name, who))
}

// Notices implements [operators.Library].
func (s consoleAdapter) Notices(language string) []operators.Notice { return s.notices(language) }

// Refused implements [operators.Library].
func (s consoleAdapter) Refused() (operators.Menu, bool) {
	r := s.refuse.Load()
	if r == nil || r.menu == nil || r.folder() == s.Current().Tree.Revision {
		return operators.Menu{}, false
	}
	return forConsole(r.menu), true
}

// draw draws what is live, or refused, with what check said of it.
func (s consoleAdapter) draw(m operators.Menu, languages []string, passages func(node, exit string) int) operators.Drawing {
	o := diagram.Options{
		Language: languages[0], Lines: m.Lines, Passages: passages, Linked: true, Problems: problemsOf(s.found(m.Tree.Revision)),
	}
	if len(languages) > 1 {
		o.Second = languages[1]
	}
	return diagram.Of(m.Tree, o)
}

func forConsole(m *menus.Menu) operators.Menu { return operators.Menu{Tree: m.Tree, Lines: m.Lines} }

// forOperators is an error for which the console has words.
func forOperators(err error) error {
	switch {
	case errors.Is(err, errRefused):
		return operators.ErrRefused
	case errors.Is(err, errOvertaken):
		return operators.ErrOvertaken
	case errors.Is(err, errNameTaken):
		return operators.ErrNameTaken
	case errors.Is(err, errNameUnfit):
		return operators.ErrNameUnfit
	}
	return err
}

package serve

import (
	"context"
	"errors"
	"strconv"

	operators "github.com/okpay/hotline/ivr/web/console"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/diagram"
	"github.com/okpay/hotline/menus/live"
)

// consoleAdapter is the publisher of menus as the console may use it.
type consoleAdapter struct{ publisher *live.Publisher }

// Reload implements [operators.Library].
func (s consoleAdapter) Reload(ctx context.Context, who string) error {
	return forOperators(s.publisher.Reload(ctx, "", who))
}

// Rollback implements [operators.Library].
func (s consoleAdapter) Rollback(ctx context.Context, version int, who string) error {
	return forOperators(s.publisher.Rollback(ctx, strconv.Itoa(version), who))
}

// Name implements [operators.Library].
func (s consoleAdapter) Name(ctx context.Context, version int, name, who string) error {
	return forOperators(s.publisher.Name(ctx, strconv.Itoa(version), name, who))
}

// Notices implements [operators.Library].
func (s consoleAdapter) Notices(language string) []operators.Notice {
	return notices(s.publisher, language)
}

// Refused implements [operators.Library].
func (s consoleAdapter) Refused() (operators.Menu, bool) {
	r, rejected := s.publisher.Rejection()
	if !rejected || r.Menu == nil || r.Revision() == s.publisher.Current().Tree.Revision {
		return operators.Menu{}, false
	}
	return forConsole(r.Menu), true
}

// draw draws what is live, or refused, with what check said of it.
func (s consoleAdapter) draw(m operators.Menu, languages []string, passages func(node, exit string) int) operators.Drawing {
	o := diagram.Options{
		Language: languages[0], Lines: m.Lines, Passages: passages, Linked: true, Problems: diagram.ProblemsOf(s.publisher.Findings(m.Tree.Revision)),
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
	case errors.Is(err, live.ErrRefused):
		return operators.ErrRefused
	case errors.Is(err, live.ErrOvertaken):
		return operators.ErrOvertaken
	case errors.Is(err, live.ErrNameTaken):
		return operators.ErrNameTaken
	case errors.Is(err, live.ErrNameUnfit):
		return operators.ErrNameUnfit
	}
	return err
}

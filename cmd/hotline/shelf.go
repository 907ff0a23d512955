package main

import (
	"context"
	"errors"
	"strconv"

	operators "github.com/okpay/hotline/ivr/web/console"
)

// shelf is the library as the console may use it.
type shelf struct{ *library }

// Reload implements [operators.Library].
func (s shelf) Reload(ctx context.Context, who string) error {
	return forOperators(s.reload(ctx, "", who))
}

// Rollback implements [operators.Library].
func (s shelf) Rollback(ctx context.Context, version int, who string) error {
	return forOperators(s.rollback(ctx, strconv.Itoa(version), who))
}

// Name implements [operators.Library].
func (s shelf) Name(ctx context.Context, version int, name, who string) error {
	return forOperators(s.name(ctx, strconv.Itoa(version), name, who))
}

// Notices implements [operators.Library].
func (s shelf) Notices(language string) []operators.Notice { return s.notices(language) }

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

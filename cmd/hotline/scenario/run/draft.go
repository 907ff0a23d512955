package run

import (
	"context"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/cmd/hotline/scenario/draft"
	"github.com/okpay/hotline/menus/check"
)

// Draft finds scripts for exits that no script meets.
func (l Runner) Draft(ctx context.Context, exits *check.Exits, missing []Unmet) ([]draft.Draft, []draft.Missed) {
	wanted := make([]check.Exit, len(missing))
	for i, m := range missing {
		wanted[i] = m.Exit
	}
	return draft.Search{Menu: l.menu, Exits: exits, Play: l.playDraft}.Find(ctx, wanted)
}

func (l Runner) playDraft(ctx context.Context, c scenario.Call) draft.Played {
	player := &scenario.Player{} // has heard nothing, where the call cannot be made
	p := l.PlayBy(ctx, c, func(whose *scenario.Player) Caller {
		player = whose
		return whose
	})
	result := draft.Played{Passes: p.Passes(), Taken: exitsIn(p.Path), Opening: player.Opening(), Heard: player.Heard(), End: l.endOf(p)}
	for _, passed := range p.Path {
		if !passed.At.After(p.noticed) {
			result.Noticed = append(result.Noticed, check.Exit{Node: passed.Node, Name: passed.Exit})
		}
	}
	return result
}

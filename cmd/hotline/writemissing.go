package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/okpay/hotline/cmd/hotline/scenario/draft"
	"github.com/okpay/hotline/cmd/hotline/scenario/run"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/menus/check"
)

// writeDrafts drafts scripts for exits that no script meets, and says how many there are.
func (c *testCommand) writeDrafts(ctx context.Context, l run.Runner, con terminal.Console, exits *check.Exits, missing []run.Unmet) error {
	file := con.Path(c.WriteMissing)
	if kept, err := os.Stat(file); err == nil && kept.Size() > 0 {
		return fmt.Errorf("--write-missing: %s is there already; name a new file", c.WriteMissing)
	}
	drafts, missed := l.Draft(ctx, exits, missing)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // scripts are no secret, nor is their folder
		return fmt.Errorf("--write-missing: %w", err)
	}
	if err := os.WriteFile(file, []byte(draft.YAML(drafts)), 0o644); err != nil { //nolint:gosec // as above
		return fmt.Errorf("--write-missing: %w", err)
	}
	for _, m := range missed {
		if _, err := fmt.Fprintf(con.Err, "no draft for %s %s: %s\n", m.Node, m.Name, whyMissed(m)); err != nil {
			return err
		}
	}
	met := 0
	for _, d := range drafts {
		met += len(d.Meets)
	}
	if _, err := fmt.Fprintf(con.Err, "%s: drafts for %d exits; for %d none was found\n", c.WriteMissing, met, len(missing)-met); err != nil {
		return err
	}
	return ctx.Err()
}

func whyMissed(m draft.Missed) string {
	if m.Played {
		return "no call that was played came there and was answered by words to expect"
	}
	return "no call of one caller leads there"
}

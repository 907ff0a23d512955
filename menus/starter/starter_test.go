package starter_test

import (
	"testing"
	"time"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
	"github.com/okpay/hotline/menus/starter"
	"github.com/stretchr/testify/require"
)

// Who begins with this menu begins with one that may go live: on a working day,
// at night, on a weekend, and on a holiday.
func TestStarterIsSound(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(starter.FS)
	require.NoError(t, err)
	for _, day := range []string{"2026-03-02 10:00", "2026-03-02 22:00", "2026-03-07 10:00", "2026-10-01 10:00"} {
		now, err := time.ParseInLocation("2006-01-02 15:04", day, m.Tree.Zone)
		require.NoError(t, err)
		for _, f := range check.Check(m, now) {
			require.Equal(t, rules.Calendar, f.Rule, "%s: %s", day, f)
			require.Equal(t, check.Warn, f.Severity, f.Text)
		}
	}
}

func TestStarterHasAPersonAndBothLanguages(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(starter.FS)
	require.NoError(t, err)
	require.Len(t, m.Tree.Languages, 2)
	require.Equal(t, "zh-CN", m.Tree.Languages[0].Name, "calls begin in Mandarin")
	require.Contains(t, m.Queues, "general")
	require.Equal(t, "to_person", m.Tree.Nodes["main"].Exits["person"])
}

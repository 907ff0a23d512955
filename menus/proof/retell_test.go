package proof_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/proof"
)

// Many callers come to the choice between a call back and a message; the call that
// is told is one of those whom the finding is about.
func TestTheCallThatIsToldEndsAsIsSaid(t *testing.T) {
	t.Parallel()
	text, err := fs.ReadFile(okpay.FS, menus.Main)
	require.NoError(t, err)
	edited := strings.NewReplacer(
		"\nhours:\n", "\nhours:\n  desk: { mon-fri: \"09:00-18:00\", calendar: CN, makeup_days: open, exceptions: { \"2026-03-10\": { closed: true, name: { zh-CN: 盘点, en-US: stocktaking } } } }\n",
		"  account: { hours: support", "  account: { hours: desk",
	).Replace(string(text))
	require.Contains(t, edited, "account: { hours: desk")
	folder := fstest.MapFS{}
	names, err := fs.Glob(okpay.FS, "*.yaml")
	require.NoError(t, err)
	for _, name := range names {
		data, err := fs.ReadFile(okpay.FS, name)
		require.NoError(t, err)
		folder[name] = &fstest.MapFile{Data: data}
	}
	folder[menus.Main] = &fstest.MapFile{Data: []byte(edited)}
	m, err := menus.Load(folder)
	require.NoError(t, err)
	found := proof.Check(m, spring)
	require.NotEmpty(t, found)
	for _, f := range found {
		if f.Rule == proof.RulePerson {
			require.Contains(t, f.Text, "0 leads to no person but to account_queue")
			require.Equal(t, "  waits in the queue account", f.Call[len(f.Call)-1], f.Text)
		}
	}
}

// A call that is told ends where it is over.
func TestATimedCallIsToldToItsEnd(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	for _, spent := range proof.Prove(m, spring).Budgets {
		told := strings.Join(spent.Told(), "\n")
		require.LessOrEqual(t, strings.Count(told, "the call is over"), 1, told)
	}
}

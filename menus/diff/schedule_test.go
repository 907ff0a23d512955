package diff_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/menus/starter"
)

// daily is the starter's only schedule.
const daily = `  support: { mon-fri: "09:00-18:00", calendar: CN, makeup_days: open }
`

func TestHoursAreListedAsRulesOrDates(t *testing.T) {
	t.Parallel()
	week := `    mon-fri: "09:00-18:00"`
	for _, tt := range []struct {
		name     string
		was, are string // lines of the schedule
		want     string
	}{
		{"three closed Thursdays", week, week + `
    exceptions:
      2026-12-10: { closed: true, name: { zh-CN: 盘点, en-US: stocktaking } }
      2026-12-31: { closed: true, name: { zh-CN: 盘点, en-US: stocktaking } }
      2027-01-21: { closed: true, name: { zh-CN: 盘点, en-US: stocktaking } }`,
			"support on 10 December 2026, 31 December 2026, 21 January 2027: closed instead of 09:00-18:00\n"},
		{"two weeks in a row are no rule", week, week + `
    exceptions:
      2026-12-03: { open: "09:00-12:00", name: { zh-CN: 盘点, en-US: stocktaking } }
      2026-12-10: { open: "09:00-12:00", name: { zh-CN: 盘点, en-US: stocktaking } }`,
			"support on 3 December 2026, 10 December 2026: 09:00-12:00 instead of 09:00-18:00\n"},
		{"a run of days over the year's end", week, week + `
    exceptions:
      2026-12-30: { closed: true, name: { zh-CN: 盘点, en-US: stocktaking } }
      2026-12-31: { closed: true, name: { zh-CN: 盘点, en-US: stocktaking } }
      2027-01-01: { closed: true, name: { zh-CN: 盘点, en-US: stocktaking } }`,
			"support on 30 December 2026 to 1 January 2027: closed instead of 09:00-18:00\n"},
		{"a day that is past", week, week + `
    exceptions:
      2026-02-27: { closed: true, name: { zh-CN: 盘点, en-US: stocktaking } }`,
			"support on 27 February 2026 (past): closed instead of 09:00-18:00\n"},
		{"the reason alone", week + `
    exceptions:
      2026-12-10: { closed: true, name: { zh-CN: 盘点, en-US: stocktaking } }`, week + `
    exceptions:
      2026-12-10: { closed: true, name: { zh-CN: 盘点, en-US: moving } }`,
			"support on 10 December 2026 (reason, en-US) says “moving” instead of “stocktaking”\n"},
		{"a weekly rule", week, `    mon-thu: "09:00-18:00"
    fri: "09:00-17:00"`, "support on Fridays: 09:00-17:00 instead of 09:00-18:00\n"},
		{"a weekly rule and its exception", week + `
    exceptions:
      2026-12-04: { open: "09:00-17:00", name: { zh-CN: 盘点, en-US: stocktaking } }`, `    mon-thu: "09:00-18:00"
    fri: "09:00-17:00"`, "support on Fridays: 09:00-17:00 instead of 09:00-18:00\n"},
		{"the calendar", week + "\n    calendar: CN\n    makeup_days: open", week, `support keeps no calendar of holidays any more
support on 1 January 2026, 2 January 2026, 16 February 2026 to 20 February 2026, 23 February 2026 (past): 09:00-18:00 instead of closed
support on 4 January 2026, 14 February 2026, 28 February 2026 (past): closed instead of 09:00-18:00
support on 6 April 2026, 1 May 2026, 4 May 2026, 5 May 2026, 19 June 2026, 25 September 2026, 1 October 2026, 2 October 2026, 5 October 2026 to 7 October 2026: 09:00-18:00 instead of closed
support on 9 May 2026, 20 September 2026, 10 October 2026: closed instead of 09:00-18:00
`},
		{"hours of make-up days", week + "\n    calendar: CN\n    makeup_days: open", week + "\n    calendar: CN\n    makeup_days: \"10:00-16:00\"",
			"support on make-up days: 10:00-16:00 instead of 09:00-18:00\n"},
		{"closed for now", week, week + `
    closed_now: { until: 2026-03-03 09:00, name: { zh-CN: 停电, en-US: a power cut } }`,
			"support is closed now, until 2026-03-03 09:00\n"},
		{"a closure that is over", week, week + `
    closed_now: { until: 2026-03-01 09:00, name: { zh-CN: 停电, en-US: a power cut } }`,
			"nothing changes for callers\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			was := edited(t, starter.FS, "menu.yaml", daily, "  support:\n"+tt.was+"\n")
			is := edited(t, starter.FS, "menu.yaml", daily, "  support:\n"+tt.are+"\n")
			require.Equal(t, tt.want, diff.Of(was, is, monday).Text("en-US"))
		})
	}
}

// The same day in two departments is listed for each.
func TestADayOffInTwoDepartments(t *testing.T) {
	t.Parallel()
	closed := `
    exceptions:
      2026-12-10: { closed: true, name: { zh-CN: 盘点, en-US: stocktaking } }
`
	two := func(rest string) string {
		return "  support:\n    mon-fri: \"09:00-18:00\"" + rest + "  sales:\n    mon-fri: \"10:00-16:00\"" + rest
	}
	was := edited(t, starter.FS, "menu.yaml", daily, two("\n"))
	is := edited(t, starter.FS, "menu.yaml", daily, two(closed))
	require.Equal(t, `support on 10 December 2026: closed instead of 09:00-18:00
sales on 10 December 2026: closed instead of 10:00-16:00
`, diff.Of(was, is, monday).Text("en-US"))
}

func TestDefaultsAreSaid(t *testing.T) {
	t.Parallel()
	was := edited(t, starter.FS)
	is := edited(t, starter.FS, "menu.yaml", "  main:\n    menu:\n", "  main:\n    menu:\n      timeout: 15s\n")
	require.Contains(t, diff.Of(was, is, monday).Text("en-US"), "main: timeout is 15s instead of 4s (the default)\n")
	require.Contains(t, diff.Of(is, was, monday).Text("en-US"), "main: timeout is 4s (the default) instead of 15s\n")
	require.Contains(t, diff.Of(was, is, monday).Text("zh-CN"), "main：timeout 由 4s（默认） 改成 15s\n")
}

// A recorder is not a person: nothing gets nearer to one.
func TestZeroLeadsToARecorder(t *testing.T) {
	t.Parallel()
	was := edited(t, starter.FS)
	is := edited(t, starter.FS, "menu.yaml", "person: to_person", "person: general_message")
	got := diff.Proved(was, is, check.Prove(was, monday, check.Options{WorstCases: true}), check.Prove(is, monday, check.Options{WorstCases: true}), monday).Text("en-US")
	require.Contains(t, got, "0 no longer leads to a person: it leads to general_message (message)\n")
	require.NotContains(t, got, "who presses 0 is nearer")
	require.NotContains(t, got, "who presses 0 takes")
	require.Contains(t, diff.Of(is, was, monday).Text("en-US"), "0 leads to a person now, by way of to_person\n")
}

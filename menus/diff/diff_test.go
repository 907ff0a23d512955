package diff_test

import (
	"fmt"
	"io/fs"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/okpay"
)

var monday = time.Date(2026, time.March, 2, 2, 0, 0, 0, time.UTC)

// changed returns OKPAY's menu with some text of one file replaced.
func changed(t *testing.T, replace ...string) *menus.Menu {
	t.Helper()
	return edited(t, okpay.FS, replace...)
}

// edited returns a folder's menu with the first text in a file replaced: file, text, and by what.
func edited(t *testing.T, folder fs.FS, replace ...string) *menus.Menu {
	t.Helper()
	return menutest.Load(t, menutest.ReplaceIn(t, menutest.Files(t, folder), replace...))
}

func TestChangeIsDescribedInCallersWords(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		replace []string
		want    string
	}{
		{"a word", []string{"menu.yaml", "您好，这里是 OKPAY 客服热线。", "您好，欢迎致电 OKPAY。"}, "welcome (text, zh-CN) says “您好，欢迎致电 OKPAY。” instead of “您好，这里是 OKPAY 客服热线。”\n"},
		{"hours", []string{"menu.yaml", `mon-fri: "09:00-18:00"`, `mon-thu: "09:00-18:00", fri: "09:00-17:00"`}, "support on Fridays: 09:00-17:00 instead of 09:00-18:00\n"},
		{"a queue", []string{"menu.yaml", "max_wait: 10m", "max_wait: 5m"}, "the queue general: max_wait is 5m instead of 10m\n"},
		{"silence", []string{"menu.yaml", "    on: { no_input: general_callback, no_match: general_callback }", "    on: { no_match: general_callback }"}, "often: silence now leads to gave_up instead of general_callback\n"},
		{"a comment", []string{"menu.yaml", "# Heard by nobody", "# Not heard by anybody"}, "nothing changes for callers\n"},
		{"a spoken word", []string{"menu.yaml", "[退款, 退钱, 退货]", "[退款, 退钱]"}, "main: understands (zh-CN) 退款, 退钱 instead of 退款, 退钱, 退货\n"},
		{"tries", []string{"menu.yaml", "tries: 3", "tries: 2"}, "silences or wrong keys before a person: 2 instead of 3\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := diff.Of(changed(t), changed(t, tt.replace...), monday)
			require.Contains(t, got.Text("en-US"), tt.want)
			require.Equal(t, tt.want == "nothing changes for callers\n", got.Empty())
			require.NotEmpty(t, got.Text("zh-CN"))
		})
	}
}

func TestAMovedChoice(t *testing.T) {
	t.Parallel()
	one := "        - { for: { zh-CN: 再留一次言, en-US: to try again }, go: message_by_area, hear: { zh-CN: [留言], en-US: [try again, message] } }\n"
	two := "        - { for: { zh-CN: 返回主菜单, en-US: the main menu }, go: main, hear: { zh-CN: [主菜单], en-US: [main menu] } }\n"
	got := diff.Of(changed(t), changed(t, "people.yaml", one+two, two+one), monday)
	require.Equal(t, `message_empty: “返回主菜单” / “the main menu” is on key 1 instead of 2
message_empty: “再留一次言” / “to try again” is on key 2 instead of 1
`, got.Text("en-US"))
}

func TestANewNameIsNoChange(t *testing.T) {
	t.Parallel()
	m := changed(t, "people.yaml", "  unserved_callback:", "  unserved_noted:", "people.yaml", "closed: unserved_callback", "closed: unserved_noted")
	require.Equal(t, "nothing changes for callers\n", diff.Of(changed(t), m, monday).Text("en-US"))
}

func TestTrapIsListedFirst(t *testing.T) {
	t.Parallel()
	m := changed(t, "menu.yaml", "no_input: gave_up", "no_input: goodbye", "people.yaml", "  # Keys that meant", "  again:\n    say: { text: { zh-CN: 请。, en-US: Please. } }\n    go: gave_up\n\n  # Keys that meant",
		"people.yaml", "on: { no_input: callback_by_area, no_match: message_by_area }", "on: { no_input: again, no_match: message_by_area }")
	before := changed(t)
	got := diff.Proved(before, m, check.Prove(before, monday, check.Options{WorstCases: true}), check.Prove(m, monday, check.Options{WorstCases: true}), monday)
	require.Equal(t, diff.Problem, got[0].Kind, got.Text("en-US"))
}

func TestNothingDiffersFromItself(t *testing.T) {
	t.Parallel()
	require.Empty(t, diff.Of(changed(t), changed(t), monday))
}

func ExampleChanges_Text() {
	fmt.Print(diff.Changes{}.Text("zh-CN"))
	// Output: 来电人感觉不到任何变化
}

package diff_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/menus/starter"
)

// deeper moves OKPAY's feedback behind a menu of its own.
var deeper = []string{"menu.yaml", "go: feedback\n", "go: more\n", "menu.yaml", "  anything_else:\n", `  more:
    menu:
      choices:
        - { for: { zh-CN: 意见反馈, en-US: feedback }, go: feedback }
        - { for: { zh-CN: 返回主菜单, en-US: the main menu }, go: main }

  anything_else:
`}

// What lies behind a node that moved moves with it: that is counted.
func TestAPlaceThatIsMoreKeysAway(t *testing.T) {
	t.Parallel()
	got := diff.Of(changed(t), changed(t, deeper...), monday)
	require.Equal(t, `callers can come to more, by 5
main: “意见反馈” / “feedback” leads to more instead of feedback
feedback takes 2 keys (5 1) instead of 1 (5); and 5 places behind it
`, got.Text("en-US"))
	back := diff.Of(changed(t, deeper...), changed(t), monday)
	require.Contains(t, back.Text("zh-CN"), "不再到 more，按 5\n")
	require.Contains(t, back.Text("zh-CN"), "到 feedback 要按 1 个键（5），原来 2 个（5 1），连同它后面的 5 处\n")
}

// worstCase returns what a proof measures from one node, for callers who press 0 and for silent ones.
func worstCase(node, language string, asked, silent time.Duration) check.WorstCase {
	return check.WorstCase{Node: node, Language: language, Asked: check.Cost{Time: asked * time.Second, Known: true}, Silent: check.Cost{Time: silent * time.Second, Known: true}}
}

func TestHowMuchFartherAPersonIs(t *testing.T) {
	t.Parallel()
	was := check.Report{Spoken: []check.WorstCase{
		worstCase("main", "zh-CN", 18, 82), worstCase("refunds", "zh-CN", 18, 72), worstCase("staff", "zh-CN", 18, 90), worstCase("noted", "zh-CN", 10, 20), worstCase("main", "en-US", 16, 60),
	}}
	is := check.Report{Spoken: []check.WorstCase{
		worstCase("main", "zh-CN", 18, 85), worstCase("refunds", "zh-CN", 18, 60), worstCase("staff", "zh-CN", 18, 95), worstCase("noted", "zh-CN", 11, 21), worstCase("main", "en-US", 16, 60),
	}}
	got := diff.Proved(changed(t), changed(t), was, is, monday)
	require.Equal(t, `who never presses anything is farther from a person (zh-CN): at the start of the call 1m35s instead of 1m30s, at main 1m25s instead of 1m22s
who presses 0 is farther from a person (zh-CN): at noted 11s instead of 10s
who never presses anything is nearer to a person (zh-CN): at refunds (2 “a refund”) 1m instead of 1m12s
who never presses anything takes at worst 1m35s to a person (zh-CN) instead of 1m30s: from the start of the call
`, got.Text("en-US"))
	require.Contains(t, got.Text("zh-CN"), "一直不按键的来电人找到人工更快了（zh-CN）：在 refunds (2 “退款”) 要 1m，原来 1m12s\n")
}

// Of many nodes the three that moved most are named.
func TestManyPlacesAreCounted(t *testing.T) {
	t.Parallel()
	var was, is check.Report
	for i, node := range []string{"main", "refunds", "fraud", "feedback", "noted"} {
		was.Spoken = append(was.Spoken, worstCase(node, "en-US", 10, 30))
		is.Spoken = append(is.Spoken, worstCase(node, "en-US", 10+time.Duration(i+1), 30))
	}
	got := diff.Proved(changed(t), changed(t), was, is, monday).Text("en-US")
	require.Contains(t, got, "at noted 15s instead of 10s, at feedback (5 “feedback”) 14s instead of 10s, at fraud (1 “to freeze your account or report fraud”) 13s instead of 10s, and at 2 places more by up to 2s\n")
}

// A branch on what choices set leads where they lead: the fewest keys to the cancellation's question
// are not those that ask for a refund.
func TestTheWayFollowsWhatChoicesNote(t *testing.T) {
	t.Parallel()
	was := check.Report{Spoken: []check.WorstCase{worstCase("cancel_number", "en-US", 10, 30)}}
	is := check.Report{Spoken: []check.WorstCase{worstCase("cancel_number", "en-US", 12, 30)}}
	require.Contains(t, diff.Proved(changed(t), changed(t), was, is, monday).Text("en-US"),
		"at cancel_number (3 “to look up or cancel a transaction” › 5 “to cancel a transaction”) 12s instead of 10s")
}

// The proof measures what a longer prompt costs, in its language.
func TestALongerPromptTakesLonger(t *testing.T) {
	t.Parallel()
	before := edited(t, starter.FS)
	after := edited(t, starter.FS, "menu.yaml", "en-US: our opening hours", "en-US: our opening hours and the days on which we are closed")
	got := diff.Proved(before, after, check.Prove(before, monday, check.Options{WorstCases: true}), check.Prove(after, monday, check.Options{WorstCases: true}), monday).Text("en-US")
	require.Contains(t, got, "who never presses anything is farther from a person (en-US): at main ")
	require.NotContains(t, got, "(zh-CN):")
}

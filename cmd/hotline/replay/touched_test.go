package replay

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/replay/replaytest"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store"
)

var morning = time.Date(2026, time.March, 2, 1, 30, 0, 0, time.UTC)

// edited returns OKPAY's menus with a text replaced, in whichever file it is.
func edited(t *testing.T, before, after string) *menus.Menu {
	t.Helper()
	return menutest.Load(t, menutest.Replace(t, menutest.Files(t, okpay.FS), before, after))
}

// edits are changes of all kinds, and the most that they do to callers.
var edits = []struct {
	name, before, after string
	most                touch
}{
	{"nothing", "# Heard by nobody", "# Not heard by anybody", alike},
	{"a word of a prompt", "您好，这里是 OKPAY 客服热线。", "您好，欢迎致电 OKPAY。", worded},
	{"a word of a choice", "意见反馈", "提意见", worded},
	{"a word that every menu says", "没有收到您的回应。", "我没听见。", worded},
	{"a text message", "【OKPAY】退款：付款完成", "【OKPAY】付款完成", worded},
	{"a voice", "Polly.Zhiyu-Neural", "Polly.Zhiyu", worded},
	{"a value said no more", "最晚{refund.by}有结果", "很快有结果", changed},
	{"two keys", refundsFirst, transactionsFirst, changed},
	{"tries", "tries: 3", "tries: 2", changed},
	{"an exit", "no_input: unserved", "no_input: goodbye", changed},
	{"a new name", "refund_list", "the_list_of_refunds", changed},
	{"hours", `"09:00-18:00"`, `"09:00-17:00"`, changed},
	{"a queue's patience", "max_wait: 10m", "max_wait: 5m", changed},
	{"what callers may say", "[退款, 退钱, 退货]", "[退款]", changed},
}

func TestWhatAnEditTouches(t *testing.T) {
	t.Parallel()
	old := edited(t, "", "")
	for _, tt := range edits {
		require.Equal(t, tt.most, Between(old, edited(t, tt.before, tt.after)).touched.most, tt.name)
	}
}

// A call is run in the new menu only where it touches what differs: the result is the same as running
// all of it in both.
func TestSharedStepsChangeNothing(t *testing.T) {
	t.Parallel()
	old := edited(t, "", "")
	for _, tt := range edits {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shared := Between(old, edited(t, tt.before, tt.after))
			for n := range 300 {
				made := replaytest.Record(old, n, morning)
				want := shared.whole(made)
				require.NotEqual(t, Broken, want.Fate, want.Problem)
				got, err := shared.Call(made.Tape(), made.Way())
				require.NoError(t, err)
				require.Equal(t, want, got, "call %d", n)
			}
		})
	}
}

// whole runs all of a call in both menus.
func (c *Comparison) whole(made replaytest.Recording) Outcome {
	all := *c
	all.touched.most = changed // other words settle nothing
	r := run{Comparison: &all, outcome: Outcome{Call: made.Call.ID, Fate: Same, Outcome: made.Call.Outcome}}
	for i := 0; i < len(made.Journal) && !r.parted && r.outcome.Fate != Broken; {
		one := exchange{event: made.Journal[i]}
		for i++; i < len(made.Journal) && isAnswer(made.Journal[i]); i++ {
			one.answers = append(one.answers, made.Journal[i])
		}
		r.apart = true
		r.take(one)
	}
	return r.outcome
}

func isAnswer(e store.Entry) bool {
	_, answer := e.Event.(ivr.Answered)
	return answer
}

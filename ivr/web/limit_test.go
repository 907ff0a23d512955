package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/store"
)

func TestANumberThatCallsTooOften(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.CallsPerHour = 2 })
	for range 2 {
		require.Equal(t, []string{"general"}, h.call(stranger, "0").queued())
	}
	limited := h.call(stranger, "1")
	require.NotContains(t, limited.hears(), "退款，请按 2")
	require.Len(t, h.cases(ivr.CaseFraud), 1, "fraud is reached all the same")
	require.Equal(t, []string{"general"}, h.call(mandarin, "0").queued(), "others are not limited")
}

func TestCodesThatNobodyTypes(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.CodesPerDay = 2 })
	for range 3 {
		require.Contains(t, h.call(mandarin, "2 1 code").hears(), "交易编号", "a code typed right forgives those before")
	}
	for range 2 {
		require.Contains(t, h.call(mandarin, "2 1").hears(), "验证码")
	}
	require.NotContains(t, h.call(mandarin, "2 1").hears(), "验证码")
	require.Len(t, h.exchange.Messages(mandarin), 5)
}

// Whatever number a caller shows, the hotline does not pay for a call to it unless
// it is an ordinary one of an allowed country.
func TestNumbersThatAreNotCalledBack(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"+19005551234", "+88213300001234", "+97901234567", "+53712345678", "+864001234567"} {
		h := open(t, "2026-03-02 22:00", func(c *service.Config) { c.CallbackCountries = nil })
		require.Contains(t, h.call(from, "0 1").hears(), "无法回拨", from)
		require.Empty(t, h.cases(ivr.CaseCallback), from)
	}
	h := open(t, "2026-03-02 22:00", func(c *service.Config) { c.CallbackCountries = []string{"53"} })
	require.Contains(t, h.call("+5352345678", "0 1").hears(), "打给您")
	require.Len(t, h.cases(ivr.CaseCallback), 1)
}

func TestCallbacksHaveABudget(t *testing.T) {
	t.Parallel()
	for _, limit := range []option{
		func(c *service.Config) { c.CallbacksPerHour = 1 },
		func(c *service.Config) { c.CallbacksPerDay = 1 },
	} {
		h := open(t, "2026-03-02 22:00", limit)
		require.Contains(t, h.call(stranger, "0 1").hears(), "打给您")
		require.Contains(t, h.call(mandarin, "0 1").hears(), "没能登记回电", "the caller is offered a message")
		require.Contains(t, h.call(stranger, "0 1").hears(), "打给您", "what was promised stands")
		require.Len(t, h.cases(ivr.CaseCallback), 1)
	}
}

// An account abroad is not sent a code: its callers are led to a person.
func TestNoCodeGoesAbroad(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.CallbackCountries = nil })
	require.NotContains(t, h.call(english, "2 1").hears(), "code")
	require.Empty(t, h.exchange.Messages(english))
}

// Who was first in line is so after a restart, too.
func TestASeniorsCallbackKeepsItsPriorityOverARestart(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 22:00")
	require.Contains(t, h.call(senior, "0 1").hears(), "打给您")
	id := acd.CallbackID(h.cases(ivr.CaseCallback)[0].Number)
	before := h.service.ACD().State().Interactions.Get(id)
	require.Equal(t, acd.PrioritySenior, before.Priority)
	state, version, err := h.store.ACD(t.Context())
	require.NoError(t, err)
	require.NoError(t, h.store.CommitACD(t.Context(), store.ACDCommit{Read: version, Change: acd.Change{State: state.Without(id), Interactions: []string{id}}}))
	h.restart()
	require.Eventually(t, func() bool { return h.service.ACD().State().Interactions.Has(id) }, 5*time.Second, 10*time.Millisecond)
	after := h.service.ACD().State().Interactions.Get(id)
	require.Equal(t, []any{before.Priority, before.Senior}, []any{after.Priority, after.Senior})
}

// A start does not begin the attempts anew.
func TestACallbackThatWasTriedOftenEnoughIsLeftToPeopleAfterARestart(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 22:00")
	require.Contains(t, h.call(stranger, "0 1").hears(), "打给您")
	opened := h.cases(ivr.CaseCallback)[0].Number
	id := acd.CallbackID(opened)
	require.True(t, h.service.ACD().State().Interactions.Has(id))
	forget := func(attempts int) {
		t.Helper()
		state, version, err := h.store.ACD(t.Context())
		require.NoError(t, err)
		state = state.Without(id)
		change := acd.Change{State: state, Interactions: []string{id}}
		for i := range attempts {
			change.Records = append(change.Records, acd.QueueRecord{
				ID: fmt.Sprint("try", i), Interaction: id, Queue: "general", Entered: h.clock.Now(), Ended: h.clock.Now(), Result: acd.Unreached,
			})
		}
		require.NoError(t, h.store.CommitACD(t.Context(), store.ACDCommit{Read: version, Change: change}))
		h.restart()
	}
	forget(1)
	require.Eventually(t, func() bool { ok := h.service.ACD().State().Interactions.Has(id); return ok }, 5*time.Second, 10*time.Millisecond)
	forget(acd.TriesMost)
	require.Never(t, func() bool { ok := h.service.ACD().State().Interactions.Has(id); return ok }, 300*time.Millisecond, 20*time.Millisecond)
}

// Calls that show no number count together.
func TestWithheldNumbersAreLimitedTogether(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.CallsPerHour = 2 })
	for range 2 {
		require.Contains(t, h.call("anonymous", "- - -").hears(), "退款，请按 2")
	}
	require.NotContains(t, h.call("anonymous", "- - -").hears(), "退款，请按 2")
	require.Contains(t, h.call(stranger, "- - -").hears(), "退款，请按 2", "others are not limited")
}

// Whoever types somebody's number again and again floods them with few messages, and does
// not use up the codes of the owner, who calls from the number itself.
func TestStrangersCannotFloodAnOwnerWithCodes(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.CodesPerHour, c.CodesPerDay = 3, 10 })
	typed := "2 1 " + strings.TrimPrefix(mandarin, "+86") + "#"
	h.call(stranger, typed+" 1# 1#")
	require.Len(t, h.exchange.Messages(mandarin), 1, "no second code follows at once")
	began := h.clock.Now()
	for i := range 40 {
		h.call(fmt.Sprintf("+86139000010%02d", i), typed+" 1# 1#")
	}
	hours := 2 + int(h.clock.Now().Sub(began)/time.Hour)
	sent := len(h.exchange.Messages(mandarin))
	require.LessOrEqual(t, sent, 3*hours, "three in an hour")
	for before := -1; before < sent; sent = len(h.exchange.Messages(mandarin)) { // until strangers have used up this hour, too
		before = sent
		h.exchange.Advance(3 * time.Minute)
		h.call(stranger, typed+" 1# 1#")
	}
	require.Contains(t, h.call(mandarin, "2 1 code").hears(), "交易编号", "the owner has codes of their own")
	require.Len(t, h.exchange.Messages(mandarin), sent+1)
}

func TestCodesToAllAccountsTogether(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.CodesPerMinute = 1 })
	for range 3 { // some of them within the same minute
		h.call(mandarin, "2 1 1#")
		h.call(english, "2 1 1#")
	}
	byMinute := map[time.Time]int{}
	for _, to := range []string{mandarin, english} {
		for _, m := range h.exchange.Messages(to) {
			byMinute[m.At.Truncate(time.Minute)]++
		}
	}
	require.NotEmpty(t, byMinute)
	for minute, n := range byMinute {
		require.Equal(t, 1, n, minute)
	}
}

// Strangers who type somebody's number and wrong codes use up a day of their own: the
// owner, who calls from the number itself, still has theirs.
func TestStrangersCannotLockAnOwnerOut(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	typed := "2 1 " + strings.TrimPrefix(mandarin, "+86") + "#"
	for i := range 3 {
		h.call(fmt.Sprintf("+861390000100%d", i), typed+" 111111 111111 111111")
		h.exchange.Advance(5 * time.Minute)
	}
	locked := h.call("+8613900001009", typed)
	require.Contains(t, locked.hears(), "电话核对暂停了", "five wrong codes are all that strangers have in a day")
	require.Contains(t, h.call(mandarin, "2 1 code").hears(), "交易编号")
}

// Digits may mean several numbers: ten of them one in China or in America. However a number is typed,
// what is said tells nothing of whether it has an account.
func TestHoweverANumberIsTypedTheWordsAreTheSame(t *testing.T) {
	t.Parallel()
	const known, unknown = "2025550101", "2025550199"
	for name, countries := range map[string][]string{"texted": {"86", "1"}, "not texted": {"86"}} {
		for _, spelt := range [][2]string{{"1%s", "%s"}, {"%s", "1%s"}, {"001%s", "%s"}, {"%s", "86%s"}} {
			t.Run(name+fmt.Sprint(spelt), func(t *testing.T) {
				t.Parallel()
				h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.CallbackCountries = countries })
				american := []store.Row{{Account: &ivr.Account{ID: "10000003", Name: "D", Phone: "+1" + known, Language: "en-US"}}}
				require.NoError(t, h.store.Import(t.Context(), each(american), func(int) {}))
				var heard []string
				for i, number := range []string{known, unknown} {
					from, words := fmt.Sprintf("+8613899990%03d", i), ""
					for _, typed := range spelt {
						words += h.call(from, "2 1 "+fmt.Sprintf(typed, number)+"# 099999 099999 099999").hears() + "\n"
					}
					heard = append(heard, words)
				}
				require.Equal(t, heard[1], heard[0])
			})
		}
	}
}

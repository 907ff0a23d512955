package run

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/cmd/hotline/scenario/draft"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/starter"
)

var (
	demoTime = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	// demoService is a hotline with the demo's number, and without limits.
	demoService = service.Config{Number: demo.Number, Fallback: []string{demo.Agents()[0].Number.Reveal()}}
)

func okpayLab(t testing.TB) Runner {
	t.Helper()
	menu, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	return New(demoService, menu, time.Date(2026, time.March, 2, 2, 0, 0, 0, time.UTC))
}

// play plays the first script of a text.
func (l Runner) playText(t testing.TB, text string) Result {
	t.Helper()
	calls, err := scenario.Parse("a.yaml", []byte("calls:\n  - at: 2026-03-02 10:00\n"+text))
	require.NoError(t, err)
	return l.Play(t.Context(), calls[0])
}

// What OKPAY's own scripts do not say.
func TestCallersDoWhatTheirScriptsSay(t *testing.T) {
	t.Parallel()
	l := okpayLab(t)
	for _, text := range []string{`
    call: Words and a wrong key, then silence, and enough of it
    steps: [say: 退款, hear: 查询退款进度, press: 8, hear: 没有这个选项, silence, hear: 没有收到您的回应, not hear: 诈骗, hang up]
    end: abandoned
`, `
    call: They decline
    agents: decline
    steps: [press: 0, wait: 4m, hear: 没有同事能马上接听]
`, `
    call: A call back is asked for, and comes when somebody is free
    agents: busy
    steps: [press: 0, press: 1, call back, hear: 您之前请我们给您回电, press: 1, talk]
    end: connected
`, `
    call: It fails once, and then it works
    steps: [fail once: lookups, press: 2 1, hear: 现在查不到, talk, call again, press: 2 1, hear: 验证码]
`} {
		r := l.playText(t, text)
		require.True(t, r.Passes(), r.Text())
	}
}

// What is expected first is expected before anything else that is said.
func TestHearFirst(t *testing.T) {
	t.Parallel()
	l := okpayLab(t)
	for text, want := range map[string]string{
		"steps: [hear first: 您好]": "",
		"steps: [press: 2, hear first: 查询退款进度，请按 1。 申请退款]":             "",
		"steps: [press: 2, hear first: 申请退款]":                          "申请退款",
		"steps: [press: 0, talk, hear first: 感谢您的来电]":                  "",
		"steps: [press: 0, hear first: 正在为您接通人工, talk, hear: 感谢您的来电]":  "",
		"steps: [press: 0, talk, hear first: 正在为您接通人工]":                "正在为您接通人工",
		"steps: [press: 2, press: 4, hear first: 遇到诈骗, hear: 退款，请按 2]": "",
	} {
		r := l.playText(t, "    call: x\n    "+text+"\n")
		require.NoError(t, r.Err)
		require.Equal(t, want == "", r.Passes(), text+r.Text())
		if want != "" {
			require.Contains(t, strings.NewReplacer("【", "", "】", "").Replace(r.Failure.Want), want)
		}
	}
}

func TestACallBackThatNobodyAskedForDoesNotCome(t *testing.T) {
	t.Parallel()
	r := okpayLab(t).playText(t, `
    call: Nobody calls
    steps: [press: 2, call back, press: 1]
`)
	require.False(t, r.Passes())
	require.Equal(t, "to press 1", r.Failure.Want)
}

func TestAScriptThatFailsIsShownAsTheCall(t *testing.T) {
	t.Parallel()
	l := okpayLab(t)
	r := l.playText(t, `
    call: Wrong
    steps:
      - press: 2
      - hear: 查询退款进度，请按 3
`)
	require.NoError(t, r.Err)
	require.Equal(t, `a.yaml:7:9: Wrong
      您好，这里是 OKPAY 客服热线。
      For English, press 9.
      通话中随时按 0，都有人工为您服务。
      冻结账户或遇到诈骗，请按 1。
      退款，请按 2。
      查询或取消交易，请按 3。
      密码或账户资料，请按 4。
      意见反馈，请按 5。
    > 2
      查询退款进度，请按 1。
      申请退款，请按 2。
      了解能不能退款，请按 3。
      返回主菜单，请按 4。
  ✗ expected: 查询退款进度，请按 【3】
    but came: 查询退款进度，请按 【1】
`, r.Text())

	file := filepath.Join(t.TempDir(), "junit.xml")
	require.NoError(t, WriteJUnit(file, Report{Results: []Result{r}}))
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var suite junitSuite
	require.NoError(t, xml.Unmarshal(data, &suite))
	require.Equal(t, 1, suite.Failures)
	require.Contains(t, suite.Cases[0].Failure.Text, "> 2")
}

// What is drafted for a menu without scripts passes, is told with what is heard,
// and meets the exits that were wanted.
func TestDrafts(t *testing.T) {
	t.Parallel()
	menu, err := menus.Load(starter.FS)
	require.NoError(t, err)
	l := New(demoService, menu, demoTime)
	wanted := slices.DeleteFunc(ExitsOf(menu), func(u Unmet) bool {
		return !slices.Contains([]string{"main", "opening_hours", "general_message"}, u.Node)
	})
	drafts, missed := l.Draft(t.Context(), check.ExitsOf(menu, demoTime), wanted)
	require.Empty(t, missed)
	text := draft.YAML(drafts)
	require.Contains(t, text, "hear first: 我们工作日上午九点到下午六点营业")
	calls, err := scenario.Parse("drafts.yaml", []byte(text))
	require.NoError(t, err)
	results := l.All(t.Context(), calls)
	for _, r := range results {
		require.True(t, r.Passes(), r.Text())
		require.NotEmpty(t, r.End)
	}
	missing := spelled(CoverageOf(menu, nil, results, nil).nobodys)
	for _, exit := range wanted {
		require.NotContains(t, missing, exit.String())
	}
}

// Of a long call the end is shown, where the difference is.
func TestALongCallIsShownFromItsEnd(t *testing.T) {
	t.Parallel()
	r := okpayLab(t).playText(t, `
    call: Round and round
    steps: [again: 30, hear: zzz]
`)
	require.Contains(t, r.Text(), "    … 238 lines before\n")
	require.Less(t, strings.Count(r.Text(), "\n"), 50)
}

// Where a call is instead is told by its node, and by what was noted.
func TestAScriptThatEndsElsewhereIsToldWhere(t *testing.T) {
	t.Parallel()
	noted := ivr.Call{Node: "noted", Cases: map[ivr.CaseKind]string{ivr.CaseKind("callback"): "1"}}
	for end, want := range map[string]string{"queue general": "no queue, at noted", "case message": "callback, at noted"} {
		got, ok := Runner{}.ended(noted, end)
		require.False(t, ok)
		require.Equal(t, want, got)
	}
}

func BenchmarkScripts(b *testing.B) {
	l := okpayLab(b)
	calls, err := scenario.Parse("a.yaml", []byte("calls:\n  - call: A person\n    steps:\n      - press: 0\n    end: queue general\n"))
	require.NoError(b, err)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			l.Play(b.Context(), calls[0])
		}
	})
}

package main

import (
	"encoding/xml"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/script"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/proof"
)

func okpayLab(t testing.TB) lab {
	t.Helper()
	menu, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	return newLab(config.Settings{}, menu, time.Date(2026, time.March, 2, 2, 0, 0, 0, time.UTC))
}

// Every exit that some caller can take is taken by the caller of a script that
// ships.
func TestOKPAYsScriptsPass(t *testing.T) {
	t.Parallel()
	l := okpayLab(t)
	names, err := fs.Glob(okpay.FS, "calls/*.yaml")
	require.NoError(t, err)
	var calls []script.Call
	for _, name := range names {
		text, err := fs.ReadFile(okpay.FS, name)
		require.NoError(t, err)
		some, err := script.Parse(name, text)
		require.NoError(t, err)
		calls = append(calls, some...)
	}
	results := l.all(t.Context(), calls)
	for _, r := range results {
		require.True(t, r.passes(), r.told())
	}
	require.Empty(t, spelled(coverageOf(l.menu, proof.Taken(l.menu, l.at), results).missing))
}

// play plays the first script of a text.
func (l lab) playText(t testing.TB, text string) played {
	t.Helper()
	calls, err := script.Parse("a.yaml", []byte("calls:\n  - at: 2026-03-02 10:00\n"+text))
	require.NoError(t, err)
	return l.play(t.Context(), calls[0])
}

// What happens around a caller is said in a script, and happens.
func TestScriptsTellOfEverything(t *testing.T) {
	t.Parallel()
	l := okpayLab(t)
	for _, text := range []string{`
    call: A person answers, talks and hangs up
    steps: [press: 0, talk, hear: 再见]
    end: connected
`, `
    call: All are busy, and the caller does not want to wait
    agents: busy
    steps: [press: 0, hear: 下一位就是您, press: 1, hear: 我们会尽快打给您]
    end: case callback
`, `
    call: Others wait already
    agents: busy
    waiting: 2
    steps: [press: 0, hear: 您排在第三位]
    end: queue general
`, `
    call: The queue is full
    agents: busy
    waiting: 100
    steps: [press: 0, hear: 没有同事能马上接听]
`, `
    call: Nobody is there, and nobody comes
    agents: away
    steps: [press: 0, hear: 还没有同事在线, wait: 3m, hear: 没有同事能马上接听]
`, `
    call: They let it ring
    agents: no answer
    steps: [press: 0, wait: 4m, hear: 没有同事能马上接听]
`, `
    call: They decline
    agents: decline
    steps: [press: 0, wait: 4m, hear: 没有同事能马上接听]
`, `
    call: The wait is too long
    agents: busy
    steps: [press: 0, wait: 11m, hear: 没有同事能马上接听]
`, `
    at: 2026-03-02 17:55
    call: The line closes in the wait
    agents: busy
    steps: [press: 0, wait: 9m, hear: 没有同事能马上接听]
`, `
    call: The carrier cannot keep the caller waiting
    steps: [fail: queue, press: 0, hear: 没有同事能马上接听]
`, `
    call: The carrier rings nobody
    steps: [fail: lines, press: 0, wait: 4m, hear: 没有同事能马上接听]
`, `
    call: No text message comes, so there is no code to type
    steps: [fail: texts, press: 2 1, hear: 验证码, press: 1#, hear: 新的验证码发出了, press: 0#, talk]
`, `
    call: The code is wrong three times, and the next call finds the account locked
    steps: [press: 2 1 111111 111111 111111, talk, call again, press: 2 1, hear: 电话核对暂停了]
`, `
    call: The code is too old when it is typed, and a new one comes
    steps: [press: 2 1, again: 30, press: code, hear: 新的验证码发出了, press: code, hear: 请输入交易编号]
`, `
    call: The ledger fails in the middle of the call
    steps: [press: 2 1 code, fail: lookups, press: 20261001#, hear: 现在查不到, talk]
`, `
    call: A transaction is gone when it is asked for
    steps: [press: 2 1 code, gone: 20261001, press: 20261001#, hear: 没有这笔交易]
`, `
    call: Nothing can be noted
    agents: away
    steps: [press: 0, fail: cases, press: 1, hear: 回电这次没能登记上]
`, `
    call: The store fails, and a person answers all the same
    steps: [fail: store, press: 2, hear: 现在为您转接人工服务, talk]
`, `
    call: The number has called too often
    often: true
    steps: [hear: 您已经打来好几次了, press: 2]
    end: callback
`, `
    call: Whoever is 65 or older need press nothing
    from: "+8613800000003"
    steps: [talk]
    end: queue general
`, `
    call: What was said is hard to understand, so it is asked back
    steps: [mumble: 退款, hear: 您说的是退款，对吗, press: 1, hear: 查询退款进度]
`, `
    call: An agent who dials in to take calls wants a colleague
    from: "+8613900000001"
    steps: [hear: 同事您好, press: 0#, talk]
`, `
    call: And another takes calls on the line
    from: "+8613900000001"
    steps: [press: 1234#, hear: 密码不对, press: 4711#, hear: 您已就绪]
`, `
    call: Words and a wrong key, then silence
    steps: [say: 退款, hear: 查询退款进度, press: 8, hear: 我们再来一次, silence, hear: 没有收到您的回应, not hear: 诈骗, hang up]
    end: abandoned
`} {
		r := l.playText(t, text)
		require.True(t, r.passes(), r.told())
	}
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
	require.NoError(t, r.err)
	require.Equal(t, `a.yaml:7:9: Wrong
      您好，这里是 OKPAY 客服热线。
      通话中随时按 0，都有人工为您服务。
      遇到诈骗，请按 1。
      退款，请按 2。
      查询或取消交易，请按 3。
      重置密码或修改账户资料，请按 4。
      意见反馈，请按 5。
      For English, press 9.
    > 2
      查询退款进度，请按 1。
      申请退款，请按 2。
      了解能不能退款，请按 3。
      返回主菜单，请按 4。
  ✗ expected: 查询退款进度，请按 【3】
    but came: 查询退款进度，请按 【1。】
`, r.told())

	file := filepath.Join(t.TempDir(), "junit.xml")
	require.NoError(t, writeJUnit(file, []played{r}))
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var suite junitSuite
	require.NoError(t, xml.Unmarshal(data, &suite))
	require.Equal(t, 1, suite.Failures)
	require.Contains(t, suite.Cases[0].Failure.Text, "> 2")
}

func BenchmarkScripts(b *testing.B) {
	l := okpayLab(b)
	calls, err := script.Parse("a.yaml", []byte("calls:\n  - call: A person\n    steps:\n      - press: 0\n    end: queue general\n"))
	require.NoError(b, err)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			l.play(b.Context(), calls[0])
		}
	})
}

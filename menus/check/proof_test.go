package check_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
	"github.com/okpay/hotline/menus/okpay"
)

// spring is an instant whose year's holidays are known.
var spring = time.Date(2026, time.March, 3, 2, 0, 0, 0, time.UTC)

// small returns the menus' small test menu with some of its lines replaced.
func small(t testing.TB, replace ...string) *menus.Menu {
	t.Helper()
	m, err := menus.Load(files(t, replace...))
	require.NoError(t, err)
	return m
}

// files returns the files of the menus' small test menu with some of their lines replaced.
func files(t testing.TB, replace ...string) fstest.MapFS {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("..", "testdata", "base.txtar"))
	require.NoError(t, err)
	folder := fstest.MapFS{}
	for _, f := range archive.Files {
		for i := 0; i < len(replace); i += 2 {
			f.Data = []byte(strings.Replace(string(f.Data), replace[i], replace[i+1], 1))
		}
		folder[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	words, err := fs.ReadFile(okpay.FS, "phrases.yaml")
	require.NoError(t, err)
	folder["words.yaml"] = &fstest.MapFile{Data: words}
	return folder
}

func texts(findings []check.Finding) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

func TestSmallMenuIsSound(t *testing.T) {
	t.Parallel()
	require.Empty(t, texts(check.Check(small(t), spring)))
}

func TestFindings(t *testing.T) {
	t.Parallel()
	const always = "always: { person: to_person, no_input: to_person, no_match: to_person }"
	for _, tt := range []struct {
		name    string
		replace []string
		want    string
	}{
		{"0 hangs up", []string{always, "always: { person: goodbye, no_input: to_person, no_match: to_person }"}, "menu.yaml:21:3: fail: 0 leads to no person but to goodbye"},
		{"silence hangs up", []string{always, "always: { person: to_person, no_input: goodbye, no_match: to_person }"}, "menu.yaml:21:3: fail: exit no_input leads to goodbye, which hangs up on callers"},
		{"wrong keys hang up", []string{always, "always: { person: to_person, no_input: to_person, no_match: goodbye }"}, "menu.yaml:21:3: fail: exit no_match leads to goodbye, which hangs up on callers"},
		{"nobody answers", []string{"full: noted", "full: goodbye"}, "menu.yaml:32:3: fail: exit full leads to goodbye, which hangs up on callers"},
		{"a key hangs up", []string{"go: subject, set: { period: 30d } }", "go: goodbye, set: { period: 30d } }\n        - { for: { zh-CN: 第三, en-US: third }, go: subject }"}, "menu.yaml:21:3: fail: exit 1 leads to goodbye, which hangs up on callers"},
		{"the answer hangs up", []string{"start: start", "start: first", "nodes:\n  start:", "nodes:\n  first:\n    hours: { line: support }\n    on: { open: start, closed: goodbye }\n  start:"}, "menu.yaml:21:3: fail: exit closed leads to goodbye, which hangs up on callers"},
		{"digits hang up", []string{"min: 6, max: 20 }\n    go: to_person", "min: 6, max: 20 }\n    go: goodbye"}, "menu.yaml:26:3: fail: exit done leads to goodbye, which hangs up on callers"},
		{"a failure hangs up", []string{"failed: memo", "failed: goodbye"}, "menu.yaml:29:3: fail: exit failed leads to goodbye, which hangs up on callers"},
		{"silence goes round", []string{always, "always: { person: to_person, no_input: start, no_match: to_person }"}, "menu.yaml:21:3: fail: a caller who stays silent goes round for ever: start"},
		{"a silent line is recorded round and round", []string{"empty: goodbye", "empty: memo"}, "fail: a caller who stays silent and of whom a recorder hears nothing goes round for ever: memo"},
		{"nothing set it", []string{"en-US: Hello.", `en-US: "Hello, {case.number}."`, "zh-CN: 您好。", `zh-CN: "{case.number}"`}, "case.yaml:2:3: fail: says {case.number}, which nothing has set; the call breaks off"},
		{"a circle without a caller", []string{"Hello. } }\n    go: to_person", "Hello. } }\n    go: subject"}, "case.yaml:2:3: fail: goes round without listening to the caller: subject"},
		{"long calls go round", []string{"overlong: to_person", "overlong: start"}, "menu.yaml:21:3: fail: overlong leads to start, where the caller is asked once more"},
		{"long calls are hung up on", []string{"overlong: to_person", "overlong: goodbye"}, "menu.yaml:35:3: fail: hangs up on callers"},
		{"a card is asked for", []string{"zh-CN: 请输入。, en-US: Please type. }, into: transaction.typed, min: 6, max: 20", "zh-CN: 请输入您的银行卡号。, en-US: Please type. }, into: transaction.typed, min: 6, max: 20"}, "menu.yaml:26:3: fail: asks for the number of a card, and does not keep it secret"},
		{"a password is asked for", []string{"zh-CN: 请输入。, en-US: Please type. }", "zh-CN: 请输入您的密码。, en-US: Please type. }, secret: true"}, "menu.yaml:26:3: fail: asks for a password, and does not keep it secret"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, texts(check.Check(small(t, tt.replace...), spring)), tt.want)
		})
	}
}

// typedBranch collects a code and branches on it.
const typedBranch = `nodes:
  subject:
    collect: { ask: { zh-CN: 请输入。, en-US: Please type. }, into: code.typed, min: 4, max: 4 }
    go: which
  which:
    branch: { value: code.typed, cases: { "1212": special } }
    on: { else: to_person }
  special:
    say: { text: { zh-CN: 您好。, en-US: Hello. } }
    go: to_person
`

const firstSubject = "nodes:\n  subject:\n    say: { text: { zh-CN: 您好。, en-US: Hello. } }\n    go: to_person\n"

func TestWhatIsBehindDigitsIsFollowed(t *testing.T) {
	t.Parallel()
	require.Empty(t, texts(check.Check(small(t, firstSubject, typedBranch), spring)))
	circle := strings.Replace(typedBranch, "Hello. } }\n    go: to_person", "Hello. } }\n    go: which", 1)
	found := check.Check(small(t, firstSubject, circle), spring)
	require.Len(t, found, 1)
	require.Contains(t, found[0].Text, "goes round without listening to the caller: special, which")
	require.Equal(t, "Lead special or which out of the circle, to a node that listens.", found[0].Fix)
	require.Contains(t, found[0].Call, "  presses 1212#")
}

// A 0 that has found its schedule open must lead to a person, even if another caller came by the same
// path after a closed one.
func TestA0ThatHasFoundItsLineOpenIsHeldToIt(t *testing.T) {
	t.Parallel()
	found := texts(check.Check(small(t,
		"start: start", "start: gate", ", set: { period: 30d }", "",
		"  support: {", "  vip: { mon-fri: closed }\n  support: {",
		"  start:\n    menu:\n", `  gate:
    hours: { line: vip }
    on: { open: to_person, closed: begun }
  begun:
    hours: { line: support }
    on: { open: start, closed: noted }
  asked:
    hours: { line: vip }
    on: { open: to_person, closed: asked_then }
  asked_then:
    hours: { line: support }
    on: { open: parting, closed: noted }
  parting:
    say: { text: { zh-CN: 您好。, en-US: Hello. } }
    go: goodbye
  start:
    on: { person: asked }
    menu:
`,
		firstSubject, `nodes:
  subject:
    menu:
      choices:
        - { for: { zh-CN: 测试, en-US: the test }, go: noted }
    on: { person: asked_then }
`), spring))
	require.Contains(t, found, "case.yaml:2:3: fail: 0 leads to no person but to goodbye")
}

func TestUnansweredCallerFindingSaysHowToFixIt(t *testing.T) {
	t.Parallel()
	found := check.Check(small(t, "full: noted", "full: to_person"), spring)
	require.NotEmpty(t, found)
	require.Equal(t, rules.Trapped, found[0].Rule)
	require.Contains(t, found[0].Fix, "full of to_person")
}

// A call that shows a finding follows the caller whom the finding names.
func TestCallShowsTheSilentCallerOfTheFinding(t *testing.T) {
	t.Parallel()
	found := check.Check(small(t, "no_input: to_person", "no_input: goodbye", "start:\n    menu:\n      choices:\n", "start:\n    menu:\n      choices:\n        - { for: { zh-CN: 再见, en-US: goodbye }, go: goodbye }\n"), spring)
	require.NotEmpty(t, found)
	for _, f := range found {
		require.Contains(t, f.Text, "silence, silence, silence", f.Text)
	}
}

func TestCalendars(t *testing.T) {
	t.Parallel()
	m := small(t)
	require.Empty(t, check.Check(m, time.Date(2026, time.September, 30, 2, 0, 0, 0, time.UTC)))
	october := check.Check(m, time.Date(2026, time.October, 1, 2, 0, 0, 0, time.UTC))
	require.Len(t, october, 1)
	require.Equal(t, check.Warn, october[0].Severity)
	require.Contains(t, october[0].Text, "holidays of 2027")
	late := check.Check(m, time.Date(2027, time.January, 1, 2, 0, 0, 0, time.UTC))
	require.Len(t, late, 1)
	require.Equal(t, check.Fail, late[0].Severity)
}

func TestOKPAYIsSound(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	require.Empty(t, texts(check.Check(m, spring)))
}

// A fault of a language is reported once, not for each node that speaks it.
func TestALanguageThatTheCarrierDoesNotKnow(t *testing.T) {
	t.Parallel()
	found := check.Check(small(t, "say: cmn-CN, voice", "say: cmn-XX, voice"), spring)
	var carriers []string
	for _, f := range found {
		if f.Rule == rules.Carrier {
			_, what, _ := strings.Cut(f.Text, "]: ")
			carriers = append(carriers, what)
		}
	}
	require.ElementsMatch(t, []string{
		`language cannot be "cmn-XX" (13512)`, "voice Polly.Zhiyu-Neural speaks cmn-CN, not cmn-XX (13512)",
	}, carriers)
}

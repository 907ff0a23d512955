package proof_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/proof"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

// spring is an instant whose year's holidays are known.
var spring = time.Date(2026, time.March, 3, 2, 0, 0, 0, time.UTC)

// small is the menus' small test menu with some of its lines replaced.
func small(t testing.TB, replace ...string) *menus.Menu {
	t.Helper()
	m, err := menus.Load(files(t, replace...))
	require.NoError(t, err)
	return m
}

// files are those of the menus' small test menu with some of their lines replaced.
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

func texts(findings []proof.Finding) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

func TestSmallMenuIsSound(t *testing.T) {
	t.Parallel()
	require.Empty(t, texts(proof.Check(small(t), spring)))
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
		{"silence hangs up", []string{always, "always: { person: to_person, no_input: goodbye, no_match: to_person }"}, "menu.yaml:21:3: fail: is the last that a caller hears of whom only silence comes"},
		{"wrong keys hang up", []string{always, "always: { person: to_person, no_input: to_person, no_match: goodbye }"}, "menu.yaml:21:3: fail: is the last that a caller hears of whom only a wrong key comes"},
		{"nobody answers", []string{"full: noted", "full: goodbye"}, "menu.yaml:32:3: fail: is the last that a caller hears whom nobody answers"},
		{"silence goes round", []string{always, "always: { person: to_person, no_input: start, no_match: to_person }"}, "menu.yaml:21:3: fail: goes round for ever for a caller of whom only silence comes"},
		{"a silent line is recorded round and round", []string{"empty: goodbye", "empty: memo"}, "fail: goes round for ever for a caller of whom only silence comes"},
		{"nothing set it", []string{"en-US: Hello.", `en-US: "Hello, {case.number}."`, "zh-CN: 您好。", `zh-CN: "{case.number}"`}, "case.yaml:2:3: fail: the call breaks off: node subject: says {case.number}, which nothing has set"},
		{"a circle without a caller", []string{"go: goodbye", "go: subject"}, "case.yaml:2:3: fail: the call breaks off: node subject: more than 50 moves without listening"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, texts(proof.Check(small(t, tt.replace...), spring)), tt.want)
		})
	}
}

// typedBranch collects a code and goes where one says.
const typedBranch = `nodes:
  subject:
    collect: { ask: { zh-CN: 请输入。, en-US: Please type. }, into: code.typed, min: 4, max: 4 }
    go: which
  which:
    branch: { value: code.typed, cases: { "1212": special } }
    on: { else: to_person }
  special:
    say: { text: { zh-CN: 您好。, en-US: Hello. } }
    go: noted
`

const firstSubject = "nodes:\n  subject:\n    say: { text: { zh-CN: 您好。, en-US: Hello. } }\n    go: goodbye\n"

func TestWhatIsBehindDigitsIsFollowed(t *testing.T) {
	t.Parallel()
	require.Empty(t, texts(proof.Check(small(t, firstSubject, typedBranch), spring)))
	circle := strings.Replace(typedBranch, "go: noted", "go: which", 1)
	found := proof.Check(small(t, firstSubject, circle), spring)
	require.Len(t, found, 1)
	require.Contains(t, found[0].Text, "more than 50 moves without listening")
	require.Equal(t, "Lead which or special out of the circle, to one that listens.", found[0].Mend)
}

// A 0 that has found its line open is held to it, though another came the same
// way after a closed one.
func TestA0ThatHasFoundItsLineOpenIsHeldToIt(t *testing.T) {
	t.Parallel()
	found := texts(proof.Check(small(t,
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

func TestACallerWhomNobodyAnswersIsToldHowItIsMended(t *testing.T) {
	t.Parallel()
	found := proof.Check(small(t, "full: noted", "full: to_person"), spring)
	require.NotEmpty(t, found)
	require.Equal(t, proof.RuleTrapped, found[0].Rule)
	require.Contains(t, found[0].Mend, "full of to_person")
}

// A call that is told goes the way of the caller it is told of.
func TestWhoIsHungUpOnOutOfSilenceIsToldAsSilent(t *testing.T) {
	t.Parallel()
	found := proof.Check(small(t, "no_input: to_person", "no_input: goodbye", "start:\n    menu:\n      choices:\n", "start:\n    menu:\n      choices:\n        - { for: { zh-CN: 再见, en-US: goodbye }, go: goodbye }\n"), spring)
	require.NotEmpty(t, found)
	for _, f := range found {
		require.Contains(t, f.Text, "silence, silence, silence", f.Text)
	}
}

func TestCalendars(t *testing.T) {
	t.Parallel()
	m := small(t)
	require.Empty(t, proof.Check(m, time.Date(2026, time.September, 30, 2, 0, 0, 0, time.UTC)))
	october := proof.Check(m, time.Date(2026, time.October, 1, 2, 0, 0, 0, time.UTC))
	require.Len(t, october, 1)
	require.Equal(t, proof.Warn, october[0].Severity)
	require.Contains(t, october[0].Text, "holidays of 2027")
	late := proof.Check(m, time.Date(2027, time.January, 1, 2, 0, 0, 0, time.UTC))
	require.Len(t, late, 1)
	require.Equal(t, proof.Fail, late[0].Severity)
}

func TestOKPAYIsSound(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	require.Empty(t, texts(proof.Check(m, spring)))
}

// What is wrong with a language is told once, and not for each node that speaks it.
func TestALanguageThatTheCarrierDoesNotKnow(t *testing.T) {
	t.Parallel()
	found := proof.Check(small(t, "say: cmn-CN, voice", "say: cmn-XX, voice"), spring)
	var carriers []string
	for _, f := range found {
		if f.Rule == proof.RuleCarrier {
			_, what, _ := strings.Cut(f.Text, "]: ")
			carriers = append(carriers, what)
		}
	}
	require.ElementsMatch(t, []string{
		`language cannot be "cmn-XX" (13512)`, "voice Polly.Zhiyu-Neural speaks cmn-CN, not cmn-XX (13512)",
	}, carriers)
}

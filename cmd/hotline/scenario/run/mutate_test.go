package run

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/starter"
)

func starterLab(t testing.TB) Runner {
	t.Helper()
	menu, err := menus.Load(starter.FS)
	require.NoError(t, err)
	return New(demoService, menu, demoTime)
}

// playAll plays the scripts of a text, each at ten on a Monday.
func (l Runner) playAll(t testing.TB, text string) []Result {
	t.Helper()
	calls, err := scenario.Parse("a.yaml", []byte("calls:\n"+text))
	require.NoError(t, err)
	results := l.All(t.Context(), calls)
	for _, r := range results {
		require.True(t, r.Passes(), r.Text())
	}
	return results
}

// An exit is met by what the script expects after it, and by nothing else.
func TestExitsAreMetByWhatIsExpectedAfterThem(t *testing.T) {
	t.Parallel()
	main1, hours, queue, bridged := exit("main", "1"), exit("opening_hours", "done"), exit("to_person", "open"), exit("general_queue", "bridged")
	for name, tt := range map[string]struct {
		script   string
		met, not []check.Exit
	}{
		"words":           {"steps: [press: 1, hear: 还有别的可以帮您吗]", []check.Exit{main1, hours}, nil},
		"nothing":         {"steps: [hear: 您好, press: 1]", nil, []check.Exit{main1, hours}},
		"words not heard": {"steps: [press: 1, not hear: 再见]", nil, []check.Exit{main1}},
		"its outcome":     {"steps: [press: 1]\n    end: abandoned", nil, []check.Exit{main1}},
		"words before":    {"steps: [hear: 查询营业时间, press: 1, again]", nil, []check.Exit{main1}},
		"words later":     {"steps: [press: 1 1, hear: 查询营业时间]", []check.Exit{main1, hours, exit("anything_else", "1")}, nil},
		"a queue":         {"agents: busy\n    steps: [press: 0]\n    end: queue general", []check.Exit{exit("main", "person"), queue}, nil},
		"a talk":          {"steps: [press: 0, talk]", []check.Exit{queue}, []check.Exit{bridged}},
		"a goodbye":       {"steps: [press: 0, talk]\n    end: goodbye", []check.Exit{queue, bridged}, nil},
		"connected":       {"steps: [press: 0]\n    end: connected", []check.Exit{queue}, []check.Exit{bridged}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := starterLab(t)
			cover := CoverageOf(l.menu, nil, l.playAll(t, "  - call: x\n    at: 2026-03-02 10:00\n    "+tt.script+"\n"), nil)
			missing := map[check.Exit]bool{}
			for _, m := range cover.Missing {
				missing[m.Exit] = true
			}
			for _, x := range tt.met {
				require.False(t, missing[x], "%v is met", x)
			}
			for _, x := range tt.not {
				require.True(t, missing[x], "%v is not met", x)
			}
		})
	}
}

func exit(node, name string) check.Exit { return check.Exit{Node: node, Name: name} }

// What a script expects is noticed when it leads elsewhere; words that more than the
// right node says are not enough.
func TestScriptsThatDoNotNoticeAreNamed(t *testing.T) {
	t.Parallel()
	l := starterLab(t)
	results := l.playAll(t, `
  - call: The hours
    at: 2026-03-02 10:00
    steps: [press: 1, hear: 我们工作日上午九点到下午六点营业, hear: 还有别的可以帮您吗]
  - call: A message that is asked for with the words of others
    at: 2026-03-02 22:00
    steps: [press: 0, hear: 请按, press: 2, hear: 请]
  - call: The same in English
    at: 2026-03-02 22:00
    language: en-US
    steps: [press: 0, hear: We will be back, press: 2, hear: press]
`)
	m, err := l.Mutate(t.Context(), results)
	require.NoError(t, err)
	require.True(t, m.noticed[exit("main", "1")])
	require.True(t, m.noticed[exit("opening_hours", "done")])
	require.False(t, m.noticed[exit("after_hours", "2")])
	require.Equal(t, m.tried, m.killed()+len(m.survivors))
	require.Less(t, m.Percent(), 100)

	report := Report{Results: results, Mutants: &m, Cover: CoverageOf(l.menu, nil, results, m.noticed)}
	require.Contains(t, spelled(report.Cover.Missing), "after_hours 2")
	require.True(t, report.Fails(0))
	require.Regexp(t, `people.yaml:\d+:3: after_hours.2 → \S+ instead of general_message: no script notices; “A message that is asked for with the words of others” takes it \(a.yaml:\d+:5\)`, report.Summary())
	require.NotContains(t, report.Summary(), "expect nothing that comes after it")

	line, err := json.Marshal(report.Record())
	require.NoError(t, err)
	var summary struct {
		Failed   *int
		Mutation struct {
			Mutants   int
			Survivors []survivorSummary
		}
	}
	require.NoError(t, json.Unmarshal(line, &summary))
	require.NotNil(t, summary.Failed)
	require.Equal(t, m.tried, summary.Mutation.Mutants)
	require.Len(t, summary.Mutation.Survivors, len(m.survivors))

	file := filepath.Join(t.TempDir(), "junit.xml")
	require.NoError(t, WriteJUnit(file, report))
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var suite junitSuite
	require.NoError(t, xml.Unmarshal(data, &suite))
	require.Equal(t, len(results)+len(m.exits), suite.Tests)
	require.Len(t, suite.Cases, suite.Tests)
	require.Positive(t, suite.Failures)
}

// A menu that cannot go on is a failure, wherever its lifeline leads.
func TestAScriptFailsWhenTheMenuBreaks(t *testing.T) {
	t.Parallel()
	l := starterLab(t)
	wrong, tree := *l.menu, *l.menu.Tree
	tree.Nodes = map[string]ivr.TreeNode{}
	for name, place := range l.menu.Tree.Nodes {
		tree.Nodes[name] = place
	}
	broken := tree.Nodes["opening_hours"]
	broken.Exits = map[string]string{"done": "after_hours"} // which says when the line opens, and nobody has looked
	tree.Nodes["opening_hours"] = broken
	wrong.Tree = &tree
	l.menu = &wrong
	calls, err := scenario.Parse("a.yaml", []byte("calls:\n  - call: x\n    at: 2026-03-02 10:00\n    steps: [press: 1, talk]\n"))
	require.NoError(t, err)
	r := l.Play(t.Context(), calls[0])
	require.NoError(t, r.Err)
	require.NotNil(t, r.Failure)
	require.Contains(t, r.Failure.Got, "after_hours: says {line.")
}

func TestALineThatTheMenusDoNotHaveCannotBeClosed(t *testing.T) {
	t.Parallel()
	l := starterLab(t)
	for _, text := range []string{"closed: sales\n    steps: [silence]", "steps: [close: sales]"} {
		calls, err := scenario.Parse("a.yaml", []byte("calls:\n  - call: x\n    "+text+"\n"))
		require.NoError(t, err)
		require.ErrorContains(t, l.Play(t.Context(), calls[0]).Err, `the menus have no line "sales" to close; they have support`)
	}
}

func TestCircumstancesOfACall(t *testing.T) {
	t.Parallel()
	starterLab(t).playAll(t, `
  - call: The line is closed by hand before the call comes in
    at: 2026-03-02 10:00
    closed: support
    steps: [press: 0, hear: 人工服务现在暂停]
  - call: And while the caller listens
    at: 2026-03-02 10:00
    steps: [close: support, press: 0, hear: 人工服务现在暂停]
  - call: Nothing can be noted from the first moment on
    at: 2026-03-02 22:00
    failing: cases
    steps: [press: 0 1, hear: 您随时可以再打来，再见]
  - call: Only those on duty are there, and no queue rings them
    at: 2026-03-02 10:00
    agents: on duty
    steps: [press: 0]
    end: queue general
`)
}

package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// alert is an alert as the rules file has it.
type alert struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

func alerts(t *testing.T) (all []alert) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "config", "prometheus", "hotline.rules.yaml"))
	require.NoError(t, err)
	var file struct {
		Groups []struct {
			Name  string  `yaml:"name"`
			Rules []alert `yaml:"rules"`
		} `yaml:"groups"`
	}
	require.NoError(t, yaml.Unmarshal(content, &file))
	for _, g := range file.Groups {
		all = append(all, g.Rules...)
	}
	require.NotEmpty(t, all)
	return all
}

// queries are the expressions of rules and dashboard, by where they stand.
func queries(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, a := range alerts(t) {
		all["alert "+a.Alert] = a.Expr
	}
	content, err := os.ReadFile(filepath.Join("..", "..", "config", "grafana", "hotline.json"))
	require.NoError(t, err)
	var dashboard struct {
		Panels []struct {
			Title   string `json:"title"`
			Targets []struct {
				Expr string `json:"expr"`
			} `json:"targets"`
		} `json:"panels"`
	}
	require.NoError(t, json.Unmarshal(content, &dashboard))
	for _, p := range dashboard.Panels {
		for _, target := range p.Targets {
			all["panel "+p.Title+": "+target.Expr] = target.Expr
		}
	}
	return all
}

// selector finds a metric with what is asked of its labels.
var selector = regexp.MustCompile(`\b((?:hotline|process|go)_[a-z_]+)(\{[^}]*\})?`)

var asked = regexp.MustCompile(`([a-z_]+)\s*(?:=~|!=|!~|=)`)

// Alerts and dashboard ask for metrics, and labels of them, that the hotline has; and no
// metric is only documented.
func TestAlertsAndDashboardAskForMetricsThatExist(t *testing.T) {
	t.Parallel()
	all := everyMetric(t)
	used := map[string]bool{"up": true}
	for where, query := range queries(t) {
		found := selector.FindAllStringSubmatch(query, -1)
		if len(found) == 0 {
			require.Contains(t, query, "up{", where)
		}
		for _, s := range found {
			name := s[1]
			if _, ok := all[name]; !ok {
				name = regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(name, "")
			}
			m, ok := all[name]
			require.True(t, ok, "%s asks for %s, which there is not", where, s[1])
			used[name] = true
			for _, label := range asked.FindAllStringSubmatch(s[2], -1) {
				require.Contains(t, append([]string{"job", "instance", "le"}, m.labels...), label[1], "%s: %s has no label %s", where, name, label[1])
			}
		}
	}
	for name := range all {
		require.True(t, used[name] || !strings.HasPrefix(name, "hotline_"), "neither an alert nor the dashboard shows %s", name)
	}
}

// runbook is docs/operating.md: its sections by the anchor of their heading.
func runbook(t *testing.T) map[string]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "docs", "operating.md"))
	require.NoError(t, err)
	sections := map[string]string{}
	anchor := ""
	for line := range strings.Lines(string(content)) {
		if heading, ok := strings.CutPrefix(line, "##"); ok {
			anchor = anchorOf(strings.TrimLeft(heading, "#"))
		}
		sections[anchor] += line
	}
	return sections
}

// anchorOf is a heading's anchor as GitHub makes it.
func anchorOf(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(heading))
}

// Each alert says how bad it is, and its section of the run-book is there, names it, and
// says what it means for callers, how to look and how to mend.
func TestEachAlertHasItsSectionInTheRunbook(t *testing.T) {
	t.Parallel()
	sections := runbook(t)
	for _, a := range alerts(t) {
		require.Contains(t, []string{"page", "ticket"}, a.Labels["severity"], a.Alert)
		require.NotEmpty(t, a.Annotations["summary"], a.Alert)
		anchor, ok := strings.CutPrefix(a.Annotations["runbook"], "docs/operating.md#")
		require.True(t, ok, a.Alert)
		section, ok := sections[anchor]
		require.True(t, ok, "%s: docs/operating.md has no section %s", a.Alert, anchor)
		require.Contains(t, section, "`"+a.Alert+"`", "the section names the alert")
		for _, part := range []string{"**Callers:**", "**Look:**", "**Mend:**"} {
			require.Contains(t, section, part, "%s: %s", a.Alert, anchor)
		}
	}
}

// commandLine finds a hotline's command line in code, up to what pipes or redirects it.
var commandLine = regexp.MustCompile("(?m)(?:^\\$ |`)(?:[A-Z_]+=\\S+ )*(?:sudo -u hotline )?hotline ([^`\n|>]+)")

// Commands that the run-book names are there, with their flags.
func TestRunbookNamesCommandsThatExist(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join("..", "..", "docs", "operating.md"))
	require.NoError(t, err)
	lines := commandLine.FindAllStringSubmatch(string(content), -1)
	require.Greater(t, len(lines), 20)
	parser, err := kong.New(&grammar{}, kong.Vars{"caller": ""}, kong.WithHyphenPrefixedParameters(true))
	require.NoError(t, err)
	for _, line := range lines {
		words := strings.Fields(line[1])
		node, flags := parser.Model.Node, parser.Model.Flags
		for _, word := range words {
			if name, isFlag := strings.CutPrefix(word, "--"); isFlag {
				name, _, _ = strings.Cut(name, "=")
				require.True(t, slices.ContainsFunc(flags, func(f *kong.Flag) bool { return f.Name == name }), "%s: there is no --%s", line[1], name)
				continue
			}
			if at := slices.IndexFunc(node.Children, func(n *kong.Node) bool { return n.Name == word }); at >= 0 {
				node = node.Children[at]
				flags = append(flags, node.Flags...)
			}
		}
		require.True(t, node.Leaf(), "%s is no whole command", line[1])
		require.NotEqual(t, parser.Model.Node, node, line[1])
	}
}

// Lines of the log that the run-book quotes are written by the program.
func TestRunbookQuotesTheLog(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "operating.md"))
	require.NoError(t, err)
	var source strings.Builder
	for _, folder := range []string{"cmd", "ivr"} {
		for _, file := range sources(t, folder, true) {
			content, err := os.ReadFile(file.path)
			require.NoError(t, err)
			source.Write(content)
		}
	}
	quoted := regexp.MustCompile(`"message":"([^"]+)"`).FindAllStringSubmatch(string(page), -1)
	require.NotEmpty(t, quoted)
	for _, line := range quoted {
		require.Contains(t, source.String(), `"`+line[1]+`"`, "nothing logs this")
	}
	searched := regexp.MustCompile(`journalctl [^\n]*\| grep (?:-E )?'([^'\n]+)'`).FindAllStringSubmatch(string(page), -1)
	require.Greater(t, len(searched), 3)
	for _, line := range searched {
		if strings.HasPrefix(line[1], `"level"`) {
			continue
		}
		for _, text := range strings.Split(line[1], "|") {
			require.Contains(t, source.String(), text, "nothing logs this")
		}
	}
}

// Metrics that the run-book has an operator look for are there.
func TestRunbookLooksForMetricsThatExist(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "operating.md"))
	require.NoError(t, err)
	names := slices.Collect(maps.Keys(everyMetric(t)))
	searched := regexp.MustCompile(`/metrics \| grep -E '\^(hotline_[a-z_]*)\(([a-z_|]+)\)`).FindAllStringSubmatch(string(page), -1)
	require.Greater(t, len(searched), 3)
	for _, line := range searched {
		for _, end := range strings.Split(line[2], "|") {
			begins := func(name string) bool {
				return strings.HasPrefix(name, strings.TrimSuffix(line[1]+end, "_count")) || strings.HasPrefix(line[1]+end, name)
			}
			require.True(t, slices.ContainsFunc(names, begins), "there is no %s", line[1]+end)
		}
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
)

// annotation is a finding as a workflow command, which GitHub shows at the line
// (docs.github.com, "Workflow commands").
func annotation(f check.Finding) string {
	level := "error"
	if f.Severity == check.Warn {
		level = "warning"
	}
	text := strings.Join(append([]string{f.Text}, f.Call...), "\n")
	if f.Fix != "" {
		text += "\n" + f.Fix
	}
	return fmt.Sprintf("::%s file=%s,line=%d,col=%d,title=%s::%s",
		level, property(filepath.ToSlash(f.File)), f.Line, f.Column, property("hotline check: "+f.Rule), escaped(text))
}

func escaped(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escaped(s))
}

// The parts of SARIF 2.1.0 that code scanning reads (docs.oasis-open.org/sarif).
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Results []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string    `json:"id"`
		Short sarifText `json:"shortDescription"`
		Help  sarifText `json:"help"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn"`
	}
)

func writeSARIF(file string, findings []check.Finding) error {
	data, err := json.MarshalIndent(sarif(findings), "", "  ")
	if err != nil {
		return fmt.Errorf("writing SARIF: %w", err)
	}
	if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil { //nolint:gosec // a report to be read by others
		return fmt.Errorf("--sarif: %w", err)
	}
	return nil
}

func sarif(findings []check.Finding) sarifLog {
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: "hotline check", Version: version()}}, Results: []sarifResult{}}
	for _, r := range rules.All() {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{r.Name, sarifText{r.Doc["en-US"]}, sarifText{r.Fix["en-US"]}})
	}
	for _, f := range findings {
		level := "error"
		if f.Severity == check.Warn {
			level = "warning"
		}
		run.Results = append(run.Results, sarifResult{
			RuleID: f.Rule, Level: level, Message: sarifText{strings.Join(append([]string{f.Text}, f.Call...), "\n")},
			Locations: []sarifLocation{{sarifPhysical{sarifArtifact{filepath.ToSlash(f.File)}, sarifRegion{max(f.Line, 1), max(f.Column, 1)}}}},
		})
	}
	return sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}}
}

package findings

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/okpay/hotline/menus/check"
)

// GitHub is a finding as a workflow command, which GitHub shows at the line
// (docs.github.com, "Workflow commands").
func GitHub(f check.Finding) string {
	text := strings.Join(append([]string{f.Text}, f.Call...), "\n")
	if f.Fix != "" {
		text += "\n" + f.Fix
	}
	return fmt.Sprintf("::%s file=%s,line=%d,col=%d,title=%s::%s",
		level(f), property(filepath.ToSlash(f.File)), f.Line, f.Column, property("hotline check: "+f.Rule), escaped(text))
}

func escaped(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escaped(s))
}

// level is how grave a finding is, in a word that GitHub and SARIF share.
func level(f check.Finding) string {
	if f.Severity == check.Warn {
		return "warning"
	}
	return "error"
}

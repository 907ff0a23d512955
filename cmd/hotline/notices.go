package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	operators "github.com/okpay/hotline/ivr/web/console"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
)

// rejection is why what the folder holds is not live, or should not be.
type rejection struct {
	menu     *menus.Menu     // nil when it did not load
	found    []check.Finding // what check said of it
	problems []string        // for which it is refused: file:line:col and text, a line each
}

// unloaded is the refusal of what does not load.
func unloaded(err error) rejection { return rejection{problems: strings.Split(err.Error(), "\n")} }

// folder is the revision that is refused; "" when it did not load.
func (r rejection) folder() string {
	if r.menu == nil {
		return ""
	}
	return r.menu.Tree.Revision
}

// refused keeps why the folder is not live, and logs it once.
func (l *publisher) refused(r rejection) error {
	before := l.refuse.Swap(&r)
	if before != nil && slices.Equal(before.problems, r.problems) {
		return errRefused
	}
	for _, problem := range r.problems {
		l.log.Error().Str("problem", problem).Int("version", l.live.Load().version.Number).Msg(l.verdict(&r).in("en-US"))
	}
	return errRefused
}

// found is what check said of the menus that are live, or refused.
func (l *publisher) found(revision string) []check.Finding {
	if r := l.refuse.Load(); r != nil && r.folder() == revision {
		return r.found
	}
	if now := l.live.Load(); now.version.Revision == revision {
		return now.found
	}
	return nil
}

// sentence is something that an operator is told, in the pages' languages.
type sentence struct{ english, chinese string }

func (s sentence) in(language string) string {
	if strings.HasPrefix(language, "zh") {
		return s.chinese
	}
	return s.english
}

// verdict says what a refusal means for callers.
func (l *publisher) verdict(r *rejection) sentence {
	v := l.live.Load().version
	if r.folder() == v.Revision {
		return sentence{"check refuses the menus that callers hear, which nobody proved before", "来电正在使用的菜单没有通过检查"}
	}
	return sentence{
		fmt.Sprintf("the menus in the folder are refused, and version %d goes on", v.Number),
		fmt.Sprintf("文件夹里的菜单没有通过检查，继续使用版本 %d", v.Number),
	}
}

// notices are told in a page's language.
func (l *publisher) notices(language string) (told []operators.Notice) {
	if v := l.live.Load().version; v.RolledBack() {
		told = append(told, operators.Notice{Text: rolledBack(v.Number, v.Revision, v.Folder, v.Who).in(language)})
	}
	if list := l.menu().Accepted(); len(list) > 0 {
		told = append(told, operators.Notice{Text: acceptedText(len(list)).in(language), Problems: acceptedLines(list)})
	}
	if r := l.refuse.Load(); r != nil {
		told = append(told, operators.Notice{Text: l.verdict(r).in(language), Problems: r.problems})
	}
	return told
}

// acceptedText says that the menus that are live accept findings of check.
func acceptedText(count int) sentence {
	return sentence{
		fmt.Sprintf("findings of check that the live menus accept: %d", count),
		fmt.Sprintf("正在使用的菜单接受了检查发现的问题：%d 个", count),
	}
}

func acceptedLines(list []menus.Acceptance) []string {
	lines := make([]string, len(list))
	for i, a := range list {
		lines[i] = fmt.Sprintf("%s: %s: %s: %s", a.Position, a.Node, a.Rule, a.Reason)
	}
	return lines
}

func rolledBack(number int, revision, folder, who string) sentence {
	english, chinese := who, who
	if who == "" {
		english, chinese = "nobody who signed in", "未登录的人"
	}
	return sentence{
		fmt.Sprintf("running version %d of the menus (%s), rolled back from the folder's %s by %s", number, revision, folder, english),
		fmt.Sprintf("正在使用版本 %d（%s）：%s 从文件夹里的 %s 回退", number, revision, chinese, folder),
	}
}

// Notices are for programs, a line each.
func (l *publisher) Notices() (told []string) {
	for _, n := range l.notices("en-US") {
		if len(n.Problems) == 0 {
			told = append(told, n.Text)
		}
		for _, problem := range n.Problems {
			told = append(told, n.Text+": "+problem)
		}
	}
	return told
}

// measure tells in the metrics whether what the folder holds is live.
func (l *publisher) measure(r *prometheus.Registry) {
	promauto.With(r).NewGaugeFunc(prometheus.GaugeOpts{
		Name: "hotline_menus_refused", Help: "Problems of the menus in the folder, for which they are not live; 0 when they are sound.",
	}, func() float64 {
		if refused := l.refuse.Load(); refused != nil {
			return float64(len(refused.problems))
		}
		return 0
	})
}

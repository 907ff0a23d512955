package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	operators "github.com/okpay/hotline/ivr/web/console"
)

// refusal is why what the folder holds is not live, or should not be.
type refusal struct {
	folder   string   // the revision refused; "" when it did not load
	problems []string // file:line:col and text, a line each
}

// refused keeps why the folder is not live, and logs it once.
func (l *library) refused(folder string, problems ...string) error {
	if r := l.refuse.Load(); r != nil && slices.Equal(r.problems, problems) {
		return errRefused
	}
	r := &refusal{folder, problems}
	l.refuse.Store(r)
	for _, problem := range problems {
		l.log.Error().Str("problem", problem).Int("version", l.live.Load().version.Number).Msg(l.verdict(r).in("en-US"))
	}
	return errRefused
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
func (l *library) verdict(r *refusal) sentence {
	v := l.live.Load().version
	if r.folder == v.Revision {
		return sentence{"check refuses the menus that callers hear, which nobody proved before", "来电正在使用的菜单没有通过检查"}
	}
	return sentence{
		fmt.Sprintf("the menus in the folder are refused, and version %d goes on", v.Number),
		fmt.Sprintf("文件夹里的菜单没有通过检查，继续使用版本 %d", v.Number),
	}
}

// notices are told in a page's language.
func (l *library) notices(language string) (told []operators.Notice) {
	if v := l.live.Load().version; v.RolledBack() {
		told = append(told, operators.Notice{Text: rolledBack(v.Number, v.Revision, v.Folder, v.Who).in(language)})
	}
	if r := l.refuse.Load(); r != nil {
		for _, problem := range r.problems {
			told = append(told, operators.Notice{Text: l.verdict(r).in(language), Problem: problem})
		}
	}
	return told
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
func (l *library) Notices() (told []string) {
	for _, n := range l.notices("en-US") {
		line := n.Text
		if n.Problem != "" {
			line += ": " + n.Problem
		}
		told = append(told, line)
	}
	return told
}

// measure tells in the metrics whether what the folder holds is live.
func (l *library) measure(r *prometheus.Registry) {
	promauto.With(r).NewGaugeFunc(prometheus.GaugeOpts{
		Name: "hotline_menus_refused", Help: "Problems of the menus in the folder, for which they are not live; 0 when they are sound.",
	}, func() float64 {
		if refused := l.refuse.Load(); refused != nil {
			return float64(len(refused.problems))
		}
		return 0
	})
}

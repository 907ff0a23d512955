package main

import (
	"fmt"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	operators "github.com/okpay/hotline/ivr/web/console"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/store"
)

// sentence is something that an operator is told, in the pages' languages.
type sentence struct{ english, chinese string }

func (s sentence) in(language string) string {
	if strings.HasPrefix(language, "zh") {
		return s.chinese
	}
	return s.english
}

// notices are what an operator is told of the menus, in a page's language.
func notices(p *live.Publisher, language string) (list []operators.Notice) {
	now := p.Live()
	if v := now.Version; v.RolledBack() {
		list = append(list, operators.Notice{Text: rolledBack(v.Number, v.Revision, v.Folder, v.Who).in(language)})
	}
	if accepted := now.Menu.Accepted(); len(accepted) > 0 {
		list = append(list, operators.Notice{Text: acceptedText(len(accepted)).in(language), Problems: acceptedLines(accepted)})
	}
	if r, rejected := p.Rejection(); rejected {
		list = append(list, operators.Notice{Text: rejectionText(r, now.Version).in(language), Problems: r.Problems})
	}
	return list
}

// noticeLines are the notices for programs, in English, a line each.
func noticeLines(p *live.Publisher) (lines []string) {
	for _, n := range notices(p, "en-US") {
		if len(n.Problems) == 0 {
			lines = append(lines, n.Text)
		}
		for _, problem := range n.Problems {
			lines = append(lines, n.Text+": "+problem)
		}
	}
	return lines
}

// rejectionText says what a rejection means for callers who hear a version.
func rejectionText(r live.Rejection, v store.Version) sentence {
	if r.Revision() == v.Revision {
		return sentence{r.Text(v), "来电正在使用的菜单没有通过检查"}
	}
	return sentence{r.Text(v), fmt.Sprintf("文件夹里的菜单没有通过检查，继续使用版本 %d", v.Number)}
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

// measureRejection says in the metrics whether what the folder holds is live.
func measureRejection(p *live.Publisher, r *prometheus.Registry) {
	promauto.With(r).NewGaugeFunc(prometheus.GaugeOpts{
		Name: "hotline_menus_refused", Help: "Problems of the menus in the folder, for which they are not live; 0 when they are sound.",
	}, func() float64 {
		rejection, _ := p.Rejection()
		return float64(len(rejection.Problems))
	})
}

package serve

import (
	_ "embed" // the words
	"fmt"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/okpay/hotline/ivr/i18n"
	operators "github.com/okpay/hotline/ivr/web/console"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/store"
)

//go:embed words.json
var wordsFile []byte

// noticeWords are what operators are told of the menus, in the pages' languages.
var noticeWords = i18n.MustRead(wordsFile)

// notices are what an operator is told of the menus, in a page's language.
func notices(p *live.Publisher, language string) (list []operators.Notice) {
	now := p.Live()
	if v := now.Version; v.RolledBack() {
		list = append(list, operators.Notice{Text: rolledBack(language, v)})
	}
	if accepted := now.Menu.Accepted(); len(accepted) > 0 {
		list = append(list, operators.Notice{Text: noticeWords.Text(language, "accepted", len(accepted)), Problems: acceptedLines(accepted)})
	}
	if r, rejected := p.Rejection(); rejected {
		list = append(list, operators.Notice{Text: r.Text(language, now.Version), Problems: r.Problems})
	}
	return list
}

// noticeLines are the notices for programs, in English, a line each.
func noticeLines(p *live.Publisher) (lines []string) {
	for _, n := range notices(p, i18n.English) {
		if len(n.Problems) == 0 {
			lines = append(lines, n.Text)
		}
		for _, problem := range n.Problems {
			lines = append(lines, n.Text+": "+problem)
		}
	}
	return lines
}

func acceptedLines(list []menus.Acceptance) []string {
	lines := make([]string, len(list))
	for i, a := range list {
		lines[i] = fmt.Sprintf("%s: %s: %s: %s", a.Position, a.Node, a.Rule, a.Reason)
	}
	return lines
}

// rolledBack says which version of the menus runs in place of the folder's.
func rolledBack(language string, v store.Version) string {
	who := v.Who
	if who == "" {
		who = noticeWords.Text(language, "nobody")
	}
	return noticeWords.Text(language, "rolled_back", v.Number, v.Revision, v.Folder, who)
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

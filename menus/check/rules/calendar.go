package rules

import (
	"fmt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
)

// Calendar names the rule that the public holidays are known.
const Calendar = "calendar"

func init() {
	register(Rule{
		Name: Calendar, Severity: Fail,
		Doc: ivr.Text{
			"en-US": "The public holidays of this year are known; from October on those of the next are a warning as long as they are not.",
			"zh-CN": "今年的法定节假日是已知的；从十月起，明年的还不知道时会有警告。",
		},
		Fix: ivr.Text{
			"en-US": "Add them to the calendar's days and years when they are announced.",
			"zh-CN": "公布以后，把它们加到日历的 days 和 years 里。",
		},
		find: calendar,
	})
}

// calendar finds years whose holidays are not known.
func calendar(p *Proof) {
	for _, year := range p.Menu.Unknown(p.Now) {
		severity, do := Fail, "add them to the calendar's days and years"
		if year > p.Now.In(p.Menu.Tree.Zone).Year() {
			severity, do = Warn, "add them when they are announced"
		}
		p.report(Finding{
			At: menus.Position{File: menus.Main, Line: 1, Column: 1}, Rule: Calendar, Severity: severity,
			Text: fmt.Sprintf("the public holidays of %d are not known, so a line keeps its weekly hours; %s", year, do),
		})
	}
}

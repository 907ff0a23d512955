package doctor

import (
	"context"
	"fmt"
	"strings"

	"github.com/okpay/hotline/menus/check"
)

// checkMenus looks whether the menus load, are proved, and know this year's and the next
// year's public holidays.
func (d Doctor) checkMenus(ctx context.Context) []Diagnosis {
	menu, err := d.Menu()
	if err != nil {
		return []Diagnosis{bad("menus", strings.ReplaceAll(err.Error(), "\n", "; "), "hotline check")}
	}
	findings, err := d.Prove(ctx, menu, d.Now())
	if err != nil {
		return []Diagnosis{bad("menus", err.Error(), "hotline check")}
	}
	found := []Diagnosis{well("menus", "revision %s is proved", menu.Tree.Revision)}
	if check.Failed(findings) {
		found = []Diagnosis{bad("menus", "check refuses them", "hotline check")}
	}
	unknown := menu.Unknown(d.Now())
	if len(unknown) == 0 {
		return append(found, well("calendar", "the public holidays of this year and, from October on, the next are known"))
	}
	for _, year := range unknown {
		found = append(found, warn("calendar", fmt.Sprintf("the public holidays of %d are not known", year), "docs/operating.md, The calendar ends"))
	}
	return found
}

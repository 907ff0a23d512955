package live

import (
	_ "embed" // the words
	"errors"
	"strings"

	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/store"
)

// ErrRefused is the error of a change that found a menu which must not go live. [Publisher.Rejection]
// says why.
var ErrRefused = errors.New("the menus in the folder are refused: what was live goes on")

// Rejection is why what the folder holds is not live, or should not be.
type Rejection struct {
	Menu     *menus.Menu     // nil when it did not load
	Findings []check.Finding // of check; nil when it did not load
	Problems []string        // why it is refused: file:line:col and text, a line each
}

// unloaded returns the rejection of a folder that does not load.
func unloaded(err error) Rejection { return Rejection{Problems: strings.Split(err.Error(), "\n")} }

// failed returns the rejection of a menu for the findings that fail; it has no problems when none does.
func failed(menu *menus.Menu, found []check.Finding) Rejection {
	r := Rejection{Menu: menu, Findings: found}
	for _, f := range found {
		if f.Severity == check.Fail {
			r.Problems = append(r.Problems, f.String())
		}
	}
	return r
}

// Revision returns the revision that is refused; "" when it did not load.
func (r Rejection) Revision() string {
	if r.Menu == nil {
		return ""
	}
	return r.Menu.Tree.Revision
}

// Text says in a language what the rejection means for callers who hear a version.
func (r Rejection) Text(language string, live store.Version) string {
	if r.Revision() == live.Revision {
		return words.Text(language, "refused.live")
	}
	return words.Text(language, "refused.folder", live.Number)
}

//go:embed words.json
var wordsFile []byte

// words are the texts that operators read about a rejection.
var words = i18n.MustRead(wordsFile)

package seeds

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing/fstest"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/serving"
	"github.com/okpay/hotline/store"
)

// Numbers that call. The first three are on accounts.
const (
	mandarin = "+8613800000001"
	english  = "+12125550101"
	senior   = "+8613800000065"
	withheld = "anonymous"
)

// rows are a small ledger as it stands at now.
func rows(now time.Time) iter.Seq2[store.Row, error] {
	all := []store.Row{
		{Account: &ivr.Account{ID: "10000001", Name: "A", Phone: mandarin, Language: "zh-CN"}},
		{Account: &ivr.Account{ID: "10000002", Name: "B", Phone: english, Language: "en-US"}},
		{Account: &ivr.Account{ID: "10000065", Name: "C", Phone: senior, Language: "zh-CN", BirthDate: "1950-01-01"}},
	}
	for i, account := range []ivr.Masked{"10000001", "10000001", "10000002", "10000065"} {
		all = append(all, store.Row{Transaction: &ivr.Transaction{
			ID: ivr.Masked(fmt.Sprintf("2026%04d", i+1)), Account: account, Time: now.AddDate(0, 0, -i-1), Type: "payment",
			Counterparty: "商店", Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "completed", Refundable: true, Cancellable: i == 1,
		}})
	}
	all = append(all, store.Row{Refund: &ivr.Refund{
		ID: "300001", Transaction: "20260001", Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "in_review", Submitted: now.AddDate(0, 0, -1),
	}})
	return func(yield func(store.Row, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// menuFolder is OKPAY's menu and, once it is reloaded, one in which two keys have changed places: who
// began with the first goes on with it.
type menuFolder struct {
	mu   sync.Mutex
	live int
}

// swapped is the second menu, by the first.
var swapped = strings.NewReplacer("          go: refunds\n", "          go: account\n", "          go: account\n", "          go: refunds\n")

// versions are the menus, loaded once.
var versions = sync.OnceValue(func() [2]*menus.Menu {
	first, err := menus.Load(okpay.FS)
	if err != nil {
		panic(err)
	}
	changed := fstest.MapFS{}
	for name, data := range first.Files {
		changed[name] = &fstest.MapFile{Data: []byte(swapped.Replace(string(data)))}
	}
	second, err := menus.Load(changed)
	if err != nil {
		panic(err)
	}
	return [2]*menus.Menu{first, second}
})

func newMenuFolder() *menuFolder { return &menuFolder{} }

// reload takes the other menu up, once.
func (m *menuFolder) reload() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	first := m.live == 0
	m.live = 1
	return first
}

// Current implements [service.Menus].
func (m *menuFolder) Current() service.Menu {
	m.mu.Lock()
	defer m.mu.Unlock()
	return serving.Menu(versions()[m.live])
}

// Revision implements [service.Menus].
func (m *menuFolder) Revision(_ context.Context, id string) (service.Menu, error) {
	for _, menu := range versions() {
		if menu.Tree.Revision == id {
			return serving.Menu(menu), nil
		}
	}
	return service.Menu{}, store.ErrNotFound
}

// Sound implements [service.Menus].
func (m *menuFolder) Sound(string) []byte { return nil }

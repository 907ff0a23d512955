package run

import (
	"context"
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/store"
)

// troubled is a store, and a carrier's network, of which parts fail from the
// moment on at which a script says so.
type troubled struct {
	store.Store

	mu      sync.Mutex
	failing map[scenario.Failing]failing
	gone    map[string]bool // transactions
}

// failing is for how long something fails.
type failing uint8

const (
	works failing = iota
	once
	always
)

func (t *troubled) fail(what scenario.Failing, justOnce bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failing == nil {
		t.failing = map[scenario.Failing]failing{}
	}
	if t.failing[what] = always; justOnce {
		t.failing[what] = once
	}
}

func (t *troubled) lose(transaction string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.gone == nil {
		t.gone = map[string]bool{}
	}
	t.gone[transaction] = true
}

func (t *troubled) fails(what ...scenario.Failing) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range what {
		switch t.failing[w] {
		case once:
			delete(t.failing, w)
			return true
		case always:
			return true
		}
	}
	return false
}

func (t *troubled) lost(transaction string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.gone[transaction]
}

// unless asks the store, unless that fails.
func unless[T any](fails bool, ask func() (T, error)) (T, error) {
	if fails {
		var none T
		return none, errTrouble
	}
	return ask()
}

// AccountsByPhone and the rest implement [store.Ledger].
func (t *troubled) AccountsByPhone(ctx context.Context, e164 string, limit int) ([]ivr.Account, error) {
	return unless(t.fails(scenario.Lookups, scenario.Records), func() ([]ivr.Account, error) { return t.Store.AccountsByPhone(ctx, e164, limit) })
}

// Transaction finds none that is gone.
func (t *troubled) Transaction(ctx context.Context, id string) (ivr.Transaction, error) {
	if t.lost(id) {
		return ivr.Transaction{}, store.ErrNotFound
	}
	return unless(t.fails(scenario.Lookups, scenario.Records), func() (ivr.Transaction, error) { return t.Store.Transaction(ctx, id) })
}

// Transactions are an account's, as far as they are not gone.
func (t *troubled) Transactions(ctx context.Context, account string, f store.Filter) ([]ivr.Transaction, error) {
	return unless(t.fails(scenario.Lookups, scenario.Records), func() ([]ivr.Transaction, error) {
		list, err := t.Store.Transactions(ctx, account, f)
		return slices.DeleteFunc(list, func(x ivr.Transaction) bool { return t.lost(x.ID.Reveal()) }), err
	})
}

// Case and the rest implement [store.Office].
func (t *troubled) Case(ctx context.Context, number string) (store.Case, error) {
	return unless(t.fails(scenario.Cases, scenario.Records), func() (store.Case, error) { return t.Store.Case(ctx, number) })
}

// ListCases finds those that can be read.
func (t *troubled) ListCases(ctx context.Context, f store.CaseFilter) iter.Seq2[store.Case, error] {
	if t.fails(scenario.Cases, scenario.Records) {
		return func(yield func(store.Case, error) bool) { yield(store.Case{}, errTrouble) }
	}
	return t.Store.ListCases(ctx, f)
}

// Reply and the rest implement [store.Calls].
func (t *troubled) Reply(ctx context.Context, c store.StepKey) ([]byte, error) {
	return unless(t.fails(scenario.Records), func() ([]byte, error) { return t.Store.Reply(ctx, c) })
}

// CallFor reads a call for a step.
func (t *troubled) CallFor(ctx context.Context, c store.StepKey) (ivr.Call, int, error) {
	if t.fails(scenario.Records) {
		return ivr.Call{}, 0, errTrouble
	}
	return t.Store.CallFor(ctx, c)
}

// Call reads a call.
func (t *troubled) Call(ctx context.Context, id string) (ivr.Call, int, error) {
	if t.fails(scenario.Records) {
		return ivr.Call{}, 0, errTrouble
	}
	return t.Store.Call(ctx, id)
}

// Commit writes a step.
func (t *troubled) Commit(ctx context.Context, c store.Commit) error {
	if t.fails(scenario.Records) {
		return errTrouble
	}
	return t.Store.Commit(ctx, c)
}

// webhook spoils what the carrier asks.
func (t *troubled) webhook(path string) exchange.WebhookFault {
	return exchange.WebhookFault{Dropped: strings.HasPrefix(path, "/voice/wait/") && t.fails(scenario.Queue)}
}

// rest refuses what the carrier is asked.
func (t *troubled) rest(method, path string) exchange.RESTFault {
	text, line := strings.HasSuffix(path, "/Messages.json"), strings.HasSuffix(path, "/Calls.json")
	if method == http.MethodPost && (text && t.fails(scenario.Texts) || line && t.fails(scenario.Lines)) {
		return exchange.RESTFault{Status: http.StatusBadGateway}
	}
	return exchange.RESTFault{}
}

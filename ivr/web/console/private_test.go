package console

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

func containsLink(page, path string) bool { return strings.Contains(page, `href="`+path+`"`) }

func (h *fixture) aCase() store.Case {
	return store.Case{
		Number: "12345678", Kind: ivr.CaseRefund, Department: "refunds", Call: "CA12345678", Language: "zh-CN",
		Account: accountID, Transaction: "20260001", Caller: caller, Opened: h.now.Add(-1), Note: "=1+1",
	}
}

func TestACaseIsAssignedNotedAndClosed(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.opens(h.aCase())
	do := func(what string, form url.Values) string {
		return h.Post("/console/cases/12345678/"+what, form).Header().Get("Location")
	}
	require.Contains(t, do("assign", url.Values{"assignee": {"stranger"}}), "wrong.assignee")
	require.Contains(t, do("assign", url.Values{"assignee": {"an"}}), "done.assigned")
	require.Contains(t, do("note", url.Values{"note": {" "}}), "wrong.text")
	require.Contains(t, do("note", url.Values{"note": {"called the bank"}, "key": {"1"}}), "done.noted")
	require.Contains(t, do("note", url.Values{"note": {"called the bank"}, "key": {"1"}}), "done.noted")
	require.Contains(t, do("close", url.Values{"note": {""}}), "wrong.text")
	require.Contains(t, do("close", url.Values{"note": {"paid"}}), "done.closed")
	require.Contains(t, do("assign", url.Values{"assignee": {""}}), "wrong.closed")
	found, err := h.store.Case(t.Context(), "12345678")
	require.NoError(t, err)
	require.Equal(t, "an", found.Assignee)
	require.Len(t, found.Notes, 1)
	require.Equal(t, "paid", found.Note)
	require.Equal(t, "an", found.ClosedBy)
	require.Equal(t, http.StatusNotFound, h.Get("/console/cases/87654321").Code)
	require.Subset(t, h.audited(), []string{"case.assign 12345678 an", "case.note 12345678", "case.close 12345678"})
}

func TestCasesAreFound(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.opens(h.aCase())
	for query, want := range map[string]bool{
		"": true, "?kind=refund": true, "?kind=fraud": false, "?state=open": true, "?state=closed": false, "?department=refunds": true,
		"?department=fraud": false, "?assignee=-": true, "?assignee=an": false, "?ending=0001": true, "?ending=1234": false, "?number=1": false,
	} {
		require.Equal(t, want, containsLink(h.Read("/console/cases"+query), "/console/cases/12345678"), query)
	}
	require.Equal(t, "/console/cases/12345678", h.Get("/console/cases?number=12345678").Header().Get("Location"))
}

func TestExportedCasesAreMaskedAndNoFormula(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.opens(h.aCase())
	text := strings.TrimPrefix(h.Read("/console/cases/export"), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.NotContains(t, text, caller)
	require.Contains(t, text, "****0001")
	require.Contains(t, rows[1], "'=1+1")
	require.Contains(t, h.audited(), "case.export  1")
}

func TestWhatCustomersOwnIsShownInFullToAdministratorsForAReason(t *testing.T) {
	t.Parallel()
	for role, status := range map[store.Role]int{store.RoleOperator: http.StatusForbidden, store.RoleAdmin: http.StatusOK} {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			h := open(t, role)
			h.opens(h.aCase())
			require.NotContains(t, h.Read("/console/cases/12345678"), caller)
			shown := h.Post("/console/cases/12345678/reveal", url.Values{"field": {"caller"}, "reason": {"to call back"}})
			require.Equal(t, status, shown.Code)
			require.Equal(t, role == store.RoleAdmin, strings.Contains(shown.Body.String(), "+8613800000001") || strings.Contains(shown.Body.String(), "&#43;8613800000001"))
			if role == store.RoleAdmin {
				require.Contains(t, h.audited(), "case.reveal 12345678 caller: to call back")
				unreasoned := h.Post("/console/cases/12345678/reveal", url.Values{"field": {"caller"}})
				require.Contains(t, unreasoned.Header().Get("Location"), "wrong.reason")
			}
		})
	}
}

func (h *fixture) aLedger() {
	h.imports(
		store.Row{Account: &ivr.Account{ID: accountID, Name: "Somebody Invented", Phone: caller, Language: "zh-CN", Email: "somebody@example.com", BirthDate: "1980-05-06"}},
		store.Row{Transaction: &ivr.Transaction{ID: "20260001", Account: accountID, Time: h.now, Type: "payment", Counterparty: "An invented shop", Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "completed"}},
		store.Row{Refund: &ivr.Refund{ID: "30000001", Transaction: "20260001", Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "in_review", Submitted: h.now}},
	)
}

func TestTheLedgerIsLookedUpMasked(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.aLedger()
	for query, want := range map[string][]string{
		caller: {"****0001", `128<span class="fraction">.50</span> <span class="currency">CNY</span>`, "1980", "<dd>Mandarin</dd>"}, "138 0000 0001": {"****0001"}, accountID: {"****0001"},
		"20260001": {"128.50 CNY", "under review"}, "30000001": {"under review"}, "40000001": {"Nothing found"},
	} {
		seen := h.Post("/console/ledger", url.Values{"query": {query}}).Body.String()
		for _, text := range want {
			require.Contains(t, seen, text, query)
		}
		for _, hidden := range []string{"Somebody", "somebody@", "05-06", "An invented"} {
			require.NotContains(t, seen, hidden, query)
		}
	}
	require.Contains(t, h.audited(), "ledger.view ****0001 account")
	reveal := url.Values{"query": {caller}, "field": {"account.name"}, "reason": {"a court order"}}
	require.Equal(t, http.StatusForbidden, h.Post("/console/ledger/reveal", reveal).Code)
}

func TestTheLedgerIsRevealedFieldByField(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAdmin)
	h.aLedger()
	form := url.Values{"query": {caller}, "field": {"account.name"}}
	require.Equal(t, http.StatusUnprocessableEntity, h.Post("/console/ledger/reveal", form).Code)
	form.Set("reason", "a court order")
	seen := h.Post("/console/ledger/reveal", form).Body.String()
	require.Contains(t, seen, "Somebody Invented")
	require.NotContains(t, seen, "somebody@example.com")
	require.Contains(t, h.audited(), "ledger.reveal ****0001 account.name: a court order")
}

func TestLedgerListsAllAccountsOfOneNumberAndRevealsTheirIDsAlone(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAdmin)
	h.aLedger()
	h.imports(store.Row{Account: &ivr.Account{ID: "acct-7777", Name: "Another Holder", Phone: caller, Email: "another@example.com"}})
	seen := h.Post("/console/ledger", url.Values{"query": {caller}}).Body.String()
	for _, shown := range []string{"****0001", "****7777"} {
		require.Contains(t, seen, shown)
	}
	require.NotContains(t, seen, "128.50 CNY", "it is not known which account's transactions are meant")

	form := url.Values{"query": {caller}, "field": {"account.name"}, "reason": {"a court order"}}
	seen = h.Post("/console/ledger/reveal", form).Body.String()
	require.NotContains(t, seen, "Somebody Invented")
	require.NotContains(t, seen, "Another Holder")
	form.Set("field", "account.id")
	require.Contains(t, h.Post("/console/ledger/reveal", form).Body.String(), "acct-7777")
}

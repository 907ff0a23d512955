package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// ledgerSection looks into the ledger.
type ledgerSection struct{ console *Console }

func (s ledgerSection) mount(operators, admins *echo.Group) {
	operators.GET("/ledger", s.show)
	operators.POST("/ledger", s.search)
	admins.POST("/ledger/reveal", s.reveal)
}

// ledgerPage is the page of the ledger. What is looked for comes by form, never
// by address: a telephone number shall stand in no log.
type ledgerPage struct {
	frame
	Query    string // what was looked for; only who typed it sees it again
	Searched bool
	Found    []entry
	Latest   []movement // of the account that was found
	Revealed string     // "kind.field" that is shown in full
}

// movement is a transaction in a list.
type movement struct {
	ivr.Transaction
	Whole, Fraction string // its amount, as a column aligns it at the point
}

// entry is an account, a transaction or a refund: its fields in order.
type entry struct {
	Kind   string // a key of the words
	Fields []field
}

// field is one of an entry's. One whose Full is not "" may be shown in full.
type field struct {
	Name  string // a key of the words
	Shown string
	Full  string
	Kind  string // of which Shown is a name with a word of its own, such as a status
}

// masked is a field of a customer's data.
func masked(name string, value ivr.Masked) field {
	return field{Name: name, Shown: value.String(), Full: value.Reveal()}
}

const (
	latest  = 10 // how many of an account's transactions are listed
	sharing = 10 // how many of the accounts that share a telephone number are listed
)

func (s ledgerSection) show(c echo.Context) error {
	return s.console.render(c, http.StatusOK, "ledger", "ledger", ledgerPage{frame: s.console.frame(c, "ledger")})
}

func (s ledgerSection) search(c echo.Context) error {
	p, err := s.lookUp(c)
	if err != nil {
		return err
	}
	if err := s.console.Gate.Audit(c, "ledger.view", ivr.Masked(p.Query).String(), p.kinds()); err != nil {
		return err
	}
	return s.console.render(c, http.StatusOK, "ledger", "ledger", p)
}

// reveal shows an administrator one field in full, for a reason that is kept.
func (s ledgerSection) reveal(c echo.Context) error {
	p, err := s.lookUp(c)
	if err != nil {
		return err
	}
	reason, wanted := strings.TrimSpace(c.FormValue("reason")), c.FormValue("field")
	if reason == "" {
		p.Wrong = "wrong.reason"
		return s.console.render(c, http.StatusUnprocessableEntity, "ledger", "ledger", p)
	}
	if err := s.console.Gate.Audit(c, "ledger.reveal", ivr.Masked(p.Query).String(), wanted+": "+ivr.HideNumbers(reason)); err != nil {
		return err
	}
	p.Revealed = wanted
	return s.console.render(c, http.StatusOK, "ledger", "ledger", p)
}

func (p ledgerPage) kinds() string {
	var kinds []string
	for _, e := range p.Found {
		kinds = append(kinds, e.Kind)
	}
	return strings.Join(kinds, ", ")
}

// lookUp finds all that a number may mean: a telephone, or an id of any kind.
func (s ledgerSection) lookUp(c echo.Context) (ledgerPage, error) {
	ctx, query := c.Request().Context(), strings.TrimSpace(c.FormValue("query"))
	p := ledgerPage{frame: s.console.frame(c, "ledger"), Query: query, Searched: query != ""}
	if query == "" {
		return p, nil
	}
	for _, look := range []func(context.Context, *ledgerPage) error{s.findAccount, s.findTransaction, s.findRefund} {
		if err := look(ctx, &p); err != nil && !errors.Is(err, store.ErrNotFound) {
			return p, fmt.Errorf("looking into the ledger: %w", err)
		}
	}
	return p, nil
}

func (s ledgerSection) findAccount(ctx context.Context, p *ledgerPage) error {
	a, err := s.console.Store.Account(ctx, p.Query)
	found := []ivr.Account{a}
	if errors.Is(err, store.ErrNotFound) {
		found, err = s.console.Store.AccountsByPhone(ctx, s.e164(p.Query), sharing)
	}
	if err != nil {
		return err
	}
	if len(found) > 1 {
		for _, a := range found {
			p.Found = append(p.Found, onlyID(accountEntry(a)))
		}
		return nil
	}
	p.Found = append(p.Found, accountEntry(found[0]))
	return s.findLatest(ctx, p, found[0])
}

// onlyID returns an account's entry of which only the id may be shown in full: a
// telephone number that several accounts share says nothing about which of them
// is meant, so the rest is looked up by the id.
func onlyID(e entry) entry {
	for i := range e.Fields {
		if e.Fields[i].Name != "account.id" {
			e.Fields[i].Full = ""
		}
	}
	return e
}

func accountEntry(a ivr.Account) entry {
	return entry{"account", []field{
		masked("account.id", a.ID), masked("account.name", a.Name), masked("account.phone", a.Phone), masked("account.email", a.Email),
		{Name: "account.language", Shown: a.Language, Kind: "language"},
		{Name: "account.born", Shown: view.BirthYear(a), Full: a.BirthDate},
	}}
}

// findLatest lists an account's newest transactions.
func (s ledgerSection) findLatest(ctx context.Context, p *ledgerPage, a ivr.Account) error {
	list, err := s.console.Store.Transactions(ctx, a.ID.Reveal(), store.Filter{Limit: latest})
	for _, t := range list {
		t.Time = t.Time.In(s.console.zone())
		m := movement{Transaction: t}
		m.Whole, m.Fraction = t.Amount.Parts()
		p.Latest = append(p.Latest, m)
	}
	return err
}

// phoneMarks are what people write between the digits of a telephone number.
var phoneMarks = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "")

// e164 is a telephone number as the ledger writes it; one without a country is
// of the menus' own.
func (s ledgerSection) e164(text string) string {
	number := phoneMarks.Replace(text)
	if abroad, ok := strings.CutPrefix(number, "00"); ok {
		return "+" + abroad
	}
	if strings.HasPrefix(number, "+") {
		return number
	}
	return "+" + s.console.Menu().Tree.Country + strings.TrimPrefix(number, "0")
}

func (s ledgerSection) findTransaction(ctx context.Context, p *ledgerPage) error {
	t, err := s.console.Store.Transaction(ctx, p.Query)
	if err != nil {
		return err
	}
	p.Found = append(p.Found, entry{"transaction", []field{
		masked("transaction.id", t.ID), masked("transaction.account", t.Account),
		{Name: "transaction.time", Shown: s.console.shown(t.Time)}, {Name: "transaction.type", Shown: t.Type, Kind: "type"},
		masked("transaction.counterparty", t.Counterparty),
		{Name: "transaction.amount", Shown: t.Amount.String()}, {Name: "transaction.status", Shown: t.Status, Kind: "payment"},
	}})
	r, err := s.console.Store.RefundOf(ctx, p.Query)
	if err != nil {
		return err
	}
	p.Found = append(p.Found, s.refund(r))
	return nil
}

func (s ledgerSection) findRefund(ctx context.Context, p *ledgerPage) error {
	r, err := s.console.Store.Refund(ctx, p.Query)
	if err != nil {
		return err
	}
	p.Found = append(p.Found, s.refund(r))
	return nil
}

func (s ledgerSection) refund(r ivr.Refund) entry {
	return entry{"refund", []field{
		masked("refund.id", r.ID), masked("refund.transaction", r.Transaction),
		{Name: "refund.amount", Shown: r.Amount.String()}, {Name: "refund.status", Shown: r.Status, Kind: "refunding"},
		{Name: "refund.submitted", Shown: s.console.shown(r.Submitted)}, {Name: "refund.decided", Shown: s.console.shown(r.Decided)}, {Name: "refund.paid", Shown: s.console.shown(r.Paid)},
	}}
}

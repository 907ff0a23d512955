package view

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// Money is how a sum is shown. Amount, "128.50 CNY", is what the command line showed before the two
// other fields; it stays until 2.0.
type Money struct {
	AmountMinor int64  `json:"amount_minor"` // in the currency's minor unit
	Currency    string `json:"currency"`     // ISO 4217
	Amount      string `json:"amount"`
}

func moneyOf(m ivr.Money) Money { return Money{m.Minor, m.Currency, m.String()} }

// Account is a customer of the ledger. Of the birth date only the year is shown.
type Account struct {
	ID        ivr.Masked `json:"account_id"`
	Name      ivr.Masked `json:"name"`
	Email     ivr.Masked `json:"email"`
	Phone     ivr.Masked `json:"phone"`
	Language  string     `json:"language"`
	BirthYear string     `json:"birth_year"`
}

// AccountOf shows an account.
func AccountOf(a ivr.Account) Account {
	return Account{a.ID, a.Name, a.Email, a.Phone, a.Language, BirthYear(a)}
}

// BirthYear is as much of a birth date as is shown; "" where it is not known.
func BirthYear(a ivr.Account) string { return a.BirthDate[:min(len("2006"), len(a.BirthDate))] }

// Transaction is a movement of money.
type Transaction struct {
	ID           ivr.Masked `json:"transaction_id"`
	Account      ivr.Masked `json:"account_id"`
	Time         time.Time  `json:"time"`
	Type         string     `json:"type"`
	Counterparty ivr.Masked `json:"counterparty"`
	Money
	Status      string `json:"status"`
	Refundable  bool   `json:"refundable"`
	Cancellable bool   `json:"cancellable"`
}

// TransactionOf shows a transaction.
func TransactionOf(t ivr.Transaction) Transaction {
	return Transaction{
		t.ID, t.Account, t.Time.UTC(), t.Type, t.Counterparty, moneyOf(t.Amount), t.Status, t.Refundable, t.Cancellable,
	}
}

// Refund is the state of a transaction's refund.
type Refund struct {
	ID          ivr.Masked `json:"refund_id"`
	Transaction ivr.Masked `json:"transaction_id"`
	Money
	Status    string     `json:"status"`
	Submitted *time.Time `json:"submitted_at"`
	Decided   *time.Time `json:"decided_at"`
	Paid      *time.Time `json:"paid_at"`
}

// RefundOf shows a refund.
func RefundOf(r ivr.Refund) Refund {
	return Refund{r.ID, r.Transaction, moneyOf(r.Amount), r.Status, Instant(r.Submitted), Instant(r.Decided), Instant(r.Paid)}
}

// Instant is a time in UTC that may not have come: nil for the zero time.
func Instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

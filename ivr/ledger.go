package ivr

import "time"

// Account is a customer of the ledger.
type Account struct {
	ID        Masked
	Name      Masked
	Email     Masked
	Phone     Masked // E.164
	Language  string // zh-CN or en-US, for messages and callbacks
	BirthDate string // YYYY-MM-DD or empty
}

// IsAged reports whether the account's holder is so many years old at a time, from the birthday on in that
// time's zone. Somebody whose birth date is not known is not.
func (a Account) IsAged(years int, now time.Time) bool {
	born, err := time.Parse(time.DateOnly, a.BirthDate)
	return err == nil && !now.Before(time.Date(born.Year()+years, born.Month(), born.Day(), 0, 0, 0, 0, now.Location()))
}

// Transaction is one movement of money.
type Transaction struct {
	ID           Masked // 6 to 20 digits
	Account      Masked
	Time         time.Time
	Type         string // payment, transfer, topup or withdrawal
	Counterparty Masked
	Amount       Money  `json:",inline"`
	Status       string // pending, completed, cancelled, failed or refunded
	Refundable   bool
	Cancellable  bool
}

// Refund is the state of a transaction's refund.
type Refund struct {
	ID          Masked
	Transaction Masked
	Amount      Money  `json:",inline"`
	Status      string // submitted, in_review, approved, rejected or paid
	Submitted   time.Time
	Decided     time.Time // zero: not yet
	Paid        time.Time // zero: not yet
}

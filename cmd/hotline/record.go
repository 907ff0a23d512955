package main

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// What other programs read is named as in ledger files, customers' data masked.

type accountRecord struct {
	ID       ivr.Masked `json:"account_id"`
	Name     ivr.Masked `json:"name"`
	Email    ivr.Masked `json:"email"`
	Phone    ivr.Masked `json:"phone"`
	Language string     `json:"language"`
	Born     string     `json:"birth_year"`
}

func accountRecordOf(a ivr.Account) accountRecord {
	return accountRecord{a.ID, a.Name, a.Email, a.Phone, a.Language, yearOf(a.BirthDate)}
}

// yearOf is as much of a birth date as is shown.
func yearOf(date string) string {
	if len(date) < 4 {
		return ""
	}
	return date[:4]
}

type transactionRecord struct {
	ID           ivr.Masked `json:"transaction_id"`
	Account      ivr.Masked `json:"account_id"`
	Time         time.Time  `json:"time"`
	Type         string     `json:"type"`
	Counterparty ivr.Masked `json:"counterparty"`
	Amount       string     `json:"amount"`
	Status       string     `json:"status"`
	Refundable   bool       `json:"refundable"`
	Cancellable  bool       `json:"cancellable"`
}

func transactionRecordOf(t ivr.Transaction) transactionRecord {
	return transactionRecord{
		t.ID, t.Account, t.Time, t.Type, t.Counterparty, amount(t.Amount, t.Currency), t.Status, t.Refundable, t.Cancellable,
	}
}

type refundRecord struct {
	ID          ivr.Masked `json:"refund_id"`
	Transaction ivr.Masked `json:"transaction_id"`
	Amount      string     `json:"amount"`
	Status      string     `json:"status"`
	Submitted   time.Time  `json:"submitted_at"`
	Decided     time.Time  `json:"decided_at"`
	Paid        time.Time  `json:"paid_at"`
}

func refundRecordOf(r ivr.Refund) refundRecord {
	return refundRecord{r.ID, r.Transaction, amount(r.Amount, r.Currency), r.Status, r.Submitted, r.Decided, r.Paid}
}

type agentRecord struct {
	Name        string     `json:"name"`
	Number      ivr.Masked `json:"number"`
	Departments []string   `json:"departments"`
	Languages   []string   `json:"languages"`
	OnDuty      bool       `json:"on_duty"`
	Softphone   string     `json:"softphone"` // the identity that is rung; "" for none
	Role        string     `json:"role"`
	Email       ivr.Masked `json:"email"`
	Password    bool       `json:"password"` // has chosen one
	PIN         bool       `json:"pin"`
}

func agentRecordOf(a store.Agent) agentRecord {
	r := agentRecord{
		Name: a.Name, Number: a.Number, Departments: a.Departments, Languages: a.Languages, OnDuty: a.OnDuty,
		Role: a.Role.String(), Email: a.Email, Password: a.Password != "", PIN: a.PIN != "",
	}
	if a.Softphone {
		r.Softphone = a.Identity()
	}
	return r
}

type recordingRecord struct {
	URL     string    `json:"url"`
	Seconds int       `json:"seconds"`
	At      time.Time `json:"at"`
}

func recordingRecords(list []store.Recording) []recordingRecord {
	records := make([]recordingRecord, len(list))
	for i, r := range list {
		records[i] = recordingRecord(r)
	}
	return records
}

type passageRecord struct {
	Node string    `json:"node"`
	Exit string    `json:"exit"`
	At   time.Time `json:"at"`
}

func passageRecords(list []ivr.Transition) []passageRecord {
	records := make([]passageRecord, len(list))
	for i, p := range list {
		records[i] = passageRecord(p)
	}
	return records
}

package ledgerfile

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// layout describes rows of a kind. The first column is the id.
type layout struct {
	kind    Kind
	columns []string
	read    func(*fields) store.Row
}

// layouts are in the order in which ids identify them: a refund has a transaction's id too, and a
// transaction an account's.
var layouts = []layout{
	{Refunds, strings.Split("refund_id,transaction_id,amount,currency,status,submitted_at,decided_at,paid_at", ","), readRefund},
	{Transactions, strings.Split("transaction_id,account_id,time,type,counterparty,amount,currency,status,refundable,cancellable", ","), readTransaction},
	{Accounts, strings.Split("account_id,name,email,phone,language,birth_date", ","), readAccount},
}

func layoutOf(name string, line int, columns []string) (layout, error) {
	for _, l := range layouts {
		if slices.Contains(columns, l.columns[0]) {
			return l, nil
		}
	}
	return layout{}, &Problem{name, line, "", "no column account_id, transaction_id or refund_id tells what the file holds; begin it with a header"}
}

func unknownColumn(name string, line int, l layout) error {
	return &Problem{name, line, "", fmt.Sprintf("a column is not one of %s; remove or rename it", strings.Join(l.columns, ", "))}
}

// parse reads a row.
func (l layout) parse(f *fields) (store.Row, error) {
	row := l.read(f)
	if len(f.problems) > 0 {
		return store.Row{}, errors.Join(f.problems...)
	}
	return row, nil
}

func readAccount(f *fields) store.Row {
	return store.Row{Account: &ivr.Account{
		ID:        ivr.Masked(f.match("account_id", anyID)),
		Name:      ivr.Masked(f.text("name")),
		Email:     ivr.Masked(f.text("email")),
		Phone:     ivr.Masked(f.match("phone", phoneNumber)),
		Language:  f.oneOf("language", "zh-CN", "en-US"),
		BirthDate: f.date("birth_date"),
	}}
}

func readTransaction(f *fields) store.Row {
	return store.Row{Transaction: &ivr.Transaction{
		ID:           ivr.Masked(f.match("transaction_id", transactionID)),
		Account:      ivr.Masked(f.match("account_id", anyID)),
		Time:         f.time("time", true),
		Type:         f.oneOf("type", "payment", "transfer", "topup", "withdrawal"),
		Counterparty: ivr.Masked(f.text("counterparty")),
		Amount:       f.money(),
		Status:       f.oneOf("status", "pending", "completed", "cancelled", "failed", "refunded"),
		Refundable:   f.flag("refundable"),
		Cancellable:  f.flag("cancellable"),
	}}
}

func readRefund(f *fields) store.Row {
	r := &ivr.Refund{
		ID:          ivr.Masked(f.match("refund_id", anyID)),
		Transaction: ivr.Masked(f.match("transaction_id", transactionID)),
		Amount:      f.money(),
		Status:      f.oneOf("status", "submitted", "in_review", "approved", "rejected", "paid"),
		Submitted:   f.time("submitted_at", false),
		Decided:     f.time("decided_at", false),
		Paid:        f.time("paid_at", false),
	}
	f.doubtDates(r)
	return store.Row{Refund: r}
}

// doubtDates records missing or impossible dates of a refund that callers would be told.
func (f *fields) doubtDates(r *ivr.Refund) {
	if r.Status == "paid" && r.Paid.IsZero() {
		f.doubt("paid_at", "is empty though the refund is paid: callers are told no day; give the day when the money left")
	}
	if r.Status != "paid" && !r.Paid.IsZero() {
		f.doubt("paid_at", "is given though the refund is not paid: callers are told that it is "+strings.ReplaceAll(r.Status, "_", " ")+"; empty it, or set the status to paid")
	}
	if before(r.Decided, r.Submitted) {
		f.doubt("decided_at", "is before submitted_at; give the right days")
	}
	if before(r.Paid, r.Submitted) {
		f.doubt("paid_at", "is before submitted_at; give the right days")
	} else if before(r.Paid, r.Decided) {
		f.doubt("paid_at", "is before decided_at; give the right days")
	}
}

// before reports whether a time is before another and both are known.
func before(a, b time.Time) bool { return !a.IsZero() && !b.IsZero() && a.Before(b) }

// format is a pattern, and its description.
type format struct {
	pattern *regexp.Regexp
	rule    string
}

var (
	anyID         = format{regexp.MustCompile(`^[!-~]{1,64}$`), "must be 1 to 64 letters, digits and signs without spaces"}
	transactionID = format{regexp.MustCompile(`^[0-9]{6,20}$`), "must be 6 to 20 digits; format the column as text in a spreadsheet"}
	phoneNumber   = format{regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`), "must be E.164: + and the country's code, then digits only, like +861012345678"}
)

// fields is a row by column name, with the mistakes and doubts found so far.
type fields struct {
	file     string
	line     int
	values   map[string]string
	problems []error
	doubts   []*Problem
}

func (f *fields) problem(column, text string) {
	f.problems = append(f.problems, &Problem{f.file, f.line, column, text})
}

// doubt records a possible mistake; the row is imported anyway.
func (f *fields) doubt(column, text string) {
	f.doubts = append(f.doubts, &Problem{f.file, f.line, column, text})
}

// longestText limits a field, in bytes.
const longestText = 1000

// text returns a field with any text that people read.
func (f *fields) text(column string) string {
	value := f.values[column]
	switch {
	case !utf8.ValidString(value):
		f.problem(column, "is not UTF-8; save the file as UTF-8")
	case strings.ContainsRune(value, utf8.RuneError):
		f.problem(column, "holds U+FFFD, which stands for a character that was lost; export the file again as UTF-8")
	case strings.ContainsFunc(value, unicode.IsControl):
		f.problem(column, "holds a line break or a control character; remove it")
	case len(value) > longestText:
		f.problem(column, fmt.Sprintf("is longer than %d bytes; shorten it", longestText))
	}
	return value
}

func (f *fields) match(column string, want format) string {
	value := f.values[column]
	if !want.pattern.MatchString(value) {
		f.problem(column, want.rule)
	}
	return value
}

func (f *fields) oneOf(column string, choices ...string) string {
	value := f.values[column]
	if !slices.Contains(choices, value) {
		f.problem(column, "must be one of "+strings.Join(choices, ", "))
	}
	return value
}

// flag reads true or false, also as spreadsheets write it: TRUE or True.
func (f *fields) flag(column string) bool {
	switch strings.ToLower(f.values[column]) {
	case "true":
		return true
	case "false":
		return false
	}
	f.problem(column, "must be one of true, false")
	return false
}

// date checks a day, which may be empty.
func (f *fields) date(column string) string {
	value := f.values[column]
	if _, err := time.Parse(time.DateOnly, value); err != nil && value != "" {
		f.problem(column, "must be a day like 1990-12-31, or empty")
	}
	return value
}

func (f *fields) time(column string, required bool) time.Time {
	value := f.values[column]
	if value == "" && !required {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		f.problem(column, "must be RFC 3339 with its zone, like 2026-10-01T09:30:00+08:00")
	}
	return at.UTC()
}

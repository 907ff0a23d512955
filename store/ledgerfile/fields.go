package ledgerfile

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr"
)

// format is a check of a text, and the rule as people read it.
type format struct {
	holds func(string) bool
	rule  string
}

var (
	anyID         = format{isAnyID, "must be 1 to 64 letters, digits and signs without spaces"}
	transactionID = format{isTransactionID, "must be 6 to 20 digits; format the column as text in a spreadsheet"}
	phoneNumber   = format{isPhoneNumber, "must be E.164: + and the country's code, then digits only, like +861012345678"}
)

func isAnyID(s string) bool { return isAll(s, '!', '~', 1, 64) }

func isTransactionID(s string) bool { return isAll(s, '0', '9', 6, 20) }

func isPhoneNumber(s string) bool {
	digits, plus := strings.CutPrefix(s, "+")
	return plus && isAll(digits, '0', '9', 7, 15) && digits[0] != '0'
}

// isAll reports whether a text has so many bytes, each from one to another.
func isAll(s string, from, to byte, least, most int) bool {
	if len(s) < least || len(s) > most {
		return false
	}
	for i := range len(s) {
		if s[i] < from || s[i] > to {
			return false
		}
	}
	return true
}

// fields is a row, with the mistakes and doubts found so far. It is valid until the next is read.
type fields struct {
	file     string
	line     int
	columns  []string // their names; "" is none
	values   []string // of the columns: fewer when the last are empty
	problems []error
	doubts   []*Problem
}

// value returns a column's field, "" if it is not there.
func (f *fields) value(column string) string {
	if i := slices.Index(f.columns, column); i >= 0 && i < len(f.values) {
		return f.values[i]
	}
	return ""
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
	value := f.value(column)
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
	value := f.value(column)
	if !want.holds(value) {
		f.problem(column, want.rule)
	}
	return value
}

func (f *fields) oneOf(column string, choices ...string) string {
	value := f.value(column)
	if !slices.Contains(choices, value) {
		f.problem(column, "must be one of "+strings.Join(choices, ", "))
	}
	return value
}

// flag reads true or false, also as spreadsheets write it: TRUE or True.
func (f *fields) flag(column string) bool {
	switch strings.ToLower(f.value(column)) {
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
	value := f.value(column)
	if _, err := time.Parse(time.DateOnly, value); err != nil && value != "" {
		f.problem(column, "must be a day like 1990-12-31, or empty")
	}
	return value
}

func (f *fields) time(column string, required bool) time.Time {
	value := f.value(column)
	if value == "" && !required {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, value)
	if err != nil {
		f.problem(column, "must be RFC 3339 with its zone, like 2026-10-01T09:30:00+08:00")
	}
	return at.UTC()
}

// money reads the fields amount and currency. Where the currency is unknown, that alone is reported.
func (f *fields) money() ivr.Money {
	code := f.value("currency")
	if !ivr.IsCurrency(code) {
		f.problem("currency", "must be a currency of ISO 4217, like CNY")
		return ivr.Money{}
	}
	m, err := ivr.ParseMoney(f.value("amount"), code)
	if err != nil {
		f.problem("amount", err.Error())
	}
	return m
}

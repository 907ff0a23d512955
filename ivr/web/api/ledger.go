package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store/ledgerfile"
	"github.com/okpay/hotline/store/view"
)

// ledgerRoutes takes rows of the ledger, and looks into it.
type ledgerRoutes struct{ api *API }

func (a ledgerRoutes) operations() []operation {
	return []operation{
		{http.MethodPost, "/ledger", write, nil, a.upsert},
		{http.MethodPost, "/ledger/lookup", read, nil, a.lookUp},
	}
}

// upsert replaces or adds all rows of a body, or none.
func (a ledgerRoutes) upsert(c echo.Context) error {
	body, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err
	}
	lines, err := linesOf(body)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	found, err := checkRows(ctx, lines)
	if err != nil {
		return err
	}
	_, all := ledgerfile.Read(bytes.NewReader(lines), "body")
	if err := a.api.Store.Import(ctx, all, nil); err != nil {
		return fmt.Errorf("importing a program's rows: %w", err)
	}
	if err := a.api.audit(c, "ledger.import", string(found.Kind), fmt.Sprint(found.Rows, " rows")); err != nil {
		return err
	}
	warnings, err := a.warningsOf(ctx, found, lines)
	if err != nil {
		return err
	}
	return ok(c, imported{found.Kind, found.Rows, warnings})
}

type imported struct {
	Kind ledgerfile.Kind `json:"kind"`
	Rows int             `json:"rows"`

	// Warnings tell what may be mistakes in rows that were written all the same.
	Warnings []rowFault `json:"warnings,omitempty"`
}

// linesOf makes JSON Lines, an object a line and no line between, of a body
// that is those already or one array.
func linesOf(body []byte) ([]byte, error) {
	var lines [][]byte
	decoder := jsontext.NewDecoder(bytes.NewReader(body))
	array := decoder.PeekKind() == '['
	if array {
		_, _ = decoder.ReadToken()
	}
	for decoder.PeekKind() == '{' {
		object, err := decoder.ReadValue()
		if err != nil {
			return nil, noRow(len(lines) + 1)
		}
		row := bytes.Clone(object)
		if err := (*jsontext.Value)(&row).Compact(); err != nil {
			return nil, noRow(len(lines) + 1)
		}
		lines = append(lines, row)
	}
	if array {
		if token, err := decoder.ReadToken(); err != nil || token.Kind() != ']' {
			return nil, noRow(len(lines) + 1)
		}
	}
	if _, err := decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, noRow(len(lines) + 1)
	}
	if len(lines) == 0 {
		return nil, bad("the body holds no rows; send a JSON array of objects, or an object a line")
	}
	return bytes.Join(lines, []byte("\n")), nil
}

func noRow(n int) error {
	return bad(fmt.Sprintf("row %d is no JSON object in UTF-8, with each name once; send a JSON array of objects, or an object a line", n))
}

// checkRows refuses all rows when one has a mistake.
func checkRows(ctx context.Context, lines []byte) (ledgerfile.Imported, error) {
	found, err := ledgerfile.Check(ctx, ledgerfile.Input{Name: "body", Text: bytes.NewReader(lines)})
	var bad *ledgerfile.BadRows
	if !errors.As(err, &bad) {
		return found, err
	}
	var faults []rowFault
	for _, row := range bad.Rows {
		faults = append(faults, faultsOf(row)...)
	}
	return found, &problem{
		Type: "about:blank", Title: http.StatusText(http.StatusUnprocessableEntity), Status: http.StatusUnprocessableEntity,
		Detail: fmt.Sprintf("%d rows have mistakes and nothing was written; mend those listed and send all again", bad.Total),
		Rows:   faults,
	}
}

// warningsOf returns what may be mistakes in rows that were written.
func (a ledgerRoutes) warningsOf(ctx context.Context, found ledgerfile.Imported, lines []byte) ([]rowFault, error) {
	var warnings []rowFault
	for _, doubt := range found.Doubts {
		warnings = append(warnings, rowFault{doubt.Line, doubt.Column, doubt.Text})
	}
	if found.Kind != ledgerfile.Accounts {
		return warnings, nil
	}
	_, rows := ledgerfile.Read(bytes.NewReader(lines), "body")
	line := 0
	for row, err := range rows {
		if line++; err != nil || len(warnings) == ledgerfile.Listed {
			return warnings, err
		}
		holders, err := a.api.Store.AccountsByPhone(ctx, row.Account.Phone.Reveal(), 2)
		if err != nil {
			return nil, fmt.Errorf("looking for other accounts of a number: %w", err)
		}
		if len(holders) > 1 {
			warnings = append(warnings, rowFault{line, "phone", "is on another account too, so it identifies none: who calls from it is led to a person; give each account a number of its own"})
		}
	}
	return warnings, nil
}

// faultsOf takes an error of a row apart.
func faultsOf(err error) []rowFault {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []rowFault
		for _, e := range joined.Unwrap() {
			all = append(all, faultsOf(e)...)
		}
		return all
	}
	var p *ledgerfile.Problem
	if errors.As(err, &p) {
		return []rowFault{{p.Line, p.Column, p.Text}}
	}
	return []rowFault{{0, "", "the rows cannot be read to their end; a row may have at most a megabyte"}}
}

// lookup names one record of the ledger. It comes in a body, as customers' ids
// are kept out of URLs, which are logged.
type lookup struct {
	Account     string `json:"account_id"`
	Transaction string `json:"transaction_id"`
	Refund      string `json:"refund_id"`
}

// ledgerView is what was found: one of the three.
type ledgerView struct {
	Account     *view.Account     `json:"account,omitempty"`
	Transaction *view.Transaction `json:"transaction,omitempty"`
	Refund      *view.Refund      `json:"refund,omitempty"`
}

func (a ledgerRoutes) lookUp(c echo.Context) error {
	wanted, err := bodyOf[lookup](c)
	if err != nil {
		return err
	}
	found, err := a.find(c.Request().Context(), wanted)
	if err != nil {
		return err
	}
	return ok(c, found)
}

// find looks up the one record that is named.
func (a ledgerRoutes) find(ctx context.Context, l lookup) (v ledgerView, err error) {
	switch l {
	case lookup{}:
		return v, bad("the body names no record; give one of account_id, transaction_id and refund_id")
	case lookup{Account: l.Account}:
		found, err := a.api.Store.Account(ctx, l.Account)
		shown := view.AccountOf(found)
		return ledgerView{Account: &shown}, err
	case lookup{Transaction: l.Transaction}:
		found, err := a.api.Store.Transaction(ctx, l.Transaction)
		shown := view.TransactionOf(found)
		return ledgerView{Transaction: &shown}, err
	case lookup{Refund: l.Refund}:
		found, err := a.api.Store.Refund(ctx, l.Refund)
		shown := view.RefundOf(found)
		return ledgerView{Refund: &shown}, err
	}
	return v, bad("the body names several records; give one of account_id, transaction_id and refund_id")
}

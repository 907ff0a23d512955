package node

import "github.com/okpay/hotline/ivr"

// caseValues is what prompts may say of a case.
func caseValues() []Value {
	return []Value{{Name: "case.number", Type: ivr.Digits, Doc: "the case's number, digit by digit"}}
}

// setCase makes a case the one the call speaks of.
func setCase(t *ivr.Turn, number string) {
	t.Call.Case = number
	t.Set("case.number", ivr.Value{Type: ivr.Digits, Text: ivr.Masked(number)})
}

// about is the transaction that a case of the kind is about; none but refunds
// and cancellations are about one, whatever was looked up before.
func about(t *ivr.Turn, kind ivr.CaseKind) ivr.Masked {
	if kind != ivr.CaseRefund && kind != ivr.CaseCancellation {
		return ""
	}
	return t.Call.Values["transaction.id"].Text
}

// open opens a case, and makes it the one the call speaks of.
func open(t *ivr.Turn, c ivr.OpenCase) {
	t.Want(c)
	setCase(t, c.Number)
	t.SetCase(c.Kind, c.Number)
}

// newCase is a case with all that the call knows.
func newCase(t *ivr.Turn, number string, kind ivr.CaseKind, department string) ivr.OpenCase {
	id, _ := account(t)
	return ivr.OpenCase{
		Number: number, Kind: kind, Department: department, Account: id,
		Transaction: about(t, kind), Caller: t.Call.From, Language: correspondence(t),
	}
}

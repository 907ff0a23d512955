package ledgerfile

import "github.com/okpay/hotline/ivr"

// money reads the fields amount and currency. Where the currency is unknown, that alone is reported.
func (f *fields) money() ivr.Money {
	code := f.values["currency"]
	if !ivr.IsCurrency(code) {
		f.problem("currency", "must be a currency of ISO 4217, like CNY")
		return ivr.Money{}
	}
	m, err := ivr.ParseMoney(f.values["amount"], code)
	if err != nil {
		f.problem("amount", err.Error())
	}
	return m
}

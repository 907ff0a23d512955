package draft

import (
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/ivr"
)

// Numbers of the demo's accounts.
const (
	demoSenior  = "+8613800000003"
	demoEmpty   = "+8613800000005"
	demoUnknown = "+8613899999999"
	demoBarred  = "+19005551234" // premium, and of nobody
)

func alike(a, b ivr.Transaction) bool {
	return a.Status == b.Status && a.Refundable == b.Refundable && a.Cancellable == b.Cancellable
}

func sameRefund(at time.Time, transaction ivr.Masked, want *ivr.Refund) bool {
	for row, err := range demo.Rows(at) {
		if err == nil && row.Refund != nil && row.Refund.Transaction == transaction {
			return want != nil && row.Refund.Status == want.Status && row.Refund.Submitted.IsZero() == want.Submitted.IsZero()
		}
	}
	return want == nil
}

func phoneOf(account ivr.Masked, at time.Time) string {
	for row, err := range demo.Rows(at) {
		if err == nil && row.Account != nil && row.Account.ID == account {
			return row.Account.Phone.Reveal()
		}
	}
	return demo.Caller
}

// customer is a telephone number of the demo's, and the transactions of its account, the newest first.
type customer struct {
	phone        string
	transactions []string
}

// customers returns those who have transactions.
func customers() []customer {
	var list []customer
	accounts := map[ivr.Masked]ivr.Account{}
	for row, err := range demo.Rows(time.Time{}) {
		switch {
		case err != nil:
		case row.Account != nil:
			accounts[row.Account.ID] = *row.Account
		case row.Transaction != nil:
			phone := accounts[row.Transaction.Account].Phone.Reveal()
			i := slices.IndexFunc(list, func(c customer) bool { return c.phone == phone })
			if i < 0 {
				i, list = len(list), append(list, customer{phone: phone})
			}
			list[i].transactions = append(list[i].transactions, row.Transaction.ID.Reveal())
		}
	}
	return list
}

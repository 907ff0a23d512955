package node_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

func TestWhatIsTheCallersOwnIsUnsaid(t *testing.T) {
	t.Parallel()
	tree := &ivr.Tree{Zone: time.UTC, Languages: []ivr.Language{{Name: "zh-CN"}, {Name: "en-US"}}}
	call := ivr.Call{Values: map[string]ivr.Value{
		"refund.amount":            {Type: ivr.Amount, Int: 12850, Text: "CNY", Private: true},
		"refund.state":             {Type: ivr.Verbatim, Text: "paid", Private: true},
		"refund.status":            {Type: ivr.Term, Text: "refund.status.paid", Private: true},
		"transaction.counterparty": {Type: ivr.Verbatim, Text: "测试商户", Private: true},
		"case.number":              {Type: ivr.Digits, Text: "12345678"},
		"line.reason":              {Type: ivr.Verbatim, Text: "Our people are off duty now"},
	}}
	for said, want := range map[string]string{
		"您这笔一百二十八元五角的退款，测试商户。":                                                  "您这笔{refund.amount}的退款，{transaction.counterparty}。",
		"Your case is 1 2 3, 4 5 6, 7 8 [12345678], the account you paid with.": "Your case is {case.number} [{case.number}], the account you paid with.",
		"Our people are off duty now.":                                          "Our people are off duty now.",
	} {
		require.Equal(t, want, node.Unsaid(tree, call, said))
	}
}

package ledgerfile_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/ledgerfile"
)

const (
	accountsHeader     = "account_id,name,email,phone,language,birth_date\n"
	transactionsHeader = "transaction_id,account_id,time,type,counterparty,amount,currency,status,refundable,cancellable\n"
	refundsHeader      = "refund_id,transaction_id,amount,currency,status,submitted_at,decided_at,paid_at\n"

	goodAccount     = "acct-0001,测试甲,test@example.com,+861550000001,zh-CN,1990-12-31\n"
	goodTransaction = "90000001,acct-0001,2026-10-01T09:30:00+08:00,payment,\"测试, 商户\",128.50,CNY,completed,true,false\n"
	goodRefund      = "R1,90000001,128.5,CNY,submitted,2026-10-02T09:30:00Z,,\n"
)

// read returns all rows and all errors of a file.
func read(text string) (kind ledgerfile.Kind, rows []store.Row, bad []error) {
	kind, all := ledgerfile.Read(strings.NewReader(text), "file")
	for row, err := range all {
		if err != nil {
			bad = append(bad, err)
			continue
		}
		rows = append(rows, row)
	}
	return kind, rows, bad
}

var wantAccount = ivr.Account{
	ID: "acct-0001", Name: "测试甲", Email: "test@example.com",
	Phone: "+861550000001", Language: "zh-CN", BirthDate: "1990-12-31",
}

var wantTransaction = ivr.Transaction{
	ID: "90000001", Account: "acct-0001", Time: time.Date(2026, 10, 1, 1, 30, 0, 0, time.UTC),
	Type: "payment", Counterparty: "测试, 商户", Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "completed", Refundable: true,
}

var wantRefund = ivr.Refund{
	ID: "R1", Transaction: "90000001", Amount: ivr.Money{Minor: 12850, Currency: "CNY"},
	Status: "submitted", Submitted: time.Date(2026, 10, 2, 9, 30, 0, 0, time.UTC),
}

func TestReadTheThreeKinds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		kind ledgerfile.Kind
		want store.Row
	}{
		"accounts":     {accountsHeader + goodAccount, ledgerfile.Accounts, store.Row{Account: &wantAccount}},
		"transactions": {transactionsHeader + goodTransaction, ledgerfile.Transactions, store.Row{Transaction: &wantTransaction}},
		"refunds":      {refundsHeader + goodRefund, ledgerfile.Refunds, store.Row{Refund: &wantRefund}},
		"accounts in JSON": {
			`{"account_id":"acct-0001","name":"测试甲","email":"test@example.com","phone":"+861550000001","language":"zh-CN","birth_date":"1990-12-31"}`,
			ledgerfile.Accounts, store.Row{Account: &wantAccount},
		},
		"transactions in JSON, typed": {
			`{"transaction_id":90000001,"account_id":"acct-0001","time":"2026-10-01T09:30:00+08:00","type":"payment","counterparty":"测试, 商户","amount":128.50,"currency":"CNY","status":"completed","refundable":true,"cancellable":false}`,
			ledgerfile.Transactions, store.Row{Transaction: &wantTransaction},
		},
		"refunds in JSON, with null": {
			`{"refund_id":"R1","transaction_id":"90000001","amount":"128.5","currency":"CNY","status":"submitted","submitted_at":"2026-10-02T09:30:00Z","paid_at":null}`,
			ledgerfile.Refunds, store.Row{Refund: &wantRefund},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind, rows, bad := read(test.text)
			require.Empty(t, bad)
			require.Equal(t, test.kind, kind)
			require.Equal(t, []store.Row{test.want}, rows)
		})
	}
}

func TestReadAsSpreadsheetsWrite(t *testing.T) {
	t.Parallel()
	plain := accountsHeader + goodAccount
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(plain)
	require.NoError(t, err)
	gb18030, err := simplifiedchinese.GB18030.NewEncoder().String(plain)
	require.NoError(t, err)
	for name, text := range map[string]string{
		"byte order mark": "\ufeff" + plain,
		"CRLF":            strings.ReplaceAll(plain, "\n", "\r\n"),
		"blank lines":     strings.ReplaceAll(plain, "\n", "\n\n"),
		"no last newline": strings.TrimSpace(plain),
		"GBK":             gbk,
		"GB18030":         gb18030,
		"capitals":        strings.ToUpper(accountsHeader) + goodAccount,
		"quotes":          accountsHeader + `"` + strings.ReplaceAll(strings.TrimSpace(goodAccount), ",", `","`) + `"`,
		"other columns' order": "phone,language,birth_date,account_id,email,name\n" +
			"+861550000001,zh-CN,1990-12-31,acct-0001,test@example.com,测试甲\n",
	} {
		_, rows, bad := read(text)
		require.Empty(t, bad, name)
		require.Equal(t, []store.Row{{Account: &wantAccount}}, rows, name)
	}
}

func TestEveryMistakeIsNamed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"empty":             {"", "file:1: the file is empty"},
		"no header":         {goodAccount, "file:1: no column account_id"},
		"unknown column":    {"secret," + accountsHeader, "file:1: a column is not one of account_id, name"},
		"missing column":    {"account_id,name,email,phone,language\n", "file:1: birth_date: the column is missing"},
		"double column":     {"name," + accountsHeader, "file:1: name: comes twice"},
		"too few fields":    {accountsHeader + "acct-0001\n", "file:2: has 1 fields where the header has 6"},
		"broken quote":      {accountsHeader + "acct\"0001,,,,,\n", "file:2: the quotes do not match"},
		"phone":             {accountsHeader + "\n\n" + strings.Replace(goodAccount, "+861", "01", 1), "file:4: phone: must be E.164"},
		"language":          {accountsHeader + strings.Replace(goodAccount, "zh-CN", "zh", 1), "file:2: language: must be one of zh-CN, en-US"},
		"birth date":        {accountsHeader + strings.Replace(goodAccount, "12-31", "02-30", 1), "file:2: birth_date: must be a day"},
		"control character": {accountsHeader + strings.Replace(goodAccount, "测试甲", "a\tb", 1), "file:2: name: holds a line break"},
		"short id":          {transactionsHeader + strings.Replace(goodTransaction, "90000001", "90001", 1), "file:2: transaction_id: must be 6 to 20 digits"},
		"spreadsheet's id":  {transactionsHeader + strings.Replace(goodTransaction, "90000001", "9E+07", 1), "format the column as text"},
		"time without zone": {transactionsHeader + strings.Replace(goodTransaction, "+08:00", "", 1), "file:2: time: must be RFC 3339"},
		"third decimal":     {transactionsHeader + strings.Replace(goodTransaction, "128.50", "128.505", 1), "file:2: amount: has more than the 2 decimals of CNY"},
		"currency":          {transactionsHeader + strings.Replace(goodTransaction, "CNY", "RMB", 1), "file:2: currency: must be a currency of ISO 4217"},
		"flag":              {transactionsHeader + strings.Replace(goodTransaction, "true", "yes", 1), "file:2: refundable: must be one of true, false"},
		"status":            {refundsHeader + strings.Replace(goodRefund, "submitted", "sent", 1), "file:2: status: must be one of submitted"},
		"broken JSON":       {`{"account_id":` + "\n", "file:1: is no JSON object"},
		"a list":            {`{"account_id":["a"]}`, "file:1: a value is an object or a list"},
		"unknown name":      {`{"account_id":"a","x":1}`, "file:1: a column is not one of"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, bad := read(test.text)
			require.NotEmpty(t, bad)
			require.ErrorContains(t, errors.Join(bad...), test.want)
		})
	}
}

func TestValuesAreNotInErrors(t *testing.T) {
	t.Parallel()
	canary := "canary0815"
	row := strings.Repeat(canary+",", 9) + canary + "\n"
	for _, header := range []string{accountsHeader, transactionsHeader, refundsHeader, ""} {
		_, _, bad := read(header + row + strings.Repeat(canary+",", strings.Count(header, ",")) + canary + "\n\"" + canary)
		require.NotEmpty(t, bad)
		require.NotContains(t, errors.Join(bad...).Error(), canary)
	}
}

func TestRowsAfterABadOneAreRead(t *testing.T) {
	t.Parallel()
	_, rows, bad := read(accountsHeader + "acct-0000,,,,,\n" + goodAccount + "x\n")
	require.Len(t, rows, 1)
	require.Len(t, bad, 2)
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(accountsHeader + goodAccount))
	f.Add([]byte(transactionsHeader + goodTransaction))
	f.Add([]byte(refundsHeader + goodRefund))
	f.Add([]byte("{\"account_id\":\"a\"}\n{}\n"))
	f.Add([]byte("\xef\xbb\xbf\xff,\"\n"))
	f.Add([]byte("sep=;\r\naccount_id;name\r\n\"a\";\xc9\xcf\r\n"))
	f.Add([]byte("\xff\xfea\x00,\x00\n\x00\x00\xd8"))
	f.Add([]byte("[{\"account_id\":\"a\"},\n7,"))
	f.Add([]byte("account_id\rM\xfcller\r"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, rows := ledgerfile.Read(bytes.NewReader(data), "file")
		for row, err := range rows {
			one := row.Account != nil || row.Transaction != nil || row.Refund != nil
			require.Equal(t, err == nil, one)
		}
	})
}

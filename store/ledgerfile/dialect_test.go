package ledgerfile_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

func TestSpreadsheetsHabitsAreTaken(t *testing.T) {
	t.Parallel()
	plain := accountsHeader + goodAccount
	for name, text := range map[string]string{
		"semicolons":          strings.ReplaceAll(plain, ",", ";"),
		"tabs":                strings.ReplaceAll(plain, ",", "\t"),
		"bars":                strings.ReplaceAll(plain, ",", "|"),
		"sep= line":           "sep=,\r\n" + strings.ReplaceAll(plain, "\n", "\r\n"),
		"sep= with semicolon": "\ufeff\"sep=;\"\n" + strings.ReplaceAll(plain, ",", ";"),
		"carriage returns":    strings.ReplaceAll(plain, "\n", "\r"),
		"empty rows":          ",,,,,\n" + plain + strings.Repeat(",,,,,\n", 150) + " , ,,,,\n",
		"empty columns":       strings.ReplaceAll(plain, "\n", ",,\n"),
		"short empty columns": strings.Replace(plain, "\n", ",,\n", 1),
		"first column empty":  "," + accountsHeader + "," + goodAccount,
		"array":               `[{"account_id":"acct-0001","name":"测试甲","email":"test@example.com","phone":"+861550000001","language":"zh-CN","birth_date":"1990-12-31"}]`,
		"array over lines":    "[\n{\"account_id\":\"acct-0001\",\n\"name\":\"测试甲\",\"email\":\"test@example.com\",\n\"phone\":\"+861550000001\",\"language\":\"zh-CN\",\"birth_date\":\"1990-12-31\"}\n]\n",
	} {
		_, rows, bad := read(text)
		require.Empty(t, bad, name)
		require.Equal(t, []store.Row{{Account: &wantAccount}}, rows, name)
	}
}

func TestFlagsInCapitals(t *testing.T) {
	t.Parallel()
	for _, yes := range []string{"TRUE", "True", "true"} {
		_, rows, bad := read(transactionsHeader + strings.Replace(goodTransaction, "true", yes, 1))
		require.Empty(t, bad)
		require.Equal(t, []store.Row{{Transaction: &wantTransaction}}, rows)
	}
}

func TestMistakesKeepTheirLineInEveryDialect(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"after sep=":              {"sep=,\n" + accountsHeader + strings.Replace(goodAccount, "zh-CN", "zh", 1), "file:3: language"},
		"fields after sep=":       {"sep=;\n" + strings.ReplaceAll(accountsHeader, ",", ";") + "a;b\n", "file:3: has 2 fields where the header has 6; put fields with semicolons in quotes"},
		"carriage returns":        {strings.ReplaceAll(accountsHeader+goodAccount+strings.Replace(goodAccount, "zh-CN", "zh", 1), "\n", "\r"), "file:3: language"},
		"value without a name":    {strings.ReplaceAll(accountsHeader, "\n", ",\n") + strings.Replace(goodAccount, "\n", ",x\n", 1), "file:2: column 7 has no name in the header"},
		"too many fields":         {accountsHeader + strings.Replace(goodAccount, "\n", ",x\n", 1), "file:2: has 7 fields where the header has 6"},
		"array, second":           {"[\n{\"account_id\":\"a\"},\n{\"account_id\":\"a\",\n\"x\":1}\n]", "file:3: a column is not one of"},
		"array, empty":            {"[]", "file:1: the array is empty"},
		"array, broken":           {"[{\"account_id\":\"a\"},\n{\"account_id\":", "file:2: the array is no JSON"},
		"array, not closed":       {"[{\"account_id\":\"a\"}\n", "the array is no JSON"},
		"array, followed":         {"[{\"account_id\":\"a\"}]\n[]", "something follows the end of the array"},
		"array, row is no object": {"[{\"account_id\":\"a\"},\n7]", "file:2: is no JSON object"},
	} {
		_, _, bad := read(test.text)
		require.ErrorContains(t, errors.Join(bad...), test.want, name)
	}
}

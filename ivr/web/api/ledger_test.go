package api

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzLedger reads any bytes as rows: they are refused, or become an object a
// line; those lines are the same again, and the same in an array.
func FuzzLedger(f *testing.F) {
	row := `{"account_id":"acct-0001","name":"Demo","email":"","phone":"+861550000009","language":"zh-CN","birth_date":""}`
	for _, seed := range []string{row, "[" + row + "," + row + "]", row + "\n" + row, "[]", "[[]]", `[{}`, "{}\n7", "\xff", `{"a":1,"a":2}`, "{\"a\":\n{}}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		lines, err := linesOf(body)
		if err != nil {
			require.Equal(t, 400, problemOf(err).Status)
			return
		}
		again, err := linesOf(lines)
		require.NoError(t, err)
		require.Equal(t, string(lines), string(again))
		rows := bytes.Split(lines, []byte("\n"))
		array := append(append([]byte("["), bytes.Join(rows, []byte(","))...), ']')
		alike, err := linesOf(array)
		require.NoError(t, err)
		require.Equal(t, string(lines), string(alike))
		if found, err := checkRows(t.Context(), lines); err == nil {
			require.Len(t, rows, found.Rows)
		}
	})
}

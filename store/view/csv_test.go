package view_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/view"
)

func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"=1+1":               "'=1+1",
		"+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0",
		"-2+3":               "'-2+3",
		"@SUM(A1)":           "'@SUM(A1)",
		"\t=1":               "'\t=1",
		"a=1":                "a=1",
		"****0001":           "****0001",
		"+8613800000001":     "+8613800000001",
		"-12.50":             "-12.50",
		"":                   "",
	} {
		var text strings.Builder
		require.NoError(t, view.WriteCSV(&text, [][]string{{cell, "end"}}))
		require.Equal(t, want+",end\n", strings.ReplaceAll(text.String(), `"`, ""), cell)
	}
}

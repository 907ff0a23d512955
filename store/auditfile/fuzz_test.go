package auditfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/auditfile"
)

// FuzzAuditExport reads any export of the audit: it is lines, or an error that names the
// entry.
func FuzzAuditExport(f *testing.F) {
	f.Add(`{"sequence":1,"hash":"00"}` + "\n" + `{"sequence":2}`)
	f.Add(`{"sequence":-1}` + "\n[]")
	f.Add("{")
	f.Fuzz(func(t *testing.T, export string) {
		lines, err := auditfile.Read(strings.NewReader(export))
		if err != nil {
			require.Nil(t, lines)
			require.ErrorContains(t, err, "entry ")
		}
	})
}

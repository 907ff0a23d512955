package page

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every file that others wrote is listed with where it is from, and is what it
// was when it was taken.
func TestVendoredFilesAreAsTaken(t *testing.T) {
	t.Parallel()
	list, err := static.ReadFile("static/vendor/SOURCES")
	require.NoError(t, err)
	listed := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(list)); lines.Scan(); {
		fields := strings.Fields(lines.Text()) // file, package@version, licence, SHA-256
		require.Len(t, fields, 4, lines.Text())
		listed[fields[0]] = fields[3]
	}
	files, err := fs.ReadDir(static, "static/vendor")
	require.NoError(t, err)
	require.Len(t, files, len(listed)+1)
	for name, want := range listed {
		content, err := static.ReadFile("static/vendor/" + name)
		require.NoError(t, err)
		sum := sha256.Sum256(content)
		require.Equal(t, want, hex.EncodeToString(sum[:]), name)
	}
}

package control

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzOrder sends any body to the store's socket: it is no order, or one with its files,
// which leave nothing behind.
func FuzzOrder(f *testing.F) {
	f.Add("", []byte(`{"args":["calls","list"],"dir":"/"}`))
	f.Add("", []byte(`{"args":null,"typed":"\u0000"}{"args":["x"]}`))
	f.Add("multipart/form-data; boundary=b", []byte("--b\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\n{\"args\":[\"ledger\"]}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"..%2Fa.csv\"\r\n\r\naccount_id\r\n--b--\r\n"))
	f.Add("multipart/form-data; boundary=b", []byte("--b\r\n\r\n{}"))
	f.Add("multipart/form-data", []byte("--"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		dir := t.TempDir()
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.Header["Content-Type"] = []string{kind}
		_, files, err := receive(httptest.NewRecorder(), r, dir)
		if files != nil {
			if err == nil {
				for _, in := range files.List {
					require.NotNil(t, in.Text)
				}
			}
			require.NoError(t, files.Close())
		}
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Empty(t, left, "what was sent is removed")
		outside, err := filepath.Glob(filepath.Join(dir, "..", "a.csv"))
		require.NoError(t, err)
		require.Empty(t, outside)
	})
}

// FuzzFrames reads any answer of the store's socket: it is written out up to the exit status,
// or is an error.
func FuzzFrames(f *testing.F) {
	f.Add([]byte(`{"out":"aGk="}` + "\n" + `{"err":"bm8="}` + "\n" + `{"exit":1}`))
	f.Add([]byte(`{"out":"aGk="}`))
	f.Add([]byte(`{"exit":0}{"exit":2}`))
	f.Add([]byte(`{"out":"!","exit":-1}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		_, err := copyFrames(bytes.NewReader(answer), io.Discard, io.Discard)
		if !bytes.Contains(bytes.ToLower(answer), []byte("exit")) && !bytes.Contains(answer, []byte(`\u`)) {
			require.Error(t, err, "a command that does not say how it ended did not end well")
		}
	})
}

//go:build unix

package source_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus/source"
)

// Whoever opens a pipe waits until somebody writes into it: a running hotline would take up no menu any
// more, and could not be stopped.
func TestAPipeIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	const menu = "hotline: X\nstart: bye\nlanguages: { en-US: { say: en-US } }\ninclude: [part.yaml]\nnodes: { bye: { end: { say: { en-US: Goodbye. } } } }\n"
	for _, pipe := range []string{"menu.yaml", "part.yaml", "beside.yaml"} {
		t.Run(pipe, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if pipe != "menu.yaml" {
				require.NoError(t, os.WriteFile(filepath.Join(dir, "menu.yaml"), []byte(menu), 0o600))
			}
			require.NoError(t, syscall.Mkfifo(filepath.Join(dir, pipe), 0o600))
			read := make(chan error, 1)
			go func() { _, err := source.Folder(dir); read <- err }()
			select {
			case err := <-read:
				require.Error(t, err)
				if pipe != "beside.yaml" {
					require.ErrorContains(t, err, "no ordinary file")
				}
			case <-time.After(10 * time.Second):
				t.Fatal("the folder is read without end")
			}
		})
	}
}

package check_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
)

func TestTmp(t *testing.T) {
	dirs, _ := filepath.Glob("/work/shared/faults/menus/*")
	for _, d := range dirs {
		m, err := menus.Load(os.DirFS(d))
		if err != nil {
			t.Log(d, err)
			continue
		}
		begin := time.Now()
		r := check.Prove(m, spring, check.Options{})
		t.Log("=====", filepath.Base(d), time.Since(begin), r.NotProved, r.States)
		for _, f := range r.Findings {
			t.Log(f.String(), f.Rule, len(f.Call))
		}
	}
}

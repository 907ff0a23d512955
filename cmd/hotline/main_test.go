package main

import (
	"bytes"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/okpay/hotline/store/storetest/heldport"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"hotline": main})
}

// Every script is a folder of its own, in which commands are used well and
// badly.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			port, release, err := heldport.Hold()
			ops, releaseOps, opsErr := heldport.Hold()
			if err := errors.Join(err, opsErr); err != nil {
				return err
			}
			env.Defer(release)
			env.Defer(releaseOps)
			env.Setenv("HOTLINE_ADDR", "127.0.0.1:"+port)
			env.Setenv("OPS_ADDR", "127.0.0.1:"+ops)
			env.Setenv("HOTLINE_STORE", "hotline.db")
			env.Setenv("SOON", time.Now().AddDate(0, 2, 0).Format("2006-01-02")+" 09:00")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"await": await, "stale": stale, "mode": mode, "status": httpStatus, "keep": keep, "exits": exits, "spoil": spoil,
		},
	})
}

// await FILE waits until a background command has made the file.
func await(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if _, err := os.Lstat(path); err == nil && answers(ts.Getenv("HOTLINE_ADDR")) {
			return
		}
	}
	ts.Fatalf("%s did not come", args[0])
}

func answers(addr string) bool {
	response, err := http.Get("http://" + addr + "/healthz")
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode != http.StatusBadGateway
}

// stale FILE leaves a socket that nobody listens on, as a killed process does.
func stale(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: ts.MkAbs(args[0]), Net: "unix"})
	ts.Check(err)
	l.SetUnlinkOnClose(false)
	ts.Check(l.Close())
}

// keep NAME sets a variable to what the last output begins with, up to a tab.
func keep(ts *testscript.TestScript, _ bool, args []string) {
	first, _, _ := strings.Cut(ts.ReadFile("stdout"), "\t")
	ts.Setenv(args[0], first)
}

// exits STATUS COMMAND checks a command's exit status.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, got := args[0], statusDone
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		failed := (*exec.ExitError)(nil)
		if !errors.As(err, &failed) {
			ts.Fatalf("%v", err)
		}
		got = failed.ExitCode()
	}
	if strconv.Itoa(got) != want {
		ts.Fatalf("exit status %d, want %s", got, want)
	}
}

// spoil FILE TEXT changes a bit in each place of a file that holds a text, as a failing
// disk does.
func spoil(ts *testscript.TestScript, _ bool, args []string) {
	path, text := ts.MkAbs(args[0]), []byte(args[1])
	content, err := os.ReadFile(path)
	ts.Check(err)
	found := bytes.Count(content, text)
	if found == 0 {
		ts.Fatalf("%s does not hold %s", args[0], text)
	}
	worse := bytes.Clone(text)
	worse[len(worse)/2] ^= 1
	ts.Check(os.WriteFile(path, bytes.ReplaceAll(content, text, worse), 0o600))
}

// mode FILE PERMISSIONS checks who may use a file.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Lstat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := strconv.FormatInt(int64(info.Mode().Perm()), 8); got != args[1] {
		ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
	}
}

// status METHOD PATH CODE checks what the server answers.
func httpStatus(ts *testscript.TestScript, _ bool, args []string) {
	request, err := http.NewRequest(args[0], "http://"+ts.Getenv("HOTLINE_ADDR")+args[1], strings.NewReader(""))
	ts.Check(err)
	response, err := http.DefaultClient.Do(request)
	ts.Check(err)
	ts.Check(response.Body.Close())
	if got := strconv.Itoa(response.StatusCode); got != args[2] {
		ts.Fatalf("%s %s: status %s, want %s", args[0], args[1], got, args[2])
	}
}

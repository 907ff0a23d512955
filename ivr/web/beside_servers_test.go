package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// The servers of [BenchmarkBeside] are processes of their own: this test's program, run again,
// or Node's. These variables tell the program what to serve, where, and for the hotline what it
// keeps calls in: a file, or a database.
const (
	besideServer = "HOTLINE_BESIDE_SERVER"
	besideAddr   = "HOTLINE_BESIDE_ADDR"
	besideStore  = "HOTLINE_BESIDE_STORE"
)

// nodeServers is the folder of the servers that Node runs.
var nodeServers = filepath.Join("..", "..", "testdata", "beside")

func TestMain(m *testing.M) {
	if name := os.Getenv(besideServer); name != "" {
		if err := serveBeside(name, os.Getenv(besideAddr), os.Getenv(besideStore)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// serveBeside serves until its standard input ends.
func serveBeside(name, addr, kept string) error {
	handler, err := besideHandler(name, kept)
	if err != nil {
		return err
	}
	server := &http.Server{Addr: addr, Handler: handler, ReadHeaderTimeout: time.Minute}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func besideHandler(name, kept string) (http.Handler, error) {
	switch name {
	case "echo":
		return constant(nil), nil
	case "signed":
		return constant(twilio.NewVerifier(authToken)), nil
	}
	debug.SetGCPercent(servingGC)
	s, err := openBeside(kept)
	if err != nil {
		return nil, err
	}
	return benchedHandler(s, time.Now)
}

func openBeside(kept string) (store.Store, error) {
	if strings.HasPrefix(kept, "postgres:") {
		return postgres.Open(context.Background(), kept, postgres.Options{})
	}
	return bolt.Open(kept, bolt.Options{})
}

// constant is an Echo that answers each request with a document of the usual size, after
// it has checked the signature if it has a verifier.
func constant(v *twilio.Verifier) http.Handler {
	document := []byte(`<?xml version="1.0" encoding="UTF-8"?><Response><Say>` + fmt.Sprintf("%0900d", 0) + `</Say></Response>`)
	e := echo.New()
	e.Any("/*", func(c echo.Context) error {
		if v != nil && v.Verify(benchedURL, c.Request()) != nil {
			return echo.ErrForbidden
		}
		return c.Blob(http.StatusOK, "text/xml; charset=utf-8", document)
	})
	return e
}

// servers starts all of them. Those whose program is not installed are left out, which is logged.
func servers(b *testing.B) []*beside {
	all := []*beside{
		again(b, "echo", ""), again(b, "signed", ""), again(b, "hotline", filepath.Join(b.TempDir(), "hotline.db")),
	}
	if postgrestest.Installed() {
		all = append(all, again(b, "postgres", postgrestest.StartDurable(b).Database(b)))
	} else {
		b.Log("PostgreSQL is not installed: left out")
	}
	if node, err := exec.LookPath("node"); err != nil {
		b.Log("Node is not installed: Express and Fastify are left out")
	} else if _, err := os.Stat(filepath.Join(nodeServers, "node_modules")); err != nil {
		b.Log("Express and Fastify are not installed (npm ci in testdata/beside): left out")
	} else {
		all = append(all, byNode(b, node, "express"), byNode(b, node, "fastify"))
	}
	return all
}

func again(b *testing.B, name, kept string) *beside {
	addr := freeAddr(b)
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), besideServer+"="+name, besideAddr+"="+addr, besideStore+"="+kept)
	return run(b, name, addr, c)
}

func byNode(b *testing.B, node, framework string) *beside {
	addr := freeAddr(b)
	_, port, err := net.SplitHostPort(addr)
	require.NoError(b, err)
	c := exec.Command(node, "server.js", framework, port)
	c.Dir = nodeServers
	c.Env = append(os.Environ(), "NODE_ENV=production", "AUTH_TOKEN="+authToken, "PUBLIC_URL="+benchedURL)
	return run(b, framework, addr, c)
}

// run starts a server, and ends it with the benchmark.
func run(b *testing.B, name, addr string, c *exec.Cmd) *beside {
	b.Helper()
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	require.NoError(b, err)
	require.NoError(b, c.Start())
	b.Cleanup(func() {
		_ = in.Close()
		_ = c.Wait()
	})
	require.Eventually(b, func() bool {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	}, time.Minute, 20*time.Millisecond, "%s does not start", name)
	return &beside{name: name, addr: addr, pid: c.Process.Pid}
}

func freeAddr(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	require.NoError(b, l.Close())
	return l.Addr().String()
}

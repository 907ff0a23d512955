// Package postgrestest starts a PostgreSQL of Debian's packages for tests.
package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/storetest/heldport"
)

// urlVariable names a server to use in the place of one of our own: CockroachDB or
// YugabyteDB, say. Its user must be able to make databases.
const urlVariable = "HOTLINE_TEST_DATABASE_URL"

// Password is that of the server's user.
const Password = "s3cret-of-tests"

const (
	userName  = "hotline"
	startsFor = time.Minute
)

// Server is a PostgreSQL on a port of the loopback, which keeps nothing safe from a
// loss of power unless it is durable.
type Server struct {
	bin, folder string
	durable     bool
	port        int
	as          *syscall.Credential
	process     *exec.Cmd
	given       string // of urlVariable
	databases   atomic.Int64
}

// Installed reports whether there is a PostgreSQL to start.
func Installed() bool { return os.Getenv(urlVariable) != "" || binaries() != "" }

// Start starts a server, which stops with the test. Where PostgreSQL is not installed,
// the test is skipped.
func Start(t testing.TB) *Server { return start(t, false) }

// StartDurable is [Start] of a server that syncs its disk before it answers a commit, as
// servers in use do.
func StartDurable(t testing.TB) *Server { return start(t, true) }

func start(t testing.TB, durable bool) *Server {
	t.Helper()
	if given := os.Getenv(urlVariable); given != "" {
		return &Server{given: given}
	}
	bin := binaries()
	if bin == "" {
		t.Skip("PostgreSQL is not installed: apt-get install postgresql")
	}
	s := &Server{bin: bin, as: unprivileged(t), durable: durable}
	folder, err := os.MkdirTemp("", "hotline-postgres-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	s.folder = folder
	secret := filepath.Join(folder, "password")
	require.NoError(t, os.WriteFile(secret, []byte(Password+"\n"), 0o600))
	if s.as != nil {
		require.NoError(t, os.Chown(folder, int(s.as.Uid), int(s.as.Gid)))
		require.NoError(t, os.Chown(secret, int(s.as.Uid), int(s.as.Gid)))
	}
	made := s.command("initdb", "--pgdata", s.data(), "--username", userName, "--pwfile", secret,
		"--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
	output, err := made.CombinedOutput()
	require.NoError(t, err, string(output))
	port, release, err := heldport.Hold()
	require.NoError(t, err)
	t.Cleanup(release)
	s.port, err = strconv.Atoi(port)
	require.NoError(t, err)
	s.Run(t)
	t.Cleanup(func() { s.Stop(t) })
	return s
}

func (s *Server) data() string { return filepath.Join(s.folder, "data") }

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.folder
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Setpgid: true}
	return c
}

// Run starts the server, again after Stop or Kill, on the same port.
func (s *Server) Run(t testing.TB) {
	t.Helper()
	log, err := os.OpenFile(filepath.Join(s.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	defer func() { _ = log.Close() }()
	args := []string{"-D", s.data(), "-p", strconv.Itoa(s.port), "-h", "127.0.0.1", "-k", s.folder, "-c", "max_connections=200"}
	if !s.durable {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off") // what a killed server has acknowledged is there, as the system keeps it
	}
	s.process = s.command("postgres", args...)
	s.process.Stdout, s.process.Stderr = log, log
	require.NoError(t, s.process.Start())
	require.Eventually(t, s.answers, startsFor, 50*time.Millisecond, "PostgreSQL does not start")
}

func (s *Server) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return false
	}
	return conn.Close(ctx) == nil
}

// PID is the process that the server's others are children of; 0 of a server that was not started here.
func (s *Server) PID() int {
	if s.process == nil {
		return 0
	}
	return s.process.Process.Pid
}

// Stop ends the server, as an operator would who does not wait for its clients.
func (s *Server) Stop(t testing.TB) { s.end(t, syscall.SIGINT) }

// Kill ends the server's processes at once.
func (s *Server) Kill(t testing.TB) { s.end(t, syscall.SIGQUIT) }

func (s *Server) end(t testing.TB, how syscall.Signal) {
	t.Helper()
	if s.process == nil {
		return
	}
	require.NoError(t, s.process.Process.Signal(how))
	_ = s.process.Wait()
	s.process = nil
}

// Database makes an empty database, and returns its URL.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startsFor)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	require.NoError(t, err)
	defer func() { _ = conn.Close(ctx) }()
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), s.databases.Add(1))
	_, err = conn.Exec(ctx, "CREATE DATABASE "+name)
	require.NoError(t, err)
	return s.url(name)
}

func (s *Server) url(database string) string {
	if s.given != "" {
		u, err := url.Parse(s.given)
		if err != nil {
			return s.given
		}
		if database != "postgres" {
			u.Path = "/" + database
		}
		return u.String()
	}
	u := url.URL{Scheme: "postgres", User: url.UserPassword(userName, Password), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), Path: "/" + database}
	return u.String()
}

// binaries is the folder of PostgreSQL's programs, of the newest release that there is,
// or "".
func binaries() string {
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(folders, func(a, b string) int { return release(b) - release(a) })
	for _, folder := range folders {
		if _, err := os.Stat(filepath.Join(folder, "initdb")); err == nil {
			return folder
		}
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return filepath.Dir(path)
}

func release(folder string) int {
	n, _ := strconv.Atoi(strings.Split(strings.TrimPrefix(folder, "/usr/lib/postgresql/"), "/")[0])
	return n
}

// unprivileged is whom the server runs as: it refuses to run as root.
func unprivileged(t testing.TB) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(found.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(found.Gid, 10, 32)
		require.NoError(t, errors.Join(err1, err2))
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	t.Skip("PostgreSQL does not run as root, and there is no user postgres or nobody")
	return nil
}

package fault

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/storetest/heldport"
)

const (
	account = "AC00000000000000000000000000000000"
	token   = "00000000000000000000000000000001"
	number  = "+861000000000"
	rescuer = "+861099999999" // rung where the hotline can say nothing else
)

// site is a place where a hotline runs: a folder, an address, and settings. It outlives
// the processes.
type site struct {
	t   *testing.T
	dir string
	// program is what serve runs: another build than that of the commands, where a test
	// needs points in the store.
	program string
	base    string // of its URLs
	env     []string
	at      string // where its clock began with the site; "" is now
	made    time.Time
	log     lockedBuffer
	now     *exec.Cmd
	done    chan struct{} // closed when the process has ended
}

func newSite(t *testing.T, settings ...string) *site {
	t.Helper()
	port, release, err := heldport.Hold()
	require.NoError(t, err)
	t.Cleanup(release)
	s := &site{t: t, dir: t.TempDir(), program: program, base: "http://127.0.0.1:" + port, at: "2026-03-02 10:00", made: time.Now()}
	s.env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "HOTLINE_ADDR=127.0.0.1:" + port, "HOTLINE_PUBLIC_URL=" + s.base,
		"HOTLINE_NUMBER=" + number, "HOTLINE_STORE=" + s.file(), "HOTLINE_LOG_LEVEL=warn", "HOTLINE_FALLBACK_NUMBER=" + rescuer,
		"TWILIO_ACCOUNT_SID=" + account, "TWILIO_AUTH_TOKEN=" + token, "TWILIO_API_URL=http://127.0.0.1:1",
	}, settings...)
	t.Cleanup(s.kill)
	return s
}

func (s *site) file() string { return filepath.Join(s.dir, "hotline.db") }

// begin runs a process, behind a shell's words if there are any, as "ulimit -f 100".
func (s *site) begin(before string) {
	s.t.Helper()
	serve := []string{s.program, "serve", "--env-file", os.DevNull}
	if s.at != "" {
		serve = append(serve, "--at", s.clock().Format(time.RFC3339))
	}
	if before != "" {
		before += "; "
	}
	s.now = exec.Command("/bin/sh", "-c", before+"exec "+strings.Join(serve, " "))
	s.now.Env, s.now.Dir, s.now.Stderr = s.env, s.dir, &s.log
	require.NoError(s.t, s.now.Start())
	s.done = make(chan struct{})
	go func(p *exec.Cmd, done chan struct{}) { _ = p.Wait(); close(done) }(s.now, s.done)
}

// clock is what the site's clock shows, whichever process runs.
func (s *site) clock() time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", s.at, time.FixedZone("CST", 8*60*60))
	require.NoError(s.t, err)
	return at.Add(time.Since(s.made))
}

// start runs a process and waits until it answers.
func (s *site) start() {
	s.t.Helper()
	s.startBehind("")
}

func (s *site) startBehind(before string) {
	s.t.Helper()
	s.begin(before)
	require.Eventually(s.t, s.answers, 30*time.Second, 5*time.Millisecond, "%s", &s.log)
}

func (s *site) answers() bool {
	response, err := http.Get(s.base + "/healthz")
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	return response.StatusCode == http.StatusOK
}

// ended waits for the process to end, and gives its exit status.
func (s *site) ended(within time.Duration) (status int, ok bool) {
	select {
	case <-s.done:
		return s.now.ProcessState.ExitCode(), true
	case <-time.After(within):
		return 0, false
	}
}

// kill ends the process as a power cut would, but for the disk's cache.
func (s *site) kill() {
	if s.now != nil {
		_ = s.now.Process.Kill()
		<-s.done
	}
}

// term asks the process to stop.
func (s *site) term() { _ = s.now.Process.Signal(syscall.SIGTERM) }

// run runs another command of hotline at the site.
func (s *site) run(arguments ...string) (out string, status int) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, program, append(arguments, "--env-file", os.DevNull)...)
	var all bytes.Buffer
	command.Env, command.Dir, command.Stdout, command.Stderr = s.env, s.dir, &all, &all
	err := command.Run()
	if command.ProcessState == nil {
		require.NoError(s.t, err)
	}
	return all.String(), command.ProcessState.ExitCode()
}

// get gives what a path answers.
func (s *site) get(path string) (status int, body string) {
	s.t.Helper()
	response, err := http.Get(s.base + path)
	require.NoError(s.t, err)
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(response.Body)
	require.NoError(s.t, err)
	return response.StatusCode, string(read)
}

// lockedBuffer is a log that a process writes and a test reads.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

var _ fmt.Stringer = &lockedBuffer{}

// ask sends a request to the hotline, with a body of a kind unless it is empty, and gives the answer's.
func (s *site) ask(method, path, bearer, kind, body string) string {
	s.t.Helper()
	r, err := http.NewRequest(method, s.base+path, strings.NewReader(body))
	require.NoError(s.t, err)
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	if body != "" {
		r.Header.Set("Content-Type", kind)
	}
	answer, err := client.Do(r)
	require.NoError(s.t, err)
	defer func() { _ = answer.Body.Close() }()
	read, err := io.ReadAll(answer.Body)
	require.NoError(s.t, err)
	return string(read)
}

package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange/webhook"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store/storetest/heldport"
)

// The process is killed in the middle of many calls, again and again. What it
// had answered before it answers the same after, and every call goes on.
func TestCallsSurviveAKill(t *testing.T) {
	t.Parallel()
	s := newVictim(t)
	answered := map[string]string{} // by call and step
	for round := range 4 {
		s.start()
		s.repeats(answered)
		s.callsUntilKilled(round, answered)
	}
	s.start()
	s.repeats(answered)
	require.Greater(t, len(answered), 40, "the kills left time for calls")
	for key := range answered {
		call, step, _ := strings.Cut(key, " ")
		if step == "0" {
			body, err := s.post(call, "1", "0")
			require.NoError(t, err)
			require.Contains(t, body, "<Response>", "the call goes on")
		}
	}
}

// victim is a hotline to be killed.
type victim struct {
	t         *testing.T
	program   string
	arguments []string
	dir       string
	base      string
	env       []string
	log       *os.File
	process   *exec.Cmd
}

const (
	crashAccount = "AC00000000000000000000000000000000"
	crashToken   = "00000000000000000000000000000001"
)

func newVictim(t *testing.T) *victim {
	self, err := os.Executable()
	require.NoError(t, err)
	port, release, err := heldport.Hold()
	require.NoError(t, err)
	t.Cleanup(release)
	s := &victim{t: t, dir: t.TempDir(), base: "http://127.0.0.1:" + port, log: os.Stderr, arguments: []string{"serve", "--at", "2026-03-02 10:00"}}
	s.program = filepath.Join(s.dir, "hotline") // the test binary is hotline under this name
	require.NoError(t, os.Symlink(self, s.program))
	s.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOTLINE_ADDR=127.0.0.1:" + port, "HOTLINE_PUBLIC_URL=" + s.base,
		"HOTLINE_NUMBER=+861000000000", "HOTLINE_STORE=" + filepath.Join(s.dir, "hotline.db"), "HOTLINE_LOG_LEVEL=error",
		"TWILIO_ACCOUNT_SID=" + crashAccount, "TWILIO_AUTH_TOKEN=" + crashToken, "TWILIO_API_URL=http://127.0.0.1:1",
	}
	t.Cleanup(s.kill)
	return s
}

func (s *victim) start() {
	s.process = exec.Command(s.program, s.arguments...)
	s.process.Env, s.process.Dir, s.process.Stderr = s.env, s.dir, s.log
	require.NoError(s.t, s.process.Start())
	require.Eventually(s.t, func() bool { return answers(strings.TrimPrefix(s.base, "http://")) }, 20*time.Second, 5*time.Millisecond)
}

func (s *victim) kill() {
	if s.process != nil {
		_ = s.process.Process.Kill()
		_ = s.process.Wait()
		s.process = nil
	}
}

func (s *victim) post(call, step, digits string) (string, error) {
	path := "/voice/incoming"
	if step != "0" {
		path = "/voice/step/" + step
	}
	form := url.Values{"CallSid": {call}, "AccountSid": {crashAccount}, "From": {"+8613900000009"}, "To": {"+861000000000"}, "CallStatus": {"in-progress"}, "Digits": {digits}}
	request, err := http.NewRequest(http.MethodPost, s.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set(twilio.SignatureHeader, webhook.Sign(crashToken, s.base+path, form))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d", response.StatusCode)
	}
	return string(body), err
}

// callsUntilKilled makes many calls at once that press * for ever, and kills
// the server among them, at an answer that nobody knows beforehand.
func (s *victim) callsUntilKilled(round int, answered map[string]string) {
	var calls sync.WaitGroup
	var mu sync.Mutex
	last := len(answered) + 15 + rand.IntN(30)
	for n := range 20 {
		calls.Go(func() {
			call := fmt.Sprintf("CA%032x", round*100+n)
			for step := 0; ; step++ {
				body, err := s.post(call, fmt.Sprint(step), "*")
				if err != nil {
					return
				}
				mu.Lock()
				answered[fmt.Sprintf("%s %d", call, step)] = body
				if len(answered) == last {
					_ = s.process.Process.Kill() // the others' requests are under way
				}
				mu.Unlock()
			}
		})
	}
	calls.Wait()
	s.kill()
}

// repeats asks for every step again: whatever was answered is answered so.
func (s *victim) repeats(answered map[string]string) {
	for key, want := range answered {
		call, step, _ := strings.Cut(key, " ")
		got, err := s.post(call, step, "9")
		require.NoError(s.t, err)
		require.Equal(s.t, want, got, "%s", key)
	}
}

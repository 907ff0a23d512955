package fault

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
)

// browser is an operator's.
type browser struct {
	*site
	*http.Client
}

func (s *site) browser() browser {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(s.t, err)
	return browser{s, &http.Client{Jar: jar}}
}

// page gives a page, and follows where it leads.
func (b browser) page(path string) string {
	b.t.Helper()
	answer, err := b.Get(b.base + path)
	require.NoError(b.t, err)
	defer func() { _ = answer.Body.Close() }()
	page, err := io.ReadAll(answer.Body)
	require.NoError(b.t, err)
	return string(page)
}

var csrfOf = regexp.MustCompile(`name="csrf" content="([^"]+)"`)

// signIn tries a password.
func (b browser) signIn(name, password string) {
	b.t.Helper()
	csrf := found(csrfOf, b.page("/signin"))
	answer, err := b.PostForm(b.base+"/signin", url.Values{"name": {name}, "password": {password}, "_csrf": {csrf}})
	require.NoError(b.t, err)
	require.NoError(b.t, answer.Body.Close())
	require.Contains(b.t, []int{http.StatusOK, http.StatusUnauthorized}, answer.StatusCode)
}

// operator makes an administrator and signs them in.
func (s *site) operator() browser {
	s.t.Helper()
	const password = "correct-horse-operator-7731"
	s.runWith(password, "agents", "setup", "boss", "--stdin")
	b := s.browser()
	b.signIn("boss", password)
	require.Contains(s.t, b.page("/console"), `class="queues"`, "boss has signed in")
	return b
}

// runWith runs a command that reads a secret, and must go well.
func (s *site) runWith(secret string, arguments ...string) (out string) {
	s.t.Helper()
	command := exec.CommandContext(s.t.Context(), program, append(arguments, "--env-file", "/dev/null")...)
	command.Env, command.Dir, command.Stdin = s.env, s.dir, strings.NewReader(secret+"\n")
	said, err := command.CombinedOutput()
	require.NoError(s.t, err, "%s", said)
	return string(said)
}

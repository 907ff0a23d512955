package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/control"
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/ivr/web/auth"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// A password is typed where the command is given and set by whoever holds the
// store; it is in no answer, and ends sessions.
func TestPasswordsGoThroughTheSocket(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "s.db")
	kept, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, kept.PutAgent(t.Context(), store.Agent{Name: "an", Invite: store.Invite{Hash: "h", Expires: demoTime}}))
	require.NoError(t, kept.PutSession(t.Context(), store.Session{ID: "1", Name: "an"}))
	require.NoError(t, kept.Close())
	held(t, path)

	const password = "four unrelated words here"
	var out, errs bytes.Buffer
	p := program{
		Console: terminal.Console{In: strings.NewReader(password + "\n"), Out: &out, Err: &errs, Dir: dir},
		lookup:  func(string) (string, bool) { return "", false },
	}
	require.Equal(t, statusDone, p.run(t.Context(), []string{"--store", "s.db", "agents", "password", "an", "--stdin"}), errs.String())
	require.NotContains(t, out.String()+errs.String(), "unrelated")

	var copied bytes.Buffer
	require.Equal(t, statusDone, runIn(t, dir, "backup", "copy.db").status)
	after, err := bolt.Open(filepath.Join(dir, "copy.db"), bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, after.Close()) }()
	a, err := after.Agent(t.Context(), "an")
	require.NoError(t, err)
	same, err := auth.Matches(t.Context(), password, a.Password)
	require.NoError(t, err)
	require.True(t, same)
	require.Zero(t, a.Invite)
	_, err = after.Session(t.Context(), "1")
	require.ErrorIs(t, err, store.ErrNotFound)
	require.NoError(t, after.Backup(t.Context(), &copied))
	require.NotContains(t, copied.String(), "unrelated")
	terminal := "terminal:" + control.User()
	require.Equal(t, []string{terminal + " store.backup copy.db ", terminal + " person.password an "}, auditOf(t, after))
}

func TestWhoCanSignInAsAdministrator(t *testing.T) {
	t.Parallel()
	s, err := bolt.Open(filepath.Join(t.TempDir(), "s.db"), bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for name, test := range map[string]struct {
		agent store.Agent
		want  string
	}{
		"a": {store.Agent{Role: store.RoleOperator, Password: "$"}, ""},
		"b": {store.Agent{Role: store.RoleAdmin}, ""},
		"c": {store.Agent{Role: store.RoleAdmin, Password: "$"}, "c"},
		"d": {store.Agent{Role: store.RoleAdmin, Email: "d@example.com"}, "d"},
	} {
		test.agent.Name = name
		require.NoError(t, s.PutAgent(t.Context(), test.agent))
		there, err := administrator(t.Context(), s)
		require.NoError(t, err)
		require.Equal(t, test.want, there)
		require.NoError(t, s.RemoveAgent(t.Context(), name))
	}
}

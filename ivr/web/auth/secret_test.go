package auth

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

func TestHashesAreArgon2id(t *testing.T) {
	t.Parallel()
	hash, err := HashSecret(password)
	require.NoError(t, err)
	require.Regexp(t, `^\$argon2id\$v=19\$m=19456,t=2,p=1\$`, hash.Reveal())
	for secret, want := range map[string]bool{password: true, "": false, password + " ": false} {
		same, err := Matches(t.Context(), secret, hash)
		require.NoError(t, err)
		require.Equal(t, want, same, secret)
	}
	same, err := Matches(t.Context(), "", "")
	require.NoError(t, err)
	require.False(t, same)
	_, err = Matches(t.Context(), "x", "$argon2id$broken")
	require.Error(t, err)
	require.NotContains(t, err.Error(), "broken")
}

// An input method may compose a character or not: it is the same password.
func TestPasswordsAreTheSameHoweverTyped(t *testing.T) {
	t.Parallel()
	hash, err := HashSecret("Caf\u00e9 1234567")
	require.NoError(t, err)
	same, err := Matches(t.Context(), "Cafe\u0301 1234567", hash)
	require.NoError(t, err)
	require.True(t, same)
}

func TestAComparisonThatNobodyWaitsForIsNotMade(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Matches(ctx, password, passwordHash())
	require.ErrorIs(t, err, context.Canceled)
}

func TestWeakPasswords(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]error{
		password: nil, "九个汉字不算是长密码": nil, "Tr0ub4dor&3xx": nil,
		"short":                      errShort,
		strings.Repeat("好", 9):       errShort,
		strings.Repeat("ab", 10):     errGuessed,
		"1234567890":                 errGuessed,
		"QwertyUiop":                 errGuessed,
		"Duty-One-2026":              errGuessed,
		strings.Repeat(password, 10): errLong,
	} {
		require.Equal(t, want, CheckPassword("duty-one", password), password)
	}
}

func TestWeakPINs(t *testing.T) {
	t.Parallel()
	for pin, fine := range map[string]bool{
		"2580": true, "80241973": true,
		"": false, "123": false, "802419734": false, "1234": false, "87654": false, "7777": false, "25 80": false, "２５８０": false,
	} {
		require.Equal(t, fine, CheckPIN(pin) == nil, pin)
	}
}

func TestInvitationsAreGoodOnceAndForAWhile(t *testing.T) {
	t.Parallel()
	token, kept, err := NewInvite(bytes.NewReader(make([]byte, 64)), noon)
	require.NoError(t, err)
	a := store.Agent{Invite: kept}
	require.True(t, admits(a, token, noon.Add(InviteLasts-1)))
	require.False(t, admits(a, token, noon.Add(InviteLasts)))
	require.False(t, admits(a, token+"x", noon))
	require.False(t, admits(a, kept.Hash.Reveal(), noon))
	require.False(t, admits(store.Agent{}, "", noon))
	require.Equal(t, "https://h.example/signin/invite/"+token, InviteURL("https://h.example/", token))
	_, _, err = NewInvite(iotest.ErrReader(errors.New("no randomness")), time.Time{})
	require.ErrorContains(t, err, "no randomness")
}

// Passwords that strangers try take their time; agents who dial in do not wait for them.
func TestAPINIsNotComparedAfterPasswords(t *testing.T) { //nolint:paralleltest // it takes what all share
	hash, err := HashSecret("739162")
	require.NoError(t, err)
	strangersTry(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	same, err := MatchesPIN(ctx, "739162", hash)
	require.NoError(t, err)
	require.True(t, same)
}

// Nor do people wait for them at a browser where they have signed in before.
func TestAKnownBrowserDoesNotWaitForStrangers(t *testing.T) { //nolint:paralleltest // it takes what all share
	h := newFixture(t)
	b := h.signedIn("an")
	delete(b.Cookies, "__Host-hotline_session")
	strangersTry(t)
	signedIn := make(chan int, 1)
	go func() { signedIn <- b.signIn("an", password).Code }()
	select {
	case status := <-signedIn:
		require.Equal(t, http.StatusSeeOther, status)
	case <-time.After(10 * time.Second):
		t.Fatal("the person waits for strangers")
	}
}

// strangersTry keeps all places in which passwords of strangers are compared, until the test ends.
func strangersTry(t *testing.T) {
	t.Helper()
	for range cap(ofStrangers) {
		ofStrangers <- struct{}{}
		t.Cleanup(func() { <-ofStrangers })
	}
}

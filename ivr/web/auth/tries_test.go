package auth

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// counting is tries with a store of their own.
type counting struct {
	t require.TestingT
	*tries
}

func newCounting(t require.TestingT) counting { return counting{t, &tries{store: newMemory()}} }

func (c counting) take(now time.Time, keys ...key) time.Duration {
	wait, err := c.tries.take(context.Background(), now, keys...)
	require.NoError(c.t, err)
	return wait
}

func TestGuessingTakesTimeThatGrows(t *testing.T) {
	t.Parallel()
	tries, now := newCounting(t), noon
	for range freeTries {
		require.Zero(t, tries.take(now, nameKey("an")))
	}
	for _, want := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		wait := tries.take(now, nameKey("an"))
		require.Equal(t, want*time.Second, wait)
		require.Zero(t, tries.take(now, nameKey("bo")), "another name does not wait")
		require.NoError(t, tries.forget(t.Context(), nameKey("bo")))
		now = now.Add(wait)
		require.Zero(t, tries.take(now, nameKey("an")))
	}
	now = now.Add(forgiven + 1)
	for range freeTries {
		require.Zero(t, tries.take(now, nameKey("an")))
	}
	require.NoError(t, tries.forget(t.Context(), nameKey("an")))
	require.Zero(t, tries.take(now, nameKey("an")))
}

// Codes of an app are a million: who has the password has few of them a day.
func TestCodesWaitLonger(t *testing.T) {
	t.Parallel()
	tries, now, taken := newCounting(t), noon, 0
	for now.Before(noon.Add(24 * time.Hour)) {
		now = now.Add(max(tries.take(now, codeKey(nameKey("an"))), time.Nanosecond))
		taken++
	}
	require.Less(t, taken/2, 5+10+24*4)
}

// However often someone tries, of a day's tries few are looked at, and the wait
// is never longer than it may be.
func TestTriesAreBoundedAndSoIsTheWait(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tries, now, taken := newCounting(t), noon, 0
		for range 300 {
			now = now.Add(time.Duration(rapid.IntRange(-1, 20_000).Draw(t, "ms")) * time.Millisecond)
			wait := tries.take(now, nameKey("an"))
			require.GreaterOrEqual(t, wait, time.Duration(0))
			require.LessOrEqual(t, wait, longestWait)
			if wait == 0 {
				taken++
			}
		}
		minutes := int(now.Sub(noon)/time.Minute) + 1
		require.LessOrEqual(t, taken, freeTries+6+minutes)
	})
}

// Once a minute what is too old, or too much, is forgotten.
func TestKeptTriesAreBounded(t *testing.T) {
	t.Parallel()
	kept := newMemory()
	tries := counting{t, &tries{store: kept}}
	for i := range mostKeys + 100 {
		tries.take(noon.Add(time.Duration(i)), nameKey(fmt.Sprint(i)))
	}
	tries.take(noon.Add(sweepEvery), nameKey("last"))
	require.Len(t, kept.tries, mostKeys+1)
	require.NotContains(t, kept.tries, nameKey("0").name)
	require.Contains(t, kept.tries, nameKey(fmt.Sprint(mostKeys+99)).name, "the newest are kept")
	tries.take(noon.Add(forgiven+time.Minute), nameKey("later"))
	require.Len(t, kept.tries, 2, "and later none but the last two")
}

func TestAHouseholdIsOneAddress(t *testing.T) {
	t.Parallel()
	require.Equal(t, addressKey("2001:db8::1"), addressKey("2001:db8::ffff:1%eth0"))
	require.NotEqual(t, addressKey("2001:db8::1"), addressKey("2001:db8:0:1::1"))
	require.NotEqual(t, addressKey("192.0.2.1"), addressKey("192.0.2.2"))
	require.Equal(t, "address ", addressKey("").name)
}

func TestTooManyTriesWait(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	for _, name := range []string{"an", "nobody"} { // nobody's name is counted too
		b := h.browser()
		for range freeTries {
			require.Equal(t, http.StatusUnauthorized, b.signIn(name, "not the password").Code)
		}
		w := b.signIn(name, password)
		require.Equal(t, http.StatusTooManyRequests, w.Code)
		require.Equal(t, "1", w.Header().Get("Retry-After"))
		require.Contains(t, w.Body.String(), "1 秒后再试")
	}
	h.now = noon.Add(time.Second)
	require.Equal(t, http.StatusSeeOther, h.browser().signIn("an", password).Code)
	require.Equal(t, http.StatusUnauthorized, h.browser().signIn("an", "not the password").Code, "and begins anew")
}

// Who guesses at many names from one address waits too.
func TestOneAddressGuessesSlowly(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	b := h.browser()
	for i := range freeOfAddress {
		require.Equal(t, http.StatusUnauthorized, b.signIn(fmt.Sprint("name ", i), "x").Code)
	}
	require.Equal(t, http.StatusTooManyRequests, b.signIn("an", password).Code)
	elsewhere := h.browser()
	elsewhere.Address = "192.0.2.99"
	require.Equal(t, http.StatusSeeOther, elsewhere.signIn("an", password).Code)
}

// A right sign-in is no guess: an office behind one address signs in, one after
// another, and its wrong tries still count.
func TestAnOfficeSignsInFromOneAddress(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	for range 3 * freeOfAddress {
		require.Equal(t, http.StatusSeeOther, h.browser().signIn("an", password).Code)
	}
	for i := range freeOfAddress {
		require.Equal(t, http.StatusUnauthorized, h.browser().signIn(fmt.Sprint("name ", i), "x").Code)
	}
	require.Equal(t, http.StatusTooManyRequests, h.browser().signIn("an", password).Code)
}

// Outsiders who guess at a name all day do not keep its owner out of a browser
// that they have signed in with before.
func TestOutsidersLockNobodyOut(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	own := h.signedIn("an")
	delete(own.Cookies, "__Host-hotline_session")
	outsider := h.browser()
	outsider.Address = "198.51.100.1"
	for range freeTries {
		outsider.signIn("an", "x")
	}
	require.Equal(t, http.StatusTooManyRequests, outsider.signIn("an", password).Code)
	require.Equal(t, http.StatusUnauthorized, own.signIn("an", "mistyped").Code)
	require.Equal(t, http.StatusSeeOther, own.signIn("an", password).Code)

	delete(own.Cookies, "__Host-hotline_session")
	thief := h.browser()
	for name, value := range own.Cookies { // its mark is good for its own name only
		thief.Cookies[name] = value
	}
	h.person("bo", "")
	for range freeTries {
		thief.signIn("bo", "x")
	}
	require.Equal(t, http.StatusTooManyRequests, thief.signIn("bo", password).Code)
}

// A restart, or another process, knows of the tries before.
func TestTriesOutliveTheProcess(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	for range freeTries {
		h.browser().signIn("an", "x")
	}
	again := newFixture(t, func(c *Config) { c.Store = h.kept })
	require.Equal(t, http.StatusTooManyRequests, again.browser().signIn("an", password).Code)
}

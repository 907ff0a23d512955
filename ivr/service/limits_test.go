package service

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// A clock that ran ahead for a moment locks nobody out for years.
func TestALockIsNoLongerThanItsLife(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	l := locks{now: now}
	for name, test := range map[string]struct {
		lock  store.Lock
		holds bool
	}{
		"locked now":                {store.Lock{Until: now.Add(lockLife)}, true},
		"locked by a clock ahead":   {store.Lock{Until: now.AddDate(10, 0, 0)}, false},
		"tried now":                 {store.Lock{Count: 2, Since: now}, true},
		"tried long ago":            {store.Lock{Count: 2, Since: now.Add(-lockLife)}, false},
		"tried by a clock ahead":    {store.Lock{Count: 2, Since: now.AddDate(10, 0, 0)}, false},
		"tried on another machine":  {store.Lock{Count: 2, Since: now.Add(time.Minute)}, true},
		"locked by another machine": {store.Lock{Until: now.Add(time.Minute + lockLife)}, true},
	} {
		counts := l.ofLate(test.lock)
		require.Equal(t, test.holds, counts.Count > 0 || counts.Until.After(now), name)
	}
}

// docs/LIMITS.md tells the values that hold, and names files that are there.
func TestLimitsAreToldAsTheyAre(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/LIMITS.md")
	require.NoError(t, err)
	text := string(page)
	words := func(d time.Duration) string {
		for _, unit := range []struct {
			of   time.Duration
			name string
		}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
			if d == unit.of {
				return "1 " + unit.name
			}
			if d%unit.of == 0 {
				return fmt.Sprintf("%d %ss", d/unit.of, unit.name)
			}
		}
		return d.String()
	}
	for _, want := range []string{
		fmt.Sprintf("go first in a queue | %d years", seniorAge),
		"valid for | " + words(codeLife),
		fmt.Sprintf("of one caller for one account | %d, then locked for %s", triesPerLock, words(lockLife)),
		fmt.Sprintf("in a day (UTC) | %d in calls from its own number, %d in all", triesPerDay, triesPerDay),
		fmt.Sprintf("after | %s; further ones after %s", words(secondCodeAfter), words(laterCodeAfter)),
		fmt.Sprintf("is dialled | %d times", acd.TriesMost),
		"by itself for | " + words(callbackLife),
		fmt.Sprintf("of one telephone | %d, then locked for %s; %d a day", triesPerPIN, words(lockLife), triesPerPINDay),
		"at the carrier after | " + words(openLongest),
		fmt.Sprintf("at the carrier after | %s while the caller hears hold music, %s in a talk", words(agentLegApart), words(agentLegTalks)),
		"after its end for | " + words(answersKept),
		"answered within | " + words(webhookDeadline),
	} {
		require.Contains(t, text, want)
	}
	settings, err := os.ReadFile("../../docs/SETTINGS.md")
	require.NoError(t, err)
	for name, told := range map[string]string{
		"HOTLINE_CODES_PER_HOUR": "%s an hour, ", "HOTLINE_CODES_PER_DAY": ", %s a day; calls from", "HOTLINE_CODES_PER_MINUTE": "| %s a minute",
		"HOTLINE_CALLBACKS_PER_HOUR": "| %s an hour", "HOTLINE_CALLBACKS_PER_DAY": ", %s a day |",
	} {
		row := regexp.MustCompile("(?m)^\\| `" + name + "` \\| `[^`]*` \\| `([0-9]+)`").FindStringSubmatch(string(settings))
		require.NotNil(t, row, name)
		require.Contains(t, text, fmt.Sprintf(told, row[1]), name)
	}
	for _, file := range regexp.MustCompile("`([a-z/]+\\.go)`").FindAllStringSubmatch(text, -1) {
		_, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(file[1])))
		require.NoError(t, err, "a file that is named is there")
	}
	require.Positive(t, strings.Count(text, "HOTLINE_"))
}

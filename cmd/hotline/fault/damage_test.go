package fault

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const pageSize = 4096

// owner is whose transaction is asked for over and over; what it costs must be said right,
// or not at all.
const (
	owner       = "+8613800000001"
	transaction = "20261001"
	right       = "128.5"
)

// A6: bytes of the file's pages are changed. The hotline says which file is damaged and
// ends, or it starts, and then it never says a wrong amount.
func TestDamagedFile(t *testing.T) {
	chance, s := choices(t), newSite(t)
	ledger := filepath.Join(s.dir, "ledger.csv")
	require.NoError(t, os.WriteFile(ledger, []byte("transaction_id,account_id,time,type,counterparty,amount,currency,status,refundable,cancellable\n"+
		transaction+",10000001,2026-02-27T10:00:00+08:00,payment,shop,"+right+",CNY,completed,true,false\n"), 0o600))
	accounts := filepath.Join(s.dir, "accounts.csv")
	require.NoError(t, os.WriteFile(accounts, []byte("account_id,name,email,phone,language,birth_date\n10000001,A,a@example.com,"+owner+",zh-CN,\n"), 0o600))
	for _, file := range []string{accounts, ledger} {
		out, status := s.run("ledger", "import", file)
		require.Zero(t, status, out)
	}
	s.start()
	l := &load{}
	for range 10 {
		l.one(t.Context(), newCaller(s.base, chance), 6)
	}
	s.kill()
	shown, status := s.run("ledger", "show", transaction)
	require.Zero(t, status, shown)
	require.Contains(t, amountIn(shown), right, "the amount is found where it is said: %s", shown)
	sound, err := os.ReadFile(s.file())
	require.NoError(t, err)

	injected, started, refused, wrong := 0, 0, 0, 0
	for range 12 * times {
		damaged := append([]byte{}, sound...)
		page := chance.IntN(len(damaged) / pageSize)
		for range 64 {
			damaged[page*pageSize+chance.IntN(pageSize)] ^= byte(1 + chance.IntN(255))
		}
		require.NoError(t, os.WriteFile(s.file(), damaged, 0o600))
		injected++
		s.begin("")
		if !s.comesUp() {
			_, ended := s.ended(20 * time.Second)
			require.True(t, ended, "it ends, or it answers")
			require.Contains(t, s.log.String(), "hotline.db", "which file it is, is said")
			refused++
			continue
		}
		started++
		out, _ := s.run("ledger", "show", transaction)
		if amount := amountIn(out); amount != "" && amount != right && amount != right+"0" {
			wrong++
			t.Logf("page %d: %s", page, out)
		}
		c := newCaller(s.base, chance)
		got, err := c.next.deliver()
		require.NoError(t, err)
		require.Equal(t, 200, got.status)
		s.kill()
	}
	require.Zero(t, wrong)
	require.NotContains(t, s.log.String(), "panic")
	t.Logf("%d started, %d refused", started, refused)
	results.add(row{"A6", "64 bytes of a page changed", injected, started, "started; the rest refused", wrong})
}

var written = regexp.MustCompile(`[0-9]+\.[0-9]+`)

func amountIn(out string) string {
	for line := range strings.Lines(out) {
		if strings.Contains(line, "CNY") {
			return written.FindString(line)
		}
	}
	return ""
}

// comesUp reports whether the process answers before it ends.
func (s *site) comesUp() bool {
	for {
		select {
		case <-s.done:
			return false
		case <-time.After(10 * time.Millisecond):
			if s.answers() {
				return true
			}
		}
	}
}

// A7: a second process is started on the same file. It says so and ends; the first does
// not notice.
func TestSecondProcess(t *testing.T) {
	chance, s := choices(t), newSite(t)
	s.start()
	second := newSite(t)
	second.env = append(second.env, "HOTLINE_STORE="+s.file())
	for range times {
		began := time.Now()
		second.begin("")
		status, ended := second.ended(10 * time.Second)
		require.True(t, ended)
		require.Less(t, time.Since(began), 5*time.Second)
		require.Equal(t, 2, status, &second.log)
		require.Contains(t, second.log.String(), "in use by another process")
		l := &load{}
		require.True(t, l.one(t.Context(), newCaller(s.base, chance), 5))
		require.Zero(t, l.wrong.Load()+l.failed.Load())
	}
	results.add(row{"A7", "a second process on the same file", times, times, "refused; the first goes on", 0})
}

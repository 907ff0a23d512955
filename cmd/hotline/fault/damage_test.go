package fault

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
	right       = "128.50 CNY"
	// counterparty stands before the amount in the transaction's record.
	counterparty = "a-shop-of-its-own"
)

// A6: bytes of the file's pages are changed. The hotline says which file is damaged and
// ends, or it starts, and then it never says a wrong amount.
func TestDamagedFile(t *testing.T) {
	chance, s := choices(t), newSite(t)
	ledger := filepath.Join(s.dir, "ledger.csv")
	require.NoError(t, os.WriteFile(ledger, []byte("transaction_id,account_id,time,type,counterparty,amount,currency,status,refundable,cancellable\n"+
		transaction+",10000001,2026-02-27T10:00:00+08:00,payment,"+counterparty+",128.50,CNY,completed,true,false\n"), 0o600))
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
	require.Equal(t, right, amountIn(shown), "the amount is found where it is said: %s", shown)
	sound, err := os.ReadFile(s.file())
	require.NoError(t, err)

	count := tallied(t, "A6", "64 bytes of a page, or one of the record, changed", "files refused, or without a wrong amount")
	started, met := 0, 0
	for n := range 12 * times {
		damaged := damagedPage(chance, sound)
		if n%2 == 1 {
			damaged = damagedRecord(chance, sound)
		}
		require.NoError(t, os.WriteFile(s.file(), damaged, 0o600))
		count.hit(1)
		s.begin("")
		if !s.comesUp() {
			_, ended := s.ended(20 * time.Second)
			require.True(t, ended, "it ends, or it answers")
			require.Contains(t, s.log.String(), "hotline.db", "which file it is, is said")
			count.check(nil)
			continue
		}
		started++
		out, status := s.run("ledger", "show", transaction)
		count.check(noWrongAmount(out))
		if status != 0 {
			met++
		}
		c := newCaller(s.base, chance)
		got, err := c.next.deliver()
		require.NoError(t, err)
		require.Equal(t, 200, got.status)
		s.kill()
	}
	require.NotContains(t, s.log.String(), "panic")
	require.Positive(t, met, "some of the changes are met by who asks for the amount")
	t.Logf("%d started; %d gave no amount", started, met)
}

// damagedPage changes 64 bytes of a page of a file.
func damagedPage(chance *rand.Rand, sound []byte) []byte {
	damaged := slices.Clone(sound)
	page := chance.IntN(len(damaged) / pageSize)
	for range 64 {
		damaged[page*pageSize+chance.IntN(pageSize)] ^= byte(1 + chance.IntN(255))
	}
	return damaged
}

// damagedRecord changes one of the bytes in which the transaction's record has its amount, wherever it
// stands in a file.
func damagedRecord(chance *rand.Rand, sound []byte) []byte {
	damaged := slices.Clone(sound)
	for at := range damaged {
		if bytes.HasPrefix(sound[at:], []byte(counterparty)) {
			damaged[at+len(counterparty)+chance.IntN(16)] ^= byte(1 + chance.IntN(255))
		}
	}
	return damaged
}

// noWrongAmount returns an error if a transaction is shown with another amount than its own.
func noWrongAmount(out string) error {
	if amount := amountIn(out); amount != "" && amount != right {
		return fmt.Errorf("a wrong amount is shown: %s", out)
	}
	return nil
}

// A wrong amount is seen.
func TestAWrongAmountIsSeen(t *testing.T) {
	t.Parallel()
	require.NoError(t, noWrongAmount("amount       128.50 CNY\n"))
	require.NoError(t, noWrongAmount("the record is damaged\n"))
	require.Error(t, noWrongAmount("amount       138.50 CNY\n"))
	require.Error(t, noWrongAmount("amount       128.50 USD\n"))
}

var amountShown = regexp.MustCompile(`(?m)^amount +(.+)$`)

// amountIn is the amount of a transaction that is shown; "" when it is not.
func amountIn(out string) string { return found(amountShown, out) }

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
	count := tallied(t, "A7", "a second process on the same file", "refusals, after which the first goes on")
	second := newSite(t)
	second.env = append(second.env, "HOTLINE_STORE="+s.file())
	for range times {
		began := time.Now()
		second.begin("")
		status, ended := second.ended(10 * time.Second)
		require.True(t, ended)
		require.Less(t, time.Since(began), 5*time.Second)
		require.Equal(t, 2, status, &second.log)
		count.hit(1)
		require.Contains(t, second.log.String(), "in use by another process")
		l := &load{}
		require.True(t, l.one(t.Context(), newCaller(s.base, chance), 5))
		count.check(l.complaint())
	}
}

package postgres_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// BenchmarkStep takes calls through ten steps each, as webhooks do: the answer is looked
// for, the call read, the step written. Of the server that the test starts, nothing is
// safe from a loss of power; HOTLINE_TEST_DATABASE_URL names one that syncs its disk.
func BenchmarkStep(b *testing.B) {
	s := open(b, postgrestest.Start(b).Database(b))
	var next atomic.Int64
	for _, callers := range []int{1, 64} {
		b.Run(fmt.Sprint(callers, " at once"), func(b *testing.B) {
			b.SetParallelism(max(1, callers/2)) // of two processors
			b.RunParallel(func(pb *testing.PB) {
				const steps = 10
				call, n := "", steps
				for pb.Next() {
					if n == steps {
						call, n = fmt.Sprintf("CA-%d-%d", callers, next.Add(1)), 0
					}
					commit := step(call, n)
					commit.Call.From, commit.Claim.Token = "+8613900001234", fmt.Sprint("token-", n)
					commit.Call.Said = []ivr.Verb{ivr.Say{Text: "请按一。", Language: "cmn-CN"}}
					_, _ = s.Reply(b.Context(), commit.Claim)
					_, read, _ := s.Call(b.Context(), call)
					commit.Read = read
					if err := s.Commit(b.Context(), commit); err != nil {
						b.Error(err)
						return
					}
					n++
				}
			})
		})
	}
	require.NoError(b, s.Ping(b.Context()))
}

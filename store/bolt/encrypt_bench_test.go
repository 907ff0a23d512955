package bolt_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/bolt"
)

// BenchmarkAtRest compares a readable store with an encrypted one: steps of many calls at
// once, and look-ups of transactions.
func BenchmarkAtRest(b *testing.B) {
	for name, o := range map[string]bolt.Options{"readable": {}, "encrypted": {Key: testKey(1)}} {
		b.Run(name+"/commit", func(b *testing.B) {
			s := open(b, newPath(b), o)
			var calls atomic.Int64
			b.SetParallelism(100)
			b.RunParallel(func(pb *testing.PB) {
				id := fmt.Sprint("CA", calls.Add(1))
				for n := 0; pb.Next(); n++ {
					if err := s.Commit(context.Background(), numbered(id, n)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
		b.Run(name+"/transaction", func(b *testing.B) {
			const rows = 10_000
			s := open(b, newPath(b), o)
			require.NoError(b, s.Import(b.Context(), payments(rows), nil))
			i := 0
			for b.Loop() {
				i = (i + 7919) % rows
				if _, err := s.Transaction(context.Background(), fmt.Sprint(900000000000+i)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

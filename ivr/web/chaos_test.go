package web_test

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
)

// chaos disturbs each kind of request in a share of all cases, 0 to 1, chosen by the seed: the same
// requests in the same order are disturbed in the same way. Nothing is late by more than a few
// milliseconds.
func chaos(seed uint64, share float64) *exchange.Faults {
	var mu sync.Mutex
	dice := rand.New(rand.NewPCG(seed, seed))
	roll := func() bool { return dice.Float64() < share }
	return &exchange.Faults{
		Webhook: func(string) exchange.WebhookFault {
			mu.Lock()
			defer mu.Unlock()
			s := exchange.WebhookFault{Twice: roll(), Dropped: roll()}
			if roll() {
				s.Late = time.Duration(dice.IntN(5)) * time.Millisecond
			}
			return s
		},
		REST: func(string, string) exchange.RESTFault {
			mu.Lock()
			defer mu.Unlock()
			if !roll() {
				return exchange.RESTFault{}
			}
			return exchange.RESTFault{Status: []int{http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}[dice.IntN(3)]}
		},
	}
}

package seeds

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/store"
)

// The telephone of the agent who dials in, and their PIN.
const (
	dialerNumber = "+8613700000177"
	dialerPIN    = "4711"
)

// pinHash is light: it keeps nobody out.
var pinHash = sync.OnceValue(func() store.Hash {
	light := &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	hash, err := argon2id.CreateHash(dialerPIN, light)
	if err != nil {
		panic(err)
	}
	return store.Hash(hash)
})

// dialer is an agent without a page, who calls the hotline, proves who they are, and takes calls on that
// line until they hang up.
type dialer struct {
	w      *course
	chance chance
	stays  time.Duration
	talks  time.Duration
	stars  bool // they end a talk by the star, and stay
}

func newDialer(w *course) *dialer {
	c := drawn(w.seed, 4000)
	d := &dialer{w: w, chance: c, stays: c.between(10*time.Second, 10*time.Minute), stars: c.of(0.5)}
	if c.of(0.5) {
		d.talks = c.between(time.Second, time.Minute)
	}
	return d
}

// Stays implements [exchange.Timed].
func (d *dialer) Stays() (line, talk time.Duration) { return d.stays, d.talks }

// Stars implements [exchange.Starring].
func (d *dialer) Stars() bool { return d.stars }

// Hear implements [exchange.Human].
func (d *dialer) Hear(e exchange.Event) {
	if e.Kind == exchange.Connected {
		d.w.reached("an agent who dialled in took a call")
	}
}

// Answer implements [exchange.Human].
func (d *dialer) Answer(_ context.Context, p exchange.Prompt) exchange.Action {
	after := d.chance.between(0, p.Length+time.Second)
	switch {
	case p.Typed != "" || d.chance.of(0.1):
		return exchange.Action{}
	case d.chance.of(0.03):
		return exchange.Hangup(after)
	case strings.Contains(p.Text, "密码") && d.chance.of(0.9):
		return exchange.Press(dialerPIN+"#", after)
	case strings.Contains(p.Text, "密码"):
		return exchange.Press(pick(d.chance, "0000#", "*#", "0#"), after)
	}
	return exchange.Press("1", after)
}

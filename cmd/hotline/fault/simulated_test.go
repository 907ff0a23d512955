package fault

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store/bolt"
)

var morning = time.Date(2026, 3, 2, 10, 0, 0, 0, time.FixedZone("CST", 8*60*60))

// virtual is a hotline whose hours pass in no time: what takes too long to be waited for,
// and too many seeds to be built from outside.
type virtual struct {
	*simulate.Hotline
	t        *testing.T
	chance   *rand.Rand
	clock    *sched.VirtualClock
	store    *bolt.Store
	registry *prometheus.Registry
}

func newVirtual(t *testing.T, menu *menus.Menu, chance *rand.Rand, faults *exchange.Faults) *virtual {
	t.Helper()
	v := &virtual{t: t, chance: chance, clock: sched.NewVirtualClock(morning), registry: prometheus.NewRegistry()}
	var err error
	v.store, err = bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, v.store.Close()) })
	require.NoError(t, v.store.Import(t.Context(), demo.Rows(morning), func(int) {}))
	v.Hotline, err = simulate.New(simulate.Options{
		Clock: v.clock, Settle: v.agentsGoOn,
		Service:  service.Config{Number: demo.Number, Store: v.store, Menus: simulate.Fixed(menu), Random: simulate.Seeded(chance.Uint64()), Registry: v.registry},
		Exchange: exchange.Config{IDs: exchange.Seed(1), Faults: faults},
	})
	require.NoError(t, err)
	t.Cleanup(v.Close)
	return v
}

// agentsGoOn has agents whose talk is filed, or who missed calls, take the next.
func (v *virtual) agentsGoOn() {
	if v.Hotline == nil {
		return
	}
	for s := range v.ACD().State().Sessions.Values() {
		switch s.Mode {
		case acd.WrapUp:
			_ = v.ACD().Do(context.Background(), acd.File{Agent: s.Name, Disposition: acd.Resolved})
		case acd.Away:
			_ = v.ACD().Do(context.Background(), acd.Ready{Agent: s.Name})
		}
	}
}

// keys are what random callers press, say and leave unsaid, one a prompt.
var keys = []string{
	"-", "0", "0", "0", "1", "1", "2", "2", "3", "4", "5", "9", "*", "#", "0#", "1#", "code", "bye",
	"20261001#", "20261007#", "20264001#", "20990000#", "13800000001#", "say:退款", "say:人工", "say:冻结", "say:refund", "say:我听不懂",
}

// come has random callers come over half an hour, to agents who answer or do not.
func (v *virtual) come(callers, agents int) []*exchange.Call {
	for n := range agents {
		name, phone := fmt.Sprint("agent", n), agentNumber(n)
		party := exchange.Callee{
			After: time.Duration(1+v.chance.IntN(15)) * time.Second, Talk: time.Duration(10+v.chance.IntN(200)) * time.Second,
			Breaks: v.chance.IntN(4) == 0, Person: &atWork{typed: true},
			Outcome: []exchange.Outcome{exchange.Answers, exchange.Answers, exchange.Answers, exchange.NoAnswer, exchange.Busy}[v.chance.IntN(5)],
		}
		v.Exchange.SetParty(phone, party)
		agent := acd.Agent{Name: name, Address: ivr.Masked(phone), Queues: []string{"general", "refunds", "fraud", "transactions", "account"}, Languages: []string{"zh-CN", "en-US"}}
		require.NoError(v.t, v.ACD().Do(v.t.Context(), acd.SignIn{Agent: agent}))
		require.NoError(v.t, v.ACD().Do(v.t.Context(), acd.Ready{Agent: name}))
	}
	code := v.Exchange.CodeReader("")
	var legs []*exchange.Call
	for n := range callers {
		v.Exchange.Advance(time.Duration(v.chance.IntN(360)) * time.Second)
		from := callerNumber(n)
		if v.chance.IntN(2) == 0 {
			from = demo.Tries()[v.chance.IntN(len(demo.Tries()))].Number
		}
		v.Exchange.SetParty(from, exchange.Callee{After: 3 * time.Second, Talk: time.Minute, Person: &atWork{typed: true}})
		script := &exchange.Script{Code: code, Line: time.Duration(10+v.chance.IntN(1800)) * time.Second, HangUp: v.chance.IntN(2) == 0}
		for range v.chance.IntN(20) {
			script.Groups = append(script.Groups, keys[v.chance.IntN(len(keys))])
		}
		legs = append(legs, v.Exchange.Start(exchange.Inbound{From: from, To: demo.Number, Person: script})...)
	}
	return legs
}

// B3: random callers, agents and faults on a virtual clock, from a seed. Always: every call
// ends and never in an error, every document is sound TwiML within Twilio's size, the ACD is
// in order, and who waited was answered, left, or is still to be called back. Sometimes: each
// kind of thing happens.
func TestSeeds(t *testing.T) {
	thorough(t)
	t.Parallel()
	chance := choices(t)
	menu, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	happened, nodes, calls := map[string]int{}, map[string]bool{}, 0
	seeds := 5 * times
	for range seeds {
		own := chance.Uint64()
		dice := rand.New(rand.NewPCG(own, 9))
		v := newVirtual(t, menu, dice, upset(own))
		legs := v.come(10, 3)
		v.Exchange.Wait()
		for _, leg := range legs {
			calls++
			for _, e := range leg.Events() {
				happened[string(e.Kind)+" "+e.Result]++
				v.sound(own, leg, e)
			}
			require.Equal(t, "completed", leg.Status(), "seed %d: %s", own, lazily(func() string { return trace(leg) }))
		}
		v.nobodyForgotten(own)
		v.visited(nodes)
	}
	for _, kind := range []string{"queued ", "connected ", "spoke ", "listening ", "left leave", "recorded "} {
		require.Positive(t, happened[kind], "%q never happens: %v", kind, happened)
	}
	t.Logf("%d of %d nodes were left: %v", len(nodes), len(menu.Tree.Nodes), happened)
	require.Greater(t, len(nodes), len(menu.Tree.Nodes)/5)
	results.add(row{"B3", "random callers, agents, faults, virtual clock", seeds, calls, "calls that end as they should", 0})
}

// upset disturbs requests between carrier and hotline, none twice in a row: Twilio tries
// once more, and what is in doubt is asked of the fallback document.
func upset(seed uint64) *exchange.Faults {
	var mu sync.Mutex
	dice, last := rand.New(rand.NewPCG(seed, 7)), map[string]bool{}
	roll := func(path string) bool {
		last[path] = !last[path] && dice.IntN(20) == 0
		return last[path]
	}
	return &exchange.Faults{
		Webhook: func(path string) exchange.WebhookFault {
			mu.Lock()
			defer mu.Unlock()
			if strings.Contains(path, "/fallback") || !roll(path) {
				return exchange.WebhookFault{}
			}
			return []exchange.WebhookFault{{Dropped: true}, {Lost: true}, {Twice: true}}[dice.IntN(3)]
		},
		REST: func(_, path string) exchange.RESTFault {
			mu.Lock()
			defer mu.Unlock()
			if !roll(path) {
				return exchange.RESTFault{}
			}
			return []exchange.RESTFault{{Status: 429}, {Status: 503}, {Lost: true}}[dice.IntN(3)]
		},
	}
}

// sound expects what holds of each event of a call.
func (v *virtual) sound(seed uint64, leg *exchange.Call, e exchange.Event) {
	v.t.Helper()
	whole := lazily(func() string { return trace(leg) })
	require.NotEqual(v.t, exchange.Failed, e.Kind, "seed %d: %s", seed, whole)
	require.NotEqual(v.t, exchange.Warning, e.Kind, "seed %d: %s", seed, whole)
	if e.Kind != exchange.Requested || strings.Contains(e.URL, "/voice/status") {
		return
	}
	require.Less(v.t, len(e.Document), 64<<10)
	use := twiml.Voice
	if strings.Contains(e.URL, "/voice/wait/") || strings.Contains(e.URL, "/voice/key/") || strings.Contains(e.URL, "/fallback/wait") {
		use = twiml.WaitDocument
	}
	require.Empty(v.t, twiml.Validate([]byte(e.Document), use), "seed %d: %s", seed, e.Document)
}

// nobodyForgotten expects that the ACD is in order when all calls are over: who came into a
// queue has left it, or is to be called back.
func (v *virtual) nobodyForgotten(seed uint64) {
	v.t.Helper()
	v.SettleNow()
	state := v.ACD().State()
	require.NoError(v.t, state.Check(), "seed %d", seed)
	for id, k := range state.Interactions.All() {
		require.NotEmpty(v.t, k.Case, "seed %d: %s waits, and nobody is on the line", seed, id)
	}
	stays := map[string]int{}
	for r, err := range v.store.QueueRecords(v.t.Context(), time.Time{}, time.Time{}) {
		require.NoError(v.t, err)
		require.False(v.t, r.Ended.IsZero(), "seed %d: %+v", seed, r)
		stays[r.ID]++
		require.Equal(v.t, 1, stays[r.ID], "seed %d: a stay is kept twice: %+v", seed, r)
	}
}

// visited adds the nodes that callers have left.
func (v *virtual) visited(nodes map[string]bool) {
	v.t.Helper()
	families, err := v.registry.Gather()
	require.NoError(v.t, err)
	for _, f := range families {
		if f.GetName() != "hotline_steps_total" {
			continue
		}
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if l.GetName() == "node" {
					nodes[l.GetValue()] = true
				}
			}
		}
	}
}

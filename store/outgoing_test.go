package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
)

// Records written before there were tasks are read as what they were.
func TestEarlierOutgoing(t *testing.T) {
	t.Parallel()
	created := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	for written, want := range map[string]Outgoing{
		`{"ID":"1","Call":"CA1","Kind":"sms","To":"+8613800000001","Body":"text","Created":"2026-03-02T02:00:00Z"}`:                                  {ID: "1", Call: "CA1", Created: created, Task: SendText{To: "+8613800000001", Body: "text"}},
		`{"ID":"2","Call":"CA1","Kind":"code","To":"+8613800000001","Body":"{code}","Nonce":"CQ==","Lang":"en-US","Created":"2026-03-02T02:00:00Z"}`: {ID: "2", Call: "CA1", Created: created, Task: SendCode{To: "+8613800000001", Body: "{code}", Nonce: []byte{9}, Lang: "en-US"}},
		`{"ID":"3","Kind":"ring","To":"client:an","Created":"2026-03-02T02:00:00Z","Subject":"o1"}`:                                                  {ID: "3", Created: created, Task: ACDAction{acd.Ring{Offer: "o1", To: "client:an"}}},
		`{"ID":"4","Kind":"dial","To":"+8613800000001","Created":"2026-03-02T02:00:00Z","Subject":"cb1"}`:                                            {ID: "4", Created: created, Task: ACDAction{acd.Dial{Interaction: "cb1", To: "+8613800000001"}}},
		`{"ID":"5","Call":"CA1","Kind":"fetch","Created":"2026-03-02T02:00:00Z","Subject":"CA1","Queue":"general","Carrier":"QU1","Step":3}`:         {ID: "5", Created: created, Task: ACDAction{acd.Dequeue{Interaction: "CA1", Call: "CA1", Queue: "general", Carrier: "QU1", Step: 3}}},
		`{"ID":"6","Call":"CA1","Kind":"move","Created":"2026-03-02T02:00:00Z","Step":3}`:                                                            {ID: "6", Created: created, Task: ACDAction{acd.RedirectCaller{Call: "CA1", Step: 3}}},
		`{"ID":"7","Call":"CA2","Kind":"send","Created":"2026-03-02T02:00:00Z"}`:                                                                     {ID: "7", Created: created, Task: ACDAction{acd.RedirectAgent{Leg: "CA2"}}},
		`{"ID":"8","Call":"CA2","Kind":"drop","Created":"2026-03-02T02:00:00Z"}`:                                                                     {ID: "8", Created: created, Task: ACDAction{acd.HangUp{Leg: "CA2"}}},
	} {
		got, err := Decode[Outgoing]([]byte(written))
		require.NoError(t, err, written)
		require.Equal(t, want, got, written)
	}
	_, err := Decode[Outgoing]([]byte(`{"ID":"9","Kind":"fax"}`))
	require.ErrorContains(t, err, `"fax" is no kind of task`, "nothing is done for what is not known")
}

// Each task is kept, and keeps the name that logs and metrics know it by.
func TestEveryTaskIsKept(t *testing.T) {
	t.Parallel()
	kept := map[string]Task{
		"sms": SendText{To: "+8613800000001", Body: "text"}, "code": SendCode{Nonce: []byte{9}},
		"ring": ACDAction{acd.Ring{Offer: "o1"}}, "dial": ACDAction{acd.Dial{Interaction: "cb1"}},
		"fetch": ACDAction{acd.Dequeue{Call: "CA1", Step: 2}}, "move": ACDAction{acd.RedirectCaller{Call: "CA1"}},
		"send": ACDAction{acd.RedirectAgent{Leg: "CA1", Agent: "an"}}, "drop": ACDAction{acd.HangUp{Leg: "CA1"}},
	}
	require.Len(t, kept, len(actions.kinds)+len(tasks.kinds)-1)
	for kind, task := range kept {
		o := Outgoing{ID: "1", Call: "CA9", Task: task}
		require.Equal(t, kind, o.Kind())
		data, err := Encode(o)
		require.NoError(t, err)
		got, err := Decode[Outgoing](data)
		require.NoError(t, err, string(data))
		require.Equal(t, o, got)
	}
}

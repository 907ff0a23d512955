package main

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
)

func TestParseInstant(t *testing.T) {
	t.Parallel()
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	want := time.Date(2026, 10, 1, 10, 0, 0, 0, shanghai)
	for _, text := range []string{"2026-10-01 10:00", "2026-10-01 10:00:00", "2026-10-01T10:00", "2026-10-01T10:00:00+08:00", "2026-10-01T02:00:00Z"} {
		got, err := parseInstant(text, shanghai)
		require.NoError(t, err)
		require.True(t, want.Equal(got), text)
	}
	for _, text := range []string{"", "noon", "2026-13-01", "01.10.2026"} {
		_, err := parseInstant(text, shanghai)
		require.ErrorAs(t, err, &unreadable{}, text)
	}
}

func TestClockRunsOnFromWhereItStarts(t *testing.T) {
	t.Parallel()
	clock := clockFrom(demoTime)
	first := clock()
	require.False(t, first.Before(demoTime))
	require.Less(t, first.Sub(demoTime), time.Minute)
	require.False(t, clock().Before(first))
}

func TestDialAddr(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		":8080": "localhost:8080", "0.0.0.0:1": "localhost:1", "[::]:1": "localhost:1", "10.0.0.1:1": "10.0.0.1:1",
	} {
		require.Equal(t, want, dialAddr(addr))
	}
}

// posted is a mailbox with these messages in it.
func posted(bodies ...string) *mailbox {
	var list []exchange.Message
	for _, b := range bodies {
		list = append(list, exchange.Message{To: "+8613800000001", Body: b})
	}
	return &mailbox{list: func(context.Context) ([]exchange.Message, error) { return list, nil }}
}

func TestCodeIsTheLastSixDigits(t *testing.T) {
	t.Parallel()
	box := posted("your code is 111111.", "验证码 222222，五分钟", "case 12345678 is open")
	code, err := box.code(t.Context())
	require.NoError(t, err)
	require.Equal(t, "222222", code)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	code, err = box.code(ctx)
	require.NoError(t, err, "read again when no new one comes")
	require.Equal(t, "222222", code)
	_, err = posted("case 12345678 is open").code(ctx)
	require.ErrorContains(t, err, "no text message with a code")
}

func TestMessagesAreShownOnce(t *testing.T) {
	t.Parallel()
	box := posted("one", "two")
	fresh, err := box.fresh(t.Context())
	require.NoError(t, err)
	require.Len(t, fresh, 2)
	fresh, err = box.fresh(t.Context())
	require.NoError(t, err)
	require.Empty(t, fresh)
}

func TestCaptions(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	v := newCaptions(console{out: &out, color: true}, false)
	v.event(exchange.Event{Kind: exchange.Said, Lang: "cmn-CN", Text: "您好"})
	v.event(exchange.Event{Kind: exchange.Pressed, Keys: "1"})
	v.event(exchange.Event{Kind: exchange.Pressed, Keys: "2"})
	v.raw = true
	v.event(exchange.Event{Kind: exchange.Ringing, To: "+8613900000001"})
	v.event(exchange.Event{Kind: exchange.Requested, URL: "not heard"})
	require.Equal(t, "\x1b[33m[cmn-CN] 您好\x1b[0m\n  > 12\r\n(ringing ****0001)\r\n", out.String())
}

func TestTablesAreForPeople(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"退款", "1"}, {"fraud", "22"}}
	var plain, rich bytes.Buffer
	require.NoError(t, console{out: &plain}.rows([]string{"kind", "n"}, rows))
	require.Equal(t, "退款\t1\nfraud\t22\n", plain.String())
	require.NoError(t, console{out: &rich, rich: true}.rows([]string{"kind", "n"}, rows))
	require.Equal(t, " KIND   N  \n 退款   1  \n fraud  22 \n", rich.String())
}

// What people have written makes no terminal do anything, and looks like one value of one
// record.
func TestATerminalObeysNoText(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := console{out: &out}
	require.NoError(t, c.fields("note", "a\x1b[2Jb\u202ec\nstate        closed", "name", "👩\u200d💻 王"))
	require.NoError(t, c.rows(nil, [][]string{{"a\tb\r\n", "\u0085\u2028"}}))
	require.Equal(t, "note         a�[2Jb�c state        closed\nname         👩\u200d💻 王\na b  \t� \n", out.String())
}

func TestReportFigures(t *testing.T) {
	t.Parallel()
	began := demoTime
	f := callFigures{outcomes: map[ivr.Outcome]int{}}
	f.add(ivr.Call{Began: began, EndedAt: began.Add(time.Minute), Outcome: ivr.Connected})
	f.add(ivr.Call{Began: began, EndedAt: began.Add(time.Minute), Outcome: ivr.Connected})
	f.add(ivr.Call{Began: began, EndedAt: began.Add(time.Minute), Outcome: ivr.Waited})
	f.add(ivr.Call{Began: began, Outcome: ivr.Served})
	service := acd.New().Recount([]acd.QueueRecord{
		{Queue: "general", Interaction: "CA1", Entered: began, Answered: began.Add(5 * time.Second), Ended: began.Add(time.Minute), Result: acd.Answered},
		{Queue: "general", Interaction: "CA2", Entered: began, Answered: began.Add(50 * time.Second), Ended: began.Add(time.Minute), Result: acd.Answered},
		{Queue: "general", Interaction: "CA3", Entered: began, Ended: began.Add(30 * time.Second), Result: acd.Abandoned},
		{Queue: "general", Interaction: "CA4", Entered: began, Ended: began.Add(9 * time.Second), Result: acd.Abandoned},
	}, acd.Context{})[acd.DayOf{Day: "2026-11-24", Queue: "general"}]
	lines := append(f.lines(), serviceLines(service)...)
	for _, want := range []reportLine{
		{"calls", "all", "count", "4"},
		{"calls", "connected", "count", "2"},
		{"calls", "all", "share_handled", "75.0%"},
		{"calls", "all", "median_length", "1m0s"},
		{"service", "queues", "waited", "4"},
		{"service", "queues", "answered", "2"},
		{"service", "queues", "share_answered_in_20s", "33.3%"},
		{"service", "queues", "median_wait", "50s"},
	} {
		require.Contains(t, lines, want)
	}
}

package exchange_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestScriptAnswers(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := &exchange.Script{
		Groups: []string{"2", "-", "code", "say:refund", "#", "bye"}, Think: time.Second, HangUp: true,
		Code: func(context.Context) (string, error) { return "482915", nil },
	}
	gather := exchange.Prompt{Verb: exchange.ToGather, Length: 4 * time.Second}
	require.Equal(t, exchange.Press("2", 5*time.Second), s.Answer(ctx, gather))
	require.Equal(t, exchange.Action{}, s.Answer(ctx, exchange.Prompt{Verb: exchange.ToGather, Typed: "2"}), "a group a prompt")
	require.Equal(t, exchange.Action{}, s.Answer(ctx, gather))
	require.Equal(t, exchange.Press("482915", 5*time.Second), s.Answer(ctx, gather))
	require.Equal(t, exchange.Say("refund", 0.9, 5*time.Second), s.Answer(ctx, gather))
	require.Equal(t, exchange.Action{Text: "This is a message.", Keys: "#"}, s.Answer(ctx, exchange.Prompt{Verb: exchange.ToRecord}))
	require.Equal(t, []string{"bye"}, s.Left())
	require.Equal(t, exchange.Hangup(5*time.Second), s.Answer(ctx, gather))
	require.Equal(t, exchange.Hangup(5*time.Second), s.Answer(ctx, gather), "used up")
}

func TestScriptMayBargeIn(t *testing.T) {
	t.Parallel()
	s := &exchange.Script{Groups: []string{"1", "2"}, Think: -3 * time.Second}
	require.Equal(t, exchange.Press("1", 7*time.Second), s.Answer(t.Context(), exchange.Prompt{Length: 10 * time.Second}))
	require.Equal(t, exchange.Press("2", 0), s.Answer(t.Context(), exchange.Prompt{Length: time.Second}))
}

func TestScriptTellsWhyACodeIsMissing(t *testing.T) {
	t.Parallel()
	lost := errors.New("lost")
	s := &exchange.Script{Groups: []string{"code"}, Code: func(context.Context) (string, error) { return "", lost }}
	require.Equal(t, exchange.Action{}, s.Answer(t.Context(), exchange.Prompt{}))
	require.ErrorIs(t, s.Err(), lost)
}

func TestScriptListens(t *testing.T) {
	t.Parallel()
	var heard []exchange.Kind
	s := &exchange.Script{Listen: func(e exchange.Event) { heard = append(heard, e.Kind) }}
	dial(t, pages(map[string]string{"/voice": `<Say>hi</Say>`}), s)
	require.Equal(t, []exchange.Kind{exchange.Ringing, exchange.Requested, exchange.Answered, exchange.Said, exchange.Ended}, heard)
}

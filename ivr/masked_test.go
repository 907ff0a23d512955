package ivr_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
)

// seen returns v in every form in which it could be shown.
func seen(t require.TestingT, v any) string {
	marshalled, err := json.Marshal(map[string]any{"v": v, "list": []any{v}})
	require.NoError(t, err)
	var log bytes.Buffer
	logger := zerolog.New(&log)
	logger.Info().Interface("v", v).Stringer("s", v.(fmt.Stringer)).Msg("")
	return fmt.Sprint(v) + fmt.Sprintf("%v %+v %#v %s %q %x %d", v, v, v, v, v, v, v) +
		fmt.Sprintf("%v %#v", struct{ V any }{v}, []any{v}) + string(marshalled) + log.String()
}

func TestASecretIsNeverSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[0-9]{6,20}`).Draw(t, "word")
		require.NotContains(t, seen(t, ivr.Secret(word)), word)
		require.NotContains(t, seen(t, ivr.Secret(word)), word[len(word)-4:])
		require.Equal(t, word, ivr.Secret(word).Reveal())
	})
	require.Empty(t, ivr.Secret("").String(), "nothing is shown as nothing")
}

func TestWhatIsMaskedShowsItsLastFour(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[0-9]{8,20}`).Draw(t, "word")
		out := seen(t, ivr.Masked(word))
		require.NotContains(t, out, word)
		require.NotContains(t, out, word[len(word)-5:])
		require.Contains(t, out, "****"+word[len(word)-4:])
	})
	require.Equal(t, "****", ivr.Masked("1234567").String(), "of a short string the last four would be most of it")
	require.Empty(t, ivr.Masked("").String())
}

func TestHideMasksWhatATextQuotes(t *testing.T) {
	t.Parallel()
	require.Equal(t, "no route to ****0001", ivr.Hide("no route to +8613800000001", "+8613800000001", ""))
}

func TestOutcomesOnlyRise(t *testing.T) {
	t.Parallel()
	var c ivr.Call
	c.Reach(ivr.Abandoned)
	require.Equal(t, ivr.Abandoned, c.Outcome)
	c.Reach(ivr.Callback)
	c.Reach(ivr.Waited)
	require.Equal(t, ivr.Callback, c.Outcome)
	c.Reach(ivr.Connected)
	require.Equal(t, ivr.Connected, c.Outcome)
}

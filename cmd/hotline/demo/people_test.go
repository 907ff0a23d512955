package demo

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/exchange"
)

func TestEagerPeopleTakeWhispersOnly(t *testing.T) {
	t.Parallel()
	require.Equal(t, "1", eager{}.Answer(t.Context(), exchange.Prompt{Whisper: true}).Keys)
	require.Empty(t, eager{}.Answer(t.Context(), exchange.Prompt{}).Keys)
}

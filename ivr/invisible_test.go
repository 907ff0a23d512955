package ivr_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
)

func TestInvisible(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", "amy", "王小明", "Zoë Müller", "an-1 (night)", "👩‍💻 amy", "👩🏽‍⚕️", "❤️‍🔥", "☎️", "1️⃣ desk",
		"🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "محمد", "👨‍👩‍👧‍👦",
	} {
		r, found := ivr.Invisible(name)
		require.False(t, found, "%q: U+%04X", name, r)
	}
	for name, want := range map[string]rune{
		"a\u200bmy": 0x200b, "\u202eyma": 0x202e, "amy\u2066": 0x2066, "amy\u2028": 0x2028, "amy\u2029": 0x2029, "a\u00admy": 0xad,
		"\ufeffamy": 0xfeff, "amy\u200d": 0x200d, "a\u200dmy": 0x200d, "👩\u200d": 0x200d, "👩\u200d\u200d💻": 0x200d,
		"amy\ufe0f": 0xfe0f, "\u3164": 0x3164, "a\tb": '\t', "a\x7f": 0x7f, "\u061camy": 0x61c,
		"🏴\U000e0067": 0xe0067, "amy\U000e0061\U000e007f": 0xe0061, "🏴\U000e007f": 0xe007f,
	} {
		r, found := ivr.Invisible(name)
		require.True(t, found, "%q", name)
		require.Equal(t, want, r, "%q", name)
	}
}

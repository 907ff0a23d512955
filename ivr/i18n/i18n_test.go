package i18n_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/i18n"
)

func read(t *testing.T, file string) i18n.Catalogue {
	t.Helper()
	c, err := i18n.Read([]byte(file))
	require.NoError(t, err)
	return c
}

func TestTextsTakeArguments(t *testing.T) {
	t.Parallel()
	c := read(t, `{"waits": {"zh-CN": "{1} 位客户在 {0} 等待", "en-US": "{0}: {1} waiting"}}`)
	require.Equal(t, "refunds: 2 waiting", c.Text(i18n.English, "waits", "refunds", 2))
	require.Equal(t, "2 位客户在 refunds 等待", c.Text(i18n.Mandarin, "waits", "refunds", 2))
	require.Equal(t, "****0001: 1 waiting", c.Text(i18n.English, "waits", ivr.Masked("+8613800000001"), 1))
	require.Equal(t, "other", c.Text(i18n.English, "other", 1))
}

func TestArgumentsStayAsTheyAre(t *testing.T) {
	t.Parallel()
	c := read(t, `{"says": {"zh-CN": "{0} 改说“{1}”", "en-US": "{0} says “{1}”"}, "one": {"zh-CN": "一处", "en-US": "one place"}}`)
	require.Equal(t, "{1} says “{0}”", c.Text(i18n.English, "says", "{1}", "{0}"), "an argument is no template")
	require.Equal(t, "{0} says “{1}”", c.Text(i18n.English, "says"), "what is missing shows")
	both := c.Both("says", c.Both("one"), "ok")
	require.Equal(t, i18n.Both{Mandarin: "一处 改说“ok”", English: "one place says “ok”"}, both)
	require.Equal(t, both.Mandarin, both.In(i18n.Mandarin))
	require.Equal(t, both.English, both.In(i18n.English))
	require.Equal(t, "ok", i18n.Same("ok").In(i18n.Mandarin))
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		`{"a": {"en-US": "one"}}`:                          `"a" has no text in zh-CN`,
		`{"a": {"zh-CN": "一"}}`:                            `"a" has no text in en-US`,
		`{"a": {"zh-CN": "{0} 位", "en-US": "{0} of {1}"}}`: `"a" has the placeholders [{0} {1}] in en-US and [{0}] in zh-CN`,
		`{"a": {"zh-CN": "{1}", "en-US": "{0}"}}`:          `[{0}] in en-US and [{1}] in zh-CN`,
		`{"a": "one"}`:                                     "reading texts",
	} {
		_, err := i18n.Read([]byte(file))
		require.ErrorContains(t, err, want)
		require.Panics(t, func() { i18n.MustRead([]byte(file)) })
	}
}

func TestThingsHaveNames(t *testing.T) {
	t.Parallel()
	c := read(t, `{"kind.b": {"zh-CN": "乙", "en-US": "bee"}, "kind.a": {"zh-CN": "甲", "en-US": "ay"}, "kinds": {"zh-CN": "种类", "en-US": "Kinds"}}`)
	require.Equal(t, []string{"a", "b"}, c.Names("kind"))
	require.Equal(t, "bee", c.Name(i18n.English, "kind", "b"))
	require.Equal(t, "c", c.Name(i18n.English, "kind", "c"))
	more := c.With(read(t, `{"kind.a": {"zh-CN": "天", "en-US": "alpha"}}`))
	require.Equal(t, "alpha", more.Name(i18n.English, "kind", "a"))
	require.Equal(t, "ay", c.Name(i18n.English, "kind", "a"), "the catalogue itself is as it was")
}

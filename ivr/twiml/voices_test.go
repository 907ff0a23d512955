package twiml

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/twiml/grammar"
)

func TestVoicesWhoseLanguageWeNameExist(t *testing.T) {
	t.Parallel()
	say := grammar.Of("Say").Attributes
	knows := func(attribute, value string) bool {
		_, problem := grammar.CheckValue("Say", grammar.Attr{Name: attribute, Value: value})
		return problem == ""
	}
	for name, language := range pollyLanguages {
		require.True(t, knows("voice", "Polly."+name) || knows("voice", "Polly."+name+"-Neural"), name)
		require.True(t, knows("language", language), language)
	}
	for _, voice := range strings.Split(say["voice"], "|") {
		if google := googleVoice.FindStringSubmatch(voice); google != nil {
			require.Equal(t, google[1], voiceLanguage(voice))
		}
	}
}

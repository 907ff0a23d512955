package main

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// carriersWords are the names of a webhook's fields that decide what happens to a call.
var carriersWords = map[string]bool{
	"Digits": true, "FinishedOnKey": true, "SpeechResult": true, "CallStatus": true, "CallDuration": true,
	"DialCallStatus": true, "DialBridged": true, "DialCallDuration": true, "QueueResult": true, "QueueTime": true,
	"QueuePosition": true, "QueueSid": true, "RecordingUrl": true, "RecordingSid": true, "RecordingDuration": true,
}

// readers are the packages that may know them: the wire, the exchange that plays the
// carrier, and the importer of its flows.
var readers = []string{"ivr/twilio", "ivr/exchange", "menus/studio"}

func TestTheCarriersWordsAreReadInOnePlace(t *testing.T) {
	t.Parallel()
	read := 0
	for _, file := range sources(t, ".", true) {
		may := mayRead(file.path)
		ast.Inspect(file.syntax, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			word, _ := strconv.Unquote(lit.Value)
			if may && carriersWords[word] {
				read++
			}
			require.False(t, !may && carriersWords[word], "%s reads the carrier's word %q: read it in ivr/twilio", file.path, word)
			return true
		})
	}
	require.Greater(t, read, len(carriersWords), "the words are the carrier's")
}

func mayRead(path string) bool {
	for _, reader := range readers {
		if strings.HasPrefix(path, "../../"+reader+"/") {
			return true
		}
	}
	return false
}

package studio_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/menus/studio"
)

type object = map[string]any

// The parts of random flows.
var (
	widgetNames = rapid.SampledFrom([]string{"a", "B b", "c-1", "d", "e", "f", "no", "菜单", "1", "to_person", "nowhere", ""})
	widgetTypes = rapid.SampledFrom([]string{
		"trigger", "say-play", "gather-input-on-call", "gather-input-on-call", "split-based-on", "split-based-on", "connect-call-to", "enqueue-call",
		"send-to-flex", "record-voicemail", "send-message", "set-variables", "run-function", "make-http-request", "capture-payments", "call-recording", "",
	})
	events = rapid.SampledFrom([]string{
		"incomingCall", "incomingMessage", "audioComplete", "keypress", "speech", "timeout", "noMatch", "match", "match", "callCompleted", "callComplete",
		"failedToEnqueue", "recordingComplete", "noAudio", "hangup", "sent", "failed", "next", "success", "fail",
	})
	conditionTypes = rapid.SampledFrom([]string{"equal_to", "equal_to", "matches_any_of", "contains", "regex", "is_not_blank", "not_equal_to", "less_than", "is_before_time", "?"})
	looked         = rapid.SampledFrom([]string{
		"{{widgets.a.Digits}}", "{{widgets.a.SpeechResult}}", "{{widgets.B b.Digits}}", "{{widgets.c-1.parsed.open}}", "{{flow.variables.x}}",
		"{{widgets.d.DialCallStatus}}", "{{become}}", "{{trigger.call.From}}", "",
	})
	texts = rapid.SampledFrom([]string{
		"", "Press 1 for a, press 2 for b.", "Hello {{flow.variables.x}}", "按1购买，按2维修。", "{ \" # : - *", "<break/>", "true", "1", "2", "1,2,7", "0", "^[1-3]$", "open", "else", "12", "no-answer", "+12025550123", "15555550123, x",
	})
)

func randomWidget(name string) *rapid.Generator[object] {
	return rapid.Custom(func(t *rapid.T) object {
		var transitions []object
		for range rapid.IntRange(0, 5).Draw(t, "transitions") {
			transitions = append(transitions, object{
				"event": events.Draw(t, "event"), "next": widgetNames.Draw(t, "next"),
				"conditions": []object{{"type": conditionTypes.Draw(t, "type"), "value": texts.Draw(t, "value"), "arguments": []string{looked.Draw(t, "argument")}}},
			})
		}
		return object{
			"name": name, "type": widgetTypes.Draw(t, "type"), "transitions": transitions,
			"properties": object{
				"say": texts.Draw(t, "say"), "input": looked.Draw(t, "input"), "to": texts.Draw(t, "to"), "body": texts.Draw(t, "body"), "loop": rapid.IntRange(0, 1).Draw(t, "loop"),
				"number_of_digits": rapid.IntRange(0, 40).Draw(t, "digits"), "queue_name": texts.Draw(t, "queue"), "timeout": rapid.IntRange(0, 40).Draw(t, "timeout"),
				"variables": []object{{"key": "x", "value": texts.Draw(t, "variable")}},
			},
		}
	})
}

// Any flow becomes a menu that loads, and the same one each time.
func TestAnyFlowLoads(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		widgets := []object{{"name": "Trigger", "type": "trigger", "transitions": []object{{"event": "incomingCall", "next": "a"}}}}
		for _, name := range []string{"a", "B b", "c-1", "d", "e", "f", "no", "菜单", "1", "to_person"} {
			widgets = append(widgets, randomWidget(name).Draw(rt, name))
		}
		data, err := json.Marshal(object{"description": texts.Draw(rt, "description"), "initial_state": "Trigger", "states": widgets})
		require.NoError(rt, err)
		got, err := studio.Convert(data, rapid.SampledFrom([]string{"", "zh-CN", "en-US"}).Draw(rt, "language"))
		require.NoError(rt, err)
		loads(rt, got)
		again, err := studio.Convert(data, "")
		require.NoError(rt, err)
		require.Len(rt, again.Nodes, len(got.Nodes))
	})
}

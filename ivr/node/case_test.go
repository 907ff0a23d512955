package node_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

var numbered = ivr.Answered{Result: ivr.OK, Case: "12345678"}

func TestRequestOpensACase(t *testing.T) {
	t.Parallel()
	n := &node.Request{Case: ivr.CaseRefund, Department: "refunds"}
	c := at(t, n, missing, numbered).verified().left("opened")
	require.Contains(t, c.last.Effects, ivr.OpenCase{
		Number: "12345678", Kind: ivr.CaseRefund, Department: "refunds", Account: "10000001", Caller: "+8613800000001", Language: "zh-CN",
	})
	require.Equal(t, "12345678", c.state.Case)

	c = at(t, n, numbered).verified().left("already")
	require.Empty(t, c.last.Effects, "the first case stands")
	at(t, n, broken).verified().left("failed")
	at(t, n, missing, broken).verified().left("failed")
	at(t, n).starts().left("unverified")
}

func TestOnlyRefundsAndCancellationsAreAboutATransaction(t *testing.T) {
	t.Parallel()
	for kind, transaction := range map[ivr.CaseKind]ivr.Masked{
		ivr.CaseRefund: "20260001", ivr.CaseCancellation: "20260001", ivr.CaseStatement: "", ivr.CaseAccount: "",
	} {
		c := at(t, &node.Request{Case: kind, Department: "x"}, missing, numbered).as(func(call *ivr.Call) {
			call.Verified, call.Account = true, holder
			call.Values["transaction.id"] = ivr.Value{Type: ivr.LastDigits, Text: "20260001", Private: true}
		})
		require.Equal(t, transaction, c.asked[0].(ivr.FindCase).Transaction)
		require.Equal(t, transaction, c.last.Effects[0].(ivr.OpenCase).Transaction)
	}
}

func TestFraudNeedsNoProof(t *testing.T) {
	t.Parallel()
	c := at(t, &node.Request{Case: ivr.CaseFraud, Department: "fraud"}, numbered).starts().left("opened")
	require.Equal(t, ivr.CaseFraud, c.last.Effects[0].(ivr.OpenCase).Kind)
	require.Empty(t, c.last.Effects[0].(ivr.OpenCase).Account)
}

func TestFraudOnceACall(t *testing.T) {
	t.Parallel()
	c := at(t, &node.Request{Case: ivr.CaseFraud, Department: "fraud"}).as(func(call *ivr.Call) {
		call.Cases = map[ivr.CaseKind]string{ivr.CaseFraud: "87654321"}
	}).left("already")
	require.Equal(t, "87654321", c.state.Case)
	require.Empty(t, c.last.Effects)
}

func message() *node.Message {
	return &node.Message{Ask: text("speak"), Empty: text("nothing"), Department: "general"}
}

func TestMessageIsKept(t *testing.T) {
	t.Parallel()
	c := at(t, message(), numbered).starts()
	require.Equal(t, ivr.Record{Longest: 2 * time.Minute, Silence: 5 * time.Second}, c.last.Verbs[1])
	c.does(ivr.Recorded{URL: "https://api.twilio.com/RE1", Length: 9 * time.Second, Key: "#"}).left("done")
	require.Equal(t, []ivr.Effect{
		ivr.OpenCase{Number: "12345678", Kind: ivr.CaseMessage, Department: "general", Caller: "+8613800000001", Language: "zh-CN"},
		ivr.AddRecording{Number: "12345678", URL: "https://api.twilio.com/RE1", Length: 9},
	}, c.last.Effects)
	require.Equal(t, ivr.Message, c.state.Outcome)
}

func TestMessageCountsWhenTheCallerHangsUp(t *testing.T) {
	t.Parallel()
	c := at(t, message(), numbered).starts().does(ivr.Ended{Status: "completed"})
	c.does(ivr.Recorded{URL: "https://api.twilio.com/RE1", Length: 9 * time.Second, Key: "hangup"})
	require.Len(t, c.last.Effects, 2)
	require.Equal(t, []ivr.Verb{ivr.Hangup{}}, c.last.Verbs)
}

func TestEmptyMessageIsAskedOnceMore(t *testing.T) {
	t.Parallel()
	c := at(t, message(), numbered).starts().does(ivr.Recorded{})
	require.Equal(t, "nothing", c.hears())
	c.does(ivr.Recorded{}).left("empty")
	require.Empty(t, c.last.Effects, "no case for silence")
}

func TestMessageJoinsTheCallsOwnCase(t *testing.T) {
	t.Parallel()
	n := message()
	n.Attach = true
	c := at(t, n).as(func(call *ivr.Call) { call.Case = "87654321" })
	c.does(ivr.Recorded{URL: "u", Length: time.Second}).left("done")
	require.Equal(t, []ivr.Effect{ivr.AddRecording{Number: "87654321", URL: "u", Length: 1}}, c.last.Effects)
}

func TestCallbackOnceForANumber(t *testing.T) {
	t.Parallel()
	n := &node.Callback{Department: "general"}
	c := at(t, n, missing, numbered).starts().left("done")
	require.Equal(t, ivr.CaseCallback, c.last.Effects[0].(ivr.OpenCase).Kind)
	require.Equal(t, []ivr.Effect{ivr.AddDepartment{Number: "12345678", Department: "general"}},
		at(t, n, numbered).starts().left("done").last.Effects, "never two for one number")
	at(t, n).as(func(c *ivr.Call) { c.From = "" }).left("withheld")
	at(t, n, broken).starts().left("failed")
}

func TestSurvey(t *testing.T) {
	t.Parallel()
	n := &node.Survey{Ask: text("1 to 5?"), Department: "general"}
	c := at(t, n, numbered).starts().presses("4").left("done")
	require.Equal(t, 4, c.last.Effects[0].(ivr.OpenCase).Score)
	require.Contains(t, at(t, n).starts().presses("6").hears(), "<no_match> 1 to 5?")
	at(t, n).starts().silent().silent().silent().left("no_input")
	at(t, n).starts().presses("0").left("person")
}

func TestSMS(t *testing.T) {
	t.Parallel()
	n := &node.SMS{Text: text("case {case.number}")}
	withCase := func(from ivr.Masked) *call {
		return at(t, n).as(func(c *ivr.Call) {
			c.From = from
			c.Values["case.number"] = ivr.Value{Type: ivr.Digits, Text: "12345678"}
		})
	}
	c := withCase("+8613800000001").left("done")
	require.Equal(t, []ivr.Effect{ivr.SendText{To: "+8613800000001", Body: "case 12345678"}}, c.last.Effects)
	require.Contains(t, withCase("").left("done").hears(), "<text_unsent>")
}

func TestMessagesAreInTheAccountsLanguage(t *testing.T) {
	t.Parallel()
	n := &node.SMS{Text: ivr.Text{"zh-CN": "中文", "en-US": "English"}}
	body := func(change func(*ivr.Call)) string {
		return at(t, n).as(change).last.Effects[0].(ivr.SendText).Body.Reveal()
	}
	require.Equal(t, "中文", body(nil))
	require.Equal(t, "English", body(func(c *ivr.Call) { c.Account = holder }), "who calls from an account's number")
	require.Equal(t, "中文", body(func(c *ivr.Call) { c.Account, c.From = holder, "+8613900000009" }), "not for a number typed in alone")
	require.Equal(t, "English", body(func(c *ivr.Call) { c.Account, c.From, c.Verified = holder, "+8613900000009", true }))
}

func TestGuide(t *testing.T) {
	t.Parallel()
	n := &node.Guide{Steps: []ivr.Text{text("one"), text("two")}, SMS: text("one, two")}
	c := at(t, n).starts()
	require.Equal(t, "<guide_keys> one", c.hears())
	require.Equal(t, "two", c.silent().hears())
	require.Equal(t, "two", c.presses("*").hears())
	c.presses("1").left("done")

	c = at(t, n).starts().presses("2").left("done")
	require.Equal(t, []ivr.Effect{ivr.SendText{To: "+8613800000001", Body: "one, two"}}, c.last.Effects)
	at(t, n).starts().presses("7").presses("8").presses("9").left("no_match")
}

func TestCollect(t *testing.T) {
	t.Parallel()
	n := &node.Collect{Ask: text("number?"), Fuller: text("the number on the receipt?"), Into: "transaction.typed", Min: 6, Max: 20}
	c := at(t, n).starts()
	require.Equal(t, "#", c.gather().Finish)
	require.Contains(t, c.presses("123#").hears(), "<no_match> number?")
	require.Contains(t, c.presses("1*3456#").hears(), "the number on the receipt? <typed_keys>")
	c.presses("2026000001#").left("done")
	require.Equal(t, ivr.Masked("2026000001"), c.state.Values["transaction.typed"].Text)

	at(t, n).verified().left("done") // what is known is not asked again
	at(t, n).starts().presses("0#").left("person")
	at(t, n).starts().silent().silent().silent().left("no_input")
	require.Equal(t, "number?", at(t, n).starts().presses("*#").hears())
}

func TestBranchAndLanguageAndSay(t *testing.T) {
	t.Parallel()
	b := &node.Branch{Value: "period", Cases: map[string]string{"30d": "x"}}
	at(t, b).as(func(c *ivr.Call) { c.Values["period"] = ivr.Value{Text: "30d"} }).left("30d")
	at(t, b).starts().left("unset")
	at(t, b).as(func(c *ivr.Call) { c.Values["period"] = ivr.Value{Text: "7d"} }).left("else")
	require.NotEmpty(t, (&node.Branch{Value: "period", Cases: map[string]string{"back": "x"}}).Bind(env()))
	require.Equal(t, "en-US", at(t, &node.Language{}).starts().state.Language)
	require.Contains(t, at(t, &node.Say{Text: text("hello")}).starts().left("done").hears(), "hello")
}

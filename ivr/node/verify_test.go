package node_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

func verify() *node.Verify {
	return &node.Verify{AskPhone: text("phone?"), AskCode: text("code?"), Wrong: text("wrong"), Resent: text("resent")}
}

var (
	holder  = &ivr.Account{ID: "10000001", Phone: "+8613800000001", Language: "en-US"}
	ok      = ivr.Answered{Result: ivr.OK}
	hit     = ivr.Answered{Result: ivr.OK, Account: holder}
	broken  = ivr.Answered{Result: ivr.Broken}
	missing = ivr.Answered{Result: ivr.NotFound}
)

func (c *call) sent() (codes []ivr.SendCode) {
	for _, e := range c.last.Effects {
		if code, ok := e.(ivr.SendCode); ok {
			codes = append(codes, code)
		}
	}
	return codes
}

func TestVerifyKnownCaller(t *testing.T) {
	t.Parallel()
	c := at(t, verify(), hit, ok).starts()
	require.Equal(t, "code?", c.hears())
	require.Equal(t, []ivr.SendCode{{Account: "10000001", Phone: "+8613800000001", Language: "en-US"}}, c.sent())
	require.Equal(t, 6, c.gather().Digits)

	c.presses("482913").left("verified")
	require.True(t, c.state.Verified)
	require.Equal(t, ivr.CheckCode{Code: "482913", Phone: "+8613800000001"}, c.asked[1])
	require.Contains(t, c.last.Effects, ivr.RecordCodeAttempt{Phone: "+8613800000001", Right: true})
	require.Equal(t, "******", c.last.Events[0].Event.(ivr.Input).Digits.Reveal(), "the journal has no code")
}

func TestVerifyTypedNumber(t *testing.T) {
	t.Parallel()
	withheld := func(c *ivr.Call) { c.From = "" }
	known := at(t, verify(), hit).as(withheld)
	require.Equal(t, "phone?", known.hears())
	known.presses("13800000001#")
	require.Equal(t, ivr.CheckLock{Phones: []ivr.Masked{"+8613800000001", "+13800000001"}}, known.asked[0])
	require.Len(t, known.sent(), 1)

	unknown := at(t, verify(), ok, ivr.Answered{Result: ivr.Wrong, Left: 2}).as(withheld).presses("13900000009#")
	require.Equal(t, known.hears(), unknown.hears(), "the words do not tell who has an account")
	require.Empty(t, unknown.sent()[0].Account)
	require.Equal(t, "wrong code?", unknown.presses("123456").hears())
	require.Nil(t, unknown.state.Account)
}

func TestVerifyProvesNobodysAccountByAGuess(t *testing.T) {
	t.Parallel()
	c := at(t, verify(), ok, ok).as(func(c *ivr.Call) { c.From = "" }).presses("13900000009#").presses("123456")
	c.left("failed")
	require.False(t, c.state.Verified)
}

func TestVerifyUnknownCallerTypesANumber(t *testing.T) {
	t.Parallel()
	require.Equal(t, "phone?", at(t, verify(), ok).starts().hears())
}

func TestVerifyReadsNumbersAsTheyAreTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]ivr.Masked{
		"13800000001#": "+8613800000001", "8613800000001#": "+8613800000001", "02160000000#": "+862160000000",
		"0012125550100#": "+12125550100",
	} {
		c := at(t, verify(), ok).as(func(c *ivr.Call) { c.From = "" }).presses(typed)
		require.Equal(t, want, c.asked[0].(ivr.CheckLock).Phones[0], typed)
	}
}

func TestVerifyThreeWrongCodes(t *testing.T) {
	t.Parallel()
	wrong := func(left int) ivr.Answered { return ivr.Answered{Result: ivr.Wrong, Left: left} }
	c := at(t, verify(), hit, wrong(2), wrong(1), wrong(0)).starts()
	require.Equal(t, "wrong code?", c.presses("111111").hears())
	require.Contains(t, c.last.Effects, ivr.RecordCodeAttempt{Phone: "+8613800000001"})
	c.presses("222222").presses("333333").left("failed")
	require.False(t, c.state.Verified)
}

func TestVerifyOtherWaysOut(t *testing.T) {
	t.Parallel()
	at(t, verify(), ivr.Answered{Result: ivr.Locked}).starts().left("locked")
	at(t, verify(), broken).starts().left("unavailable")
	at(t, verify(), hit, broken).starts().presses("482913").left("unavailable")
	at(t, verify()).verified().left("verified")
	at(t, verify(), hit).starts().presses("0#").left("person")
	at(t, verify(), hit).starts().presses("000000").left("person")
	at(t, verify(), hit).starts().silent().silent().silent().left("no_input")
}

func TestVerifyANewCode(t *testing.T) {
	t.Parallel()
	c := at(t, verify(), hit, hit, ivr.Answered{Result: ivr.Expired}, hit, hit).starts()
	require.Equal(t, "resent code?", c.presses("1#").hears())
	require.Equal(t, "resent code?", c.presses("482913").hears(), "an expired code is sent anew")
	c.presses("1#").left("failed")
}

// A message takes its time: who asks for another at once is asked for the first.
func TestVerifySendsNoSecondCodeAtOnce(t *testing.T) {
	t.Parallel()
	early := ivr.Answered{Result: ivr.Early}
	c := at(t, verify(), hit, early, early, early).starts()
	require.Equal(t, "code?", c.presses("1#").hears())
	require.Empty(t, c.last.Effects)
	c.presses("1#").presses("1#").left("no_match")
}

// More codes than the limits allow are not sent within a call either.
func TestVerifyAsksTheLimitsBeforeEachCode(t *testing.T) {
	t.Parallel()
	c := at(t, verify(), hit, ivr.Answered{Result: ivr.Locked}).starts()
	c.presses("1#").left("locked")
	require.Empty(t, c.last.Effects)
}

func TestVerifyRepeatsAndGoesOn(t *testing.T) {
	t.Parallel()
	c := at(t, verify(), hit).starts()
	require.Equal(t, "code?", c.presses("*#").hears())
	require.Contains(t, c.presses("12#").hears(), "<no_match>", "too short is no wrong code")
	require.Contains(t, c.presses("9#").hears(), "<no_match>", "a slip of the finger asks for no new code")
	require.Empty(t, c.sent())
}

func TestVerifyLeadsCallerWhoseNumberIsOnSeveralAccountsToAPerson(t *testing.T) {
	t.Parallel()
	several := ivr.Answered{Result: ivr.Several}
	c := at(t, verify(), several).as(func(c *ivr.Call) { c.Account = holder })
	c.left("several")
	require.Empty(t, c.sent(), "no code goes out")
	require.Nil(t, c.state.Account)
	require.False(t, c.state.Verified)
}

func TestVerifyTreatsTypedNumberOfSeveralAccountsAsNobodys(t *testing.T) {
	t.Parallel()
	several := ivr.Answered{Result: ivr.Several}
	withheld := func(c *ivr.Call) { c.From = "" }
	unknown := at(t, verify(), ok, ok).as(withheld).presses("13900000009#")
	shared := at(t, verify(), several, ok).as(withheld).presses("13900000009#")
	require.Equal(t, unknown.hears(), shared.hears())
	require.Equal(t, unknown.sent(), shared.sent())
	shared.presses("123456").left("failed")
	require.False(t, shared.state.Verified, "a guess proves no account")
}

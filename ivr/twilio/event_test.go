package twilio_test

import (
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
)

const (
	call    = "CA0123456789abcdef0123456789abcdef"
	account = "AC0123456789abcdef0123456789abcdef"
	tape    = "/2010-04-01/Accounts/" + account + "/Recordings/RE0123456789abcdef0123456789abcdef"
)

// form parses "A=1&B=2" as a webhook's form.
func form(t testing.TB, encoded string) url.Values {
	t.Helper()
	values, err := url.ParseQuery(encoded)
	require.NoError(t, err)
	return values
}

func TestParse(t *testing.T) {
	t.Parallel()
	in := form(t, "AccountSid="+account+"&ApiVersion=2010-04-01&CallSid="+call+"&CallStatus=ringing&Direction=inbound"+
		"&From=%2B8610000000001&FromCity=&FromCountry=CN&To=%2B8610000000009&StirVerstat=x&Anything=new")
	got, err := twilio.Parse(in)
	require.NoError(t, err)
	require.Equal(t, twilio.Request{
		CallSid: call, AccountSid: account, To: "+8610000000009",
		Status: "ringing", Direction: "inbound", Form: in,
	}, got)
	require.EqualValues(t, "+8610000000001", got.From())
}

func TestParseNeedsACall(t *testing.T) {
	t.Parallel()
	for _, sid := range []string{"", "CA123", call + "0", strings.ToLower(call), "CA" + strings.Repeat("g", 32), call + "\n", "../" + call} {
		_, err := twilio.Parse(url.Values{"CallSid": {sid}})
		require.ErrorIs(t, err, twilio.ErrCallSid, sid)
	}
}

func TestACallerWithoutANumber(t *testing.T) {
	t.Parallel()
	for _, from := range []string{
		"", "anonymous", "Anonymous", "unknown", "Restricted", "+266696687", "+7378742833", "+86282452253", "+8656696",
		"client:alice", "sip:alice@hotline.example", "8610000000001", " 8610000000001", "+0100000000", "+86", "+861000000000000000",
		"+8610000000001;x", "+86100000'0001",
	} {
		got, err := twilio.Parse(url.Values{"CallSid": {call}, "From": {from}, "To": {from}})
		require.NoError(t, err)
		require.Empty(t, got.From().Reveal(), from)
		require.Empty(t, got.To.Reveal(), from)
	}
}

func TestCallersNumberIsReadAsItIsDialledInTheHotlinesCountry(t *testing.T) {
	t.Parallel()
	const mobile, landline, abroad = "+8613800000001", "+862160000000", "+12125550100"
	for from, want := range map[string]string{
		mobile: mobile, "8613800000001": mobile, "13800000001": mobile, "013800000001": mobile, "008613800000001": mobile,
		"sip:+8613800000001@carrier.example": mobile, "sip:13800000001@192.0.2.1:5060;user=phone": mobile,
		"sips:008613800000001@carrier.example": mobile, "tel:+8613800000001;phone-context=x": mobile,
		"02160000000": landline, "862160000000": landline, abroad: abroad, "0012125550100": abroad,
		"sip:+12125550100@carrier.example": abroad,

		"sip:1001@office.example": "", "sip:alice@office.example": "", "sip:@office.example": "", "sip:+266696687@carrier.example": "",
		"client:13800000001": "", "110": "", "00000000000": "", "99999999999999999": "",
		"+9991234567": "", "+8613800000001234": "", "+1212555": "", "+86138000000": "+86138000000",
	} {
		got, err := twilio.Parse(url.Values{"CallSid": {call}, "From": {from}, "To": {"+862112345678"}})
		require.NoError(t, err)
		require.Equal(t, want, got.From().Reveal(), from)
	}
	got, err := twilio.Parse(url.Values{"CallSid": {call}, "From": {"2125550100"}, "To": {"+12125550199"}})
	require.NoError(t, err)
	require.EqualValues(t, abroad, got.From())
}

func TestEvent(t *testing.T) {
	t.Parallel()
	const api = "https://api.twilio.com" + tape
	for _, c := range []struct {
		name, form string
		want       ivr.Event
	}{
		{"a captured key", "Digits=3&FinishedOnKey=&msg=Gather+End", ivr.Input{Digits: "3"}},
		{"digits and a finish key", "Digits=123456&FinishedOnKey=%23", ivr.Input{Digits: "123456", Finish: "#"}},
		{"a lone pound", "Digits=&FinishedOnKey=%23", ivr.Input{Finish: "#"}},
		{"silence", "Digits=&FinishedOnKey=&msg=Gather+End", ivr.Input{}},
		{"a redirect", "", ivr.Input{}},
		{"speech", "SpeechResult=查退款。&Confidence=0.87", ivr.Input{Speech: "查退款。", Confidence: 0.87}},
		{"speech without confidence", "SpeechResult=hello", ivr.Input{Speech: "hello"}},
		{"a strange confidence", "SpeechResult=a&Confidence=NaN", ivr.Input{Speech: "a"}},
		{"too sure", "SpeechResult=a&Confidence=Inf", ivr.Input{Speech: "a", Confidence: 1}},
		{"less than unsure", "SpeechResult=a&Confidence=-1", ivr.Input{Speech: "a"}},
		{"speech with controls", "SpeechResult=+a%00%1B%0Ab%FF%E2%80%AE+", ivr.Input{Speech: "a b"}},
		{"what is no key", "Digits=1+drop", ivr.Input{Digits: "D"}},
		{"full-width digits", "Digits=１", ivr.Input{Digits: "D"}},
		{"too many keys", "Digits=" + strings.Repeat("1", 65), ivr.Input{Digits: "D"}},
		{"two finish keys", "Digits=1&FinishedOnKey=%23%23", ivr.Input{Digits: "1"}},
		{"bridged", "QueueResult=bridged&QueueTime=61&QueueSid=QU1", ivr.QueueLeft{Result: ivr.Bridged, Waited: 61 * time.Second}},
		{"taken at this moment", "QueueResult=bridging-in-process", ivr.QueueLeft{Result: ivr.Bridged}},
		{"moved out of a talk", "QueueResult=redirected-from-bridged", ivr.QueueLeft{Result: ivr.Redirected}},
		{"the carrier fails", "QueueResult=system-error", ivr.QueueLeft{Result: ivr.QueueFailed}},
		{"queue full", "QueueResult=queue-full", ivr.QueueLeft{Result: ivr.QueueFull}},
		{"hung up while waiting", "QueueResult=hangup&QueueTime=-5", ivr.QueueLeft{Result: ivr.HungUp}},
		{"a result that is none", "QueueResult=<b>&QueueTime=1e9", ivr.QueueLeft{Result: ivr.QueueFailed}},
		{"an endless wait", "QueueResult=leave&QueueTime=999999999", ivr.QueueLeft{Result: ivr.LeftQueue, Waited: 24 * time.Hour}},
		{"dialled", "DialCallStatus=completed&DialCallDuration=30", ivr.Dialed{Status: "completed", Bridged: true, Talked: 30 * time.Second}},
		{"declined in the whisper", "DialCallStatus=completed&DialBridged=false", ivr.Dialed{Status: "completed"}},
		{"bridged, says Twilio", "DialCallStatus=completed&DialBridged=True", ivr.Dialed{Status: "completed", Bridged: true}},
		{"a conference", "DialCallStatus=answered", ivr.Dialed{Status: "answered", Bridged: true}},
		{"busy", "DialCallStatus=busy&DialBridged=", ivr.Dialed{Status: "busy"}},
		{"a dial that was recorded", "DialCallStatus=no-answer&RecordingUrl=" + api, ivr.Dialed{Status: "no-answer"}},
		{"a status that is none", "DialCallStatus=", ivr.Dialed{Status: "failed"}},
		{"a message", "RecordingUrl=" + api + "&RecordingDuration=12&Digits=%23", ivr.Recorded{URL: api, Length: 12 * time.Second, Key: "#"}},
		{"a message and a hangup", "RecordingUrl=" + api + ".wav&RecordingDuration=2&Digits=hangup", ivr.Recorded{URL: api + ".wav", Length: 2 * time.Second, Key: "hangup"}},
		{"a message of nothing", "RecordingDuration=0", ivr.Recorded{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, twilio.Event(form(t, c.form), twilio.Recordings{}))
		})
	}
}

// A recording is fetched with the account's token, so its address must be one we accept.
func TestARecordingElsewhereIsDropped(t *testing.T) {
	t.Parallel()
	kept := map[string]bool{
		"https://api.twilio.com" + tape:                 true,
		"http://127.0.0.1:9999" + tape:                  true, // the operator's own TWILIO_API_URL
		"http://api.twilio.com" + tape:                  false,
		"https://api.twilio.com.evil.example" + tape:    false,
		"https://evil.example" + tape:                   false,
		"https://api.twilio.com@evil.example" + tape:    false,
		"https://user@api.twilio.com" + tape:            false,
		"https://169.254.169.254/latest/Recordings/RE1": false,
		"http://127.0.0.1" + tape:                       false,
		"https://api.twilio.com/2010-04-01/Accounts":    false,
		"https://api.twilio.com/../Recordings/RE1%2f..": false,
		"https://api.twilio.com" + tape + "?to=x":       false,
		"https://api.twilio.com" + tape + "#x":          false,
		"file:///etc/Recordings/RE1":                    false,
		"//api.twilio.com" + tape:                       false,
		"https://api.twilio.com\\@evil.example" + tape:  false,
		"https://api.twilio.com:8443" + tape:            false,
		"gopher://127.0.0.1:9999" + tape:                false,
		"":                                              false,
	}
	for link, keep := range kept {
		in := url.Values{"RecordingUrl": {link}, "RecordingDuration": {"3"}}
		got, ok := twilio.Event(in, twilio.Recordings{Hosts: []string{"127.0.0.1:9999"}}).(ivr.Recorded)
		require.True(t, ok)
		require.Equal(t, keep, got.URL != "", link)
		require.Equal(t, keep, got.Length == 3*time.Second, "without an address it is not recorded: %s", link)
	}
}

func TestKeyEndedWait(t *testing.T) {
	t.Parallel()
	require.Equal(t, ivr.WaitKey{Digits: "1"}, twilio.Key(form(t, "Digits=1&QueueTime=3")))
	require.Equal(t, ivr.WaitKey{}, twilio.Key(twilio.Form{}))
	require.Equal(t, ivr.Ended{Status: "completed", Lasted: time.Minute}, twilio.Ended(form(t, "CallStatus=completed&CallDuration=60")))
	require.Equal(t, ivr.Ended{Status: "no-answer"}, twilio.Ended(form(t, "CallStatus=no-answer")))
	require.Equal(t, ivr.Wait{Position: 2, Waited: 30 * time.Second},
		twilio.Wait(form(t, "QueuePosition=2&QueueTime=30&AvgQueueTime=60&CurrentQueueSize=3&MaxQueueSize=1000")))
	require.Equal(t, ivr.Wait{}, twilio.Wait(form(t, "QueuePosition=-2&QueueTime=x&CurrentQueueSize=9999999999999999999999")))
}

func FuzzEvent(f *testing.F) {
	f.Add("Digits=1&FinishedOnKey=%23&Confidence=0.5")
	f.Add("SpeechResult=%E8%AF%88%E9%AA%97&RecordingUrl=https://api.twilio.com" + tape)
	f.Add("DialCallStatus=completed&DialBridged=true&QueueResult=x")
	f.Fuzz(func(t *testing.T, encoded string) {
		in, _ := url.ParseQuery(encoded)
		switch e := twilio.Event(in, twilio.Recordings{}).(type) {
		case ivr.Input:
			require.Regexp(t, `^[0-9*#A-D]{0,64}$`, e.Digits.Reveal())
			require.True(t, e.Confidence >= 0 && e.Confidence <= 1)
			require.LessOrEqual(t, utf8.RuneCountInString(e.Speech.Reveal()), 500)
			require.True(t, utf8.ValidString(e.Speech.Reveal()))
		case ivr.Recorded:
			require.True(t, e.URL == "" || strings.HasPrefix(e.URL, "https://api.twilio.com/"))
		case ivr.Dialed:
			require.Regexp(t, `^[a-z-]{1,32}$`, e.Status)
		case ivr.QueueLeft:
			require.True(t, e.Waited >= 0 && e.Waited <= 24*time.Hour)
		}
		if r, err := twilio.Parse(in); err == nil {
			require.Regexp(t, `^(\+[0-9]{7,15})?$`, r.From().Reveal())
		}
		require.GreaterOrEqual(t, twilio.Wait(in).Position, 0)
	})
}

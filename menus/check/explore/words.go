package explore

import (
	"regexp"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
)

// These functions read texts by their words, in Mandarin and in English. A menu in other languages only
// gets the benefit of the doubt.

var (
	endWords = regexp.MustCompile(`(?i)结束|再见|挂断|挂机|挂掉|退出|离开|没有了|没了|没事了|没有别的|没别的|没有其他|没其他|没有问题了|没问题了|不用了|不需要|不必了|不了|就这些|就这样|完成|完毕|办完|` +
		`\bend\b|\bends\b|good-?bye|\bbye\b|hang(ing)? up|\bfinish|that.?s (all|it)|that is (all|it)|that will be all|all done|nothing (else|more)|no(thing)?,? thank|\bno thanks|\bno more|\bexit\b|\bquit\b|\bdone\b|\bleave the call|\bclose the call|\bdisconnect`)
	accountWords  = regexp.MustCompile(`(?i)账户|帐户|账号|帐号|户头|会员|客户|注册|用户|尊敬的|\baccount|\bcustomer|\bmember|registered|\bclient\b|\buser\b`)
	languageKnown = func(l string) bool { return strings.HasPrefix(l, "zh") || strings.HasPrefix(l, "en") }
)

// EndsCall reports whether a choice's text says that it ends the call.
func EndsCall(text ivr.Text) bool {
	known := false
	for _, l := range inOrder(text) {
		known = known || languageKnown(l)
		if endWords.MatchString(text[l]) {
			return true
		}
	}
	return !known
}

// SaysHow reports whether a text says how to go on: to call again, or whom to call.
func SaysHow(text string) bool { return holds(text, howWords) }

// howWords say how to go on, in lower case.
var howWords = []string{
	"再打", "再来电", "再次来电", "再拨", "再试", "再联系", "重新拨打", "随时来电", "随时打", "拨打", "请拨", "打电话", "稍后", "晚点", "过一会", "报警", "110",
	"call again", "call us", "call back", "again later", "back later", "try again", "once more", "call the police", "dial ", "phone us", "ring us", "write to us", "email us", "e-mail us",
}

// holds reports whether a text contains one of some lower-case words.
func holds(text string, words []string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// SpeaksOfAccount reports whether a text speaks of the caller's account.
func SpeaksOfAccount(text string) bool { return accountWords.MatchString(text) }

// Asked is a set of secrets that a text asks the caller for.
type Asked uint8

// The secrets that may be asked for.
const (
	AskedCard     Asked = 1 << iota // the number of a card
	AskedPIN                        // a PIN, or the code on a card
	AskedCode                       // a one-time code
	AskedIdentity                   // the number of an identity card
	AskedPassword
)

// A text asks for a secret if a verb comes before the secret thing within one clause, with no other
// thing between them.
var (
	clauses  = regexp.MustCompile(`[，。；！？、,;!?.：:\n]`)
	verbs    = `(?i)(输入|键入|录入|按下|说出|说一下|说一说|报出|报一下|告诉|提供|留下|告知|请说|请报|请按|\benter\b|\btype\b|\bkey in\b|\btell\b|\bsay\b|\bgive\b|\binput\b|\bprovide\b|\bstate\b|\bpunch in\b|\bread out\b|\bleave\b|\bwhat is\b|\bwhat's\b)`
	negative = regexp.MustCompile(`(?i)不|别|勿|无需|没有|\bnot\b|n't|\bnever\b|\bno\b|\bwithout\b|\binstead of\b`)
	other    = regexp.MustCompile(`(?i)手机号|电话|编号|单号|账号|\bphone|\btelephone|transaction|case number|\bextension|\border|reset|重置|找回|修改|忘记|forg[oe]t|change`)
	fewer    = regexp.MustCompile(`(?i)后四位|末四位|后4位|末4位|最后四位|后六位|末尾|后几位|last (four|4|six|6)`)
	secrets  = []struct {
		what Asked
		word *regexp.Regexp
	}{
		{AskedPassword, regexp.MustCompile(`(?i)密码|口令|\bpassword|\bpasscode|\bpass code|\bpass-?word`)},
		{AskedPIN, regexp.MustCompile(`(?i)安全码|\bPINs?\b|\bPIN码|\bCVV2?\b|\bCVC2?\b|CVN|security code|card verification`)},
		{AskedCode, regexp.MustCompile(`(?i)验证码|校验码|动态码|确认码|短信码|verification code|one-time (code|password)|\bOTP\b|\bSMS code|code (that )?we (have )?(just )?(sent|texted)|code (you|in the)`)},
		{AskedCard, regexp.MustCompile(`(?i)卡号|银行卡|信用卡|借记卡|card number|card no\b|number (of|on) (your|the) (bank |credit |debit )?card|(bank|credit|debit) card|card's number|long number`)},
		{AskedIdentity, regexp.MustCompile(`(?i)身份证|证件号|identity (card|number)|\bID (card|number)|passport|social security`)},
	}
	asking = regexp.MustCompile(verbs)
)

// secretHints are lower-case fragments, one of which occurs in every text that asks for a secret.
var secretHints = []string{"密码", "口令", "码", "卡", "身份", "证件", "pass", "pin", "cvv", "cvc", "cvn", "code", "otp", "card", "identity", "id ", "long number", "social security"}

// AskedIn returns the secrets that a text asks the caller for. A text that warns against giving a
// secret, or asks for its last digits, does not ask for it.
func AskedIn(text string) Asked {
	var asked Asked
	if !holds(text, secretHints) {
		return 0
	}
	for _, clause := range clauses.Split(text, -1) {
		verb := asking.FindStringIndex(clause)
		if verb == nil || negative.MatchString(clause[:verb[1]]) || fewer.MatchString(clause) {
			continue
		}
		after := clause[verb[1]:]
		for _, s := range secrets {
			at := s.word.FindStringIndex(after)
			if at != nil && !other.MatchString(after[:at[0]]) && !negative.MatchString(after[:at[0]]) {
				asked |= s.what
			}
		}
	}
	return asked
}

package node

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// Verify has the caller prove that an account is theirs.
type Verify struct {
	AskPhone ivr.Text `yaml:"ask_phone" doc:"asks for the account's phone number, of callers whose own number has no account"`
	AskCode  ivr.Text `yaml:"ask_code" doc:"says that a code was sent and asks for it; the same words whether the number has an account or not"`
	Wrong    ivr.Text `yaml:"wrong" doc:"after a wrong code, before it is asked for again"`
	Resent   ivr.Text `yaml:"resent" doc:"when a new code was sent: the old one expired, or the caller pressed 1# half a minute or more after it was sent (two minutes after a second)"`
	patience `yaml:",inline"`
}

const (
	stageLock  = "lock"  // checking the lock of State.Held
	stagePhone = "phone" // listening for a phone number
	stageCode  = "code"  // listening for the code sent for State.Held
	stageCheck = "check" // checking the code

	codeLength  = 6
	codeTimeout = 15 * time.Second // an SMS takes its time
	maxSent     = 3                // codes a caller may be sent in one call
	neverSent   = "099999"         // no code begins with 0
	resend      = "1"              // 1# asks for a new code
)

func init() {
	register(Kind{
		Name:  "verify",
		Title: ivr.Text{"zh-CN": "核对身份", "en-US": "proves account"},
		Words: map[string]ivr.Text{
			"exit.locked":       {"zh-CN": "已锁定", "en-US": "locked"},
			"exit.several":      {"zh-CN": "不止一个账户", "en-US": "several accounts"},
			"exit.unavailable":  {"zh-CN": "查询不了", "en-US": "unavailable"},
			"exit.verified":     {"zh-CN": "身份核对通过", "en-US": "proved"},
			"setting.ask_code":  {"zh-CN": "询问验证码", "en-US": "asks for the code"},
			"setting.ask_phone": {"zh-CN": "询问手机号", "en-US": "asks for the number"},
			"setting.resent":    {"zh-CN": "重发验证码", "en-US": "when a new code was sent"},
		},
		Group: LooksUp,
		Doc:   "Has the caller prove that an account is theirs: the account is found by the caller's number, or by the account's phone number typed in, and proved by a six-digit code sent by SMS to the number on file. A caller who is verified passes at once. No password is ever asked for.",
		Example: `
verify:
  ask_phone: { zh-CN: 请输入账户的手机号，按井号键结束。, en-US: Please enter the phone number of your account and press pound. }
  ask_code: { zh-CN: 请输入短信里的六位验证码。, en-US: Please enter the six-digit verification code from the message. }
  wrong: { zh-CN: 验证码不对。, en-US: That code is not right. }
  resent: { zh-CN: 新的验证码已发送。, en-US: A new code is on its way. }
on: { verified: goodbye, failed: goodbye, locked: goodbye, unavailable: goodbye }`,
		New:      func() ivr.Node { return &Verify{} },
		Defaults: map[string]string{"timeout": typingTimeout.String() + " / " + codeTimeout.String()},
		Uses:     []Fact{OfNumber, OfAccount, OfVerified},
		Exits:    append(verifyExits(), listening()...),
		Detours:  []string{"failed", "locked", "unavailable", "several"},
		// A caller whose number is on several accounts is led to a person by every menu.
		Otherwise: map[string]string{"several": "unavailable"},
	})
}

func verifyExits() []Exit {
	return []Exit{
		{"verified", "the account is the caller's"},
		{"failed", "three wrong codes, or too many codes asked for"},
		{"locked", "too many wrong codes before; nothing was asked"},
		{"unavailable", "the look-up failed"},
		{"several", "the caller's number is on more than one account, so it cannot say which is theirs; nothing was asked"},
	}
}

// Exits implements [ivr.Node].
func (*Verify) Exits() []string { return exitNames(append(verifyExits(), listening()...)) }

// Discreet implements [ivr.Discreet]: a code is secret.
func (*Verify) Discreet(s ivr.State) bool { return s.Stage == stageCode }

// Inputs implements [Playable].
func (n *Verify) Inputs(s ivr.State, tries int) []Input {
	list := n.digits(tries)
	if s.Stage == stagePhone {
		return append(list, pressing("13800000001#", "", ""))
	}
	wrong := Act{Do: Press, Keys: neverSent, Means: "a wrong code"}
	return append(list, Input{[]Act{{Do: Prove}}, "verified"}, Input{repeated(wrong, 3), "failed"})
}

// Handle implements [ivr.Node].
func (n *Verify) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	switch e := e.(type) {
	case ivr.Input:
		return n.input(t, e)
	case ivr.Answered:
		if t.Call.State.Stage == stageCheck {
			return n.checked(t, e)
		}
		return n.found(t, e)
	}
	switch {
	case t.Call.Verified:
		return ivr.Go{Exit: "verified"}
	case t.Call.From == "":
		return n.askPhone(t)
	}
	t.Call.State.Stage = stageLock
	return n.find(t, t.Call.From)
}

func (n *Verify) find(t *ivr.Turn, phones ...ivr.Masked) ivr.Move {
	t.Call.State.Held = phones[0]
	return ivr.Ask{Query: ivr.CheckLock{Phones: phones}}
}

// found takes the account of the caller's number (stage lock), or of the
// number typed (stage phone), which may be nobody's: the words are the same. A
// typed number that is on several accounts is treated as nobody's, so that
// typing numbers does not find out which of them are on file.
func (n *Verify) found(t *ivr.Turn, a ivr.Answered) ivr.Move {
	switch {
	case a.Result == ivr.Locked:
		return ivr.Go{Exit: "locked"}
	case a.Result == ivr.Early:
		return n.onItsWay(t)
	case a.Result == ivr.Several && t.Call.State.Stage == stageLock:
		t.Call.Account = nil
		return ivr.Go{Exit: "several"}
	case a.Result != ivr.OK && a.Result != ivr.Several:
		return ivr.Go{Exit: "unavailable"}
	case a.Account == nil && t.Call.State.Stage == stageLock:
		return n.askPhone(t)
	}
	t.Call.Account = a.Account
	if a.Account != nil {
		t.Call.State.Held = a.Account.Phone
	}
	return n.send(t)
}

func (n *Verify) askPhone(t *ivr.Turn) ivr.Move {
	t.Call.State.Stage = stagePhone
	return ivr.Listen{Verb: n.listen(t, say(t, n.AskPhone, nil))}
}

// send wants a code sent and asks for it.
func (n *Verify) send(t *ivr.Turn) ivr.Move {
	s := &t.Call.State
	if s.Item++; s.Item > maxSent {
		return ivr.Go{Exit: "failed"}
	}
	code := ivr.SendCode{Phone: s.Held, Language: t.Call.Language}
	if t.Call.Account != nil {
		code.Account, code.Language = t.Call.Account.ID, t.Call.Account.Language
	}
	t.Want(code)
	s.Stage, s.Silences, s.Misses = stageCode, 0, 0
	if s.Item > 1 {
		t.Do(say(t, n.Resent, nil))
	}
	return ivr.Listen{Verb: n.listen(t, say(t, n.AskCode, nil))}
}

func (n *Verify) listen(t *ivr.Turn, prompt ...ivr.Verb) ivr.Gather {
	if t.Call.State.Stage == stagePhone {
		return typed(0, n.timeout(typingTimeout), prompt...)
	}
	return typed(codeLength, n.timeout(codeTimeout), prompt...)
}

func (n *Verify) input(t *ivr.Turn, in ivr.Input) ivr.Move {
	if move := commonTyped(in); move != nil {
		return move
	}
	if in.Silent() {
		return n.retry(t, n.silent(t), "no_input")
	}
	if t.Call.State.Stage == stagePhone {
		return n.phone(t, in.Digits.Reveal())
	}
	return n.code(t, in)
}

func (n *Verify) phone(t *ivr.Turn, digits string) ivr.Move {
	if len(digits) < 7 || len(digits) > 17 || !numeric(digits) {
		return n.retry(t, n.missed(t), "no_match")
	}
	return n.find(t, phones(digits, t.Tree.Country)...)
}

func (n *Verify) code(t *ivr.Turn, in ivr.Input) ivr.Move {
	digits := in.Digits.Reveal()
	if digits == resend {
		return n.sendAgain(t)
	}
	if len(digits) != codeLength {
		return n.retry(t, n.missed(t), "no_match")
	}
	t.Call.State.Stage = stageCheck
	return ivr.Ask{Query: ivr.CheckCode{Code: ivr.Secret(digits), Phone: t.Call.State.Held}}
}

func (n *Verify) checked(t *ivr.Turn, a ivr.Answered) ivr.Move {
	phone := t.Call.State.Held
	if a.Result == ivr.OK && t.Call.Account == nil { // guessed, for a number that has no account
		a.Result = ivr.Wrong
	}
	switch a.Result {
	case ivr.OK:
		t.Want(ivr.RecordCodeAttempt{Phone: phone, Right: true})
		t.Call.Verified = true
		return ivr.Go{Exit: "verified"}
	case ivr.Wrong:
		t.Want(ivr.RecordCodeAttempt{Phone: phone})
		if a.Left <= 0 {
			return ivr.Go{Exit: "failed"}
		}
		t.Call.State.Stage = stageCode
		return ivr.Listen{Verb: n.listen(t, say(t, n.Wrong, nil), say(t, n.AskCode, nil))}
	case ivr.Expired:
		return n.sendAgain(t)
	case ivr.Locked:
		return ivr.Go{Exit: "locked"}
	}
	return ivr.Go{Exit: "unavailable"}
}

// sendAgain wants another code, if the last has had time to arrive and no more than the
// limits allow were sent.
func (n *Verify) sendAgain(t *ivr.Turn) ivr.Move {
	t.Call.State.Stage = stageCode
	return ivr.Ask{Query: ivr.CheckLock{Phones: []ivr.Masked{t.Call.State.Held}, Again: true}}
}

// onItsWay asks for the code that was sent already.
func (n *Verify) onItsWay(t *ivr.Turn) ivr.Move {
	if end := n.missed(t); end != nil {
		return end
	}
	return ivr.Listen{Verb: n.listen(t, say(t, n.AskCode, nil)), Reprompt: true}
}

func (n *Verify) retry(t *ivr.Turn, end ivr.Move, sorry string) ivr.Move {
	if end != nil {
		return end
	}
	ask := n.AskCode
	if t.Call.State.Stage == stagePhone {
		ask = n.AskPhone
	}
	prompt := []ivr.Verb{phrase(t, sorry, nil), say(t, ask, nil)}
	if failures(t) > 1 {
		prompt = append(prompt, phrase(t, "typed_keys", nil))
	}
	return ivr.Listen{Verb: n.listen(t, prompt...), Reprompt: true}
}

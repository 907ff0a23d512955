package draft_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/cmd/hotline/scenario/draft"
	"github.com/okpay/hotline/cmd/hotline/scenario/run"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/starter"
)

// refunds are nodes that ask the ledger and the cases of a customer, and open a case.
const refunds = `
nodes:
  proof:
    verify:
      ask_phone: { zh-CN: 请输入手机号，按井号键结束。, en-US: Please enter your phone number and press pound. }
      ask_code: { zh-CN: 请输入短信里的六位验证码。, en-US: Please enter the code from the text message. }
      wrong: { zh-CN: 验证码不对。, en-US: That did not match. }
      resent: { zh-CN: 新的验证码发出了。, en-US: A new one is on its way. }
    on: { verified: number, failed: anything_else, locked: locked_out, unavailable: anything_else, several: anything_else }
  locked_out:
    say: { text: { zh-CN: 试得太多了。, en-US: That were too many tries. } }
    go: anything_else
  number:
    collect:
      ask: { zh-CN: 请输入交易编号，按井号键结束。, en-US: Please enter the transaction number and press pound. }
      into: transaction.typed
      min: 6
      max: 20
    go: refund
  refund:
    lookup: { find: refund, from: transaction.typed, calendar: CN }
    on: { found: told, overdue: late, requested: before, none: sure, missing: missing, failed: anything_else, unverified: anything_else }
  told:
    say: { text: { zh-CN: "退款{refund.status}。", en-US: "Your refund is {refund.status}." } }
    go: anything_else
  late:
    say: { text: { zh-CN: 退款迟到了。, en-US: Your refund is late. } }
    go: anything_else
  missing:
    say: { text: { zh-CN: 没有这笔交易。, en-US: There is no such transaction. } }
    go: anything_else
  before:
    say: { text: { zh-CN: "申请过了，编号{case.number}。", en-US: "You have asked already, {case.number}." } }
    go: anything_else
  sure:
    menu:
      choices:
        - { for: { zh-CN: 申请退款, en-US: to ask for it }, go: again }
        - { for: { zh-CN: 不申请, en-US: not to }, go: anything_else }
  again:
    lookup: { find: transaction, from: transaction.id }
    on: { found: request, missing: gone, failed: unsure, unverified: anything_else }
  gone:
    say: { text: { zh-CN: 这笔交易不见了。, en-US: It is gone. } }
    go: anything_else
  unsure:
    say: { text: { zh-CN: 现在查不到。, en-US: I cannot look it up now. } }
    go: anything_else
  request:
    request: { case: refund, department: general }
    on: { opened: opened, already: before, failed: unsure, unverified: anything_else }
  opened:
    say: { text: { zh-CN: "编号是{case.number}。", en-US: "The number is {case.number}." } }
    go: anything_else
`

// terms returns a word for every value of a transaction and a refund.
func terms() string {
	var b strings.Builder
	b.WriteString("terms:\n")
	for of, values := range map[string]string{
		"refund.status":      "approved in_review paid rejected submitted",
		"transaction.status": "cancelled completed failed pending refunded",
		"transaction.type":   "payment topup transfer withdrawal",
	} {
		for value := range strings.FieldsSeq(values) {
			fmt.Fprintf(&b, "  %s.%s: { zh-CN: %[2]s, en-US: %[2]s }\n", of, value)
		}
	}
	return b.String()
}

// refundMenu is the starter's menu, in which key 3 of the main menu leads to the refunds.
func refundMenu(t *testing.T) *menus.Menu {
	t.Helper()
	files := menutest.Files(t, starter.FS, fstest.MapFS{"refunds.yaml": {Data: []byte(refunds + terms())}})
	return menutest.Load(t, menutest.ReplaceIn(t, files,
		menus.Main, "  - people.yaml\n", "  - people.yaml\n  - refunds.yaml\n",
		menus.Main, "          go: to_person\n      also:", "          go: to_person\n        - { for: { zh-CN: 退款, en-US: a refund }, go: proof }\n      also:"))
}

var morning = time.Date(2026, time.March, 2, 2, 0, 0, 0, time.UTC)

// What an exit needs of the ledger, of earlier calls and of what fails, its draft says.
func TestDraftsSayWhatTheirExitsNeed(t *testing.T) {
	t.Parallel()
	menu := refundMenu(t)
	player := run.New(service.Config{Number: demo.Number, Fallback: []string{demo.Agents()[0].Number.Reveal()}}, menu, morning)
	wanted := map[check.Exit][]string{
		{Node: "refund", Name: "found"}:       {"20261001#"},
		{Node: "refund", Name: "overdue"}:     {"20261006#"},
		{Node: "refund", Name: "none"}:        {"20261007#"},
		{Node: "refund", Name: "missing"}:     nil,
		{Node: "refund", Name: "requested"}:   {"call again"},
		{Node: "again", Name: "missing"}:      {"gone: "},
		{Node: "again", Name: "failed"}:       {"lookups"},
		{Node: "request", Name: "opened"}:     nil,
		{Node: "request", Name: "failed"}:     {"cases"},
		{Node: "proof", Name: "locked"}:       {"call again", "00000"},
		{Node: "proof", Name: "unavailable"}:  {"lookups"},
		{Node: "general_queue", Name: "full"}: {"waiting: "},
	}
	var unmet []run.Unmet
	for _, exit := range run.ExitsOf(menu) {
		if _, asked := wanted[exit.Exit]; asked {
			unmet = append(unmet, exit)
		}
	}
	drafts, missed := player.Draft(t.Context(), check.ExitsOf(menu, morning), unmet)
	require.Empty(t, missed)
	for _, one := range drafts {
		text := draft.YAML([]draft.Draft{one})
		calls, err := scenario.Parse("drafts.yaml", []byte(text))
		require.NoError(t, err)
		result := player.Play(t.Context(), calls[0])
		require.True(t, result.Passes(), result.Text())
		for _, exit := range one.Meets {
			require.Contains(t, exitsOf(result), exit)
			for _, words := range wanted[exit] {
				require.Contains(t, text, words, exit)
			}
			delete(wanted, exit)
		}
	}
	require.Empty(t, wanted)
}

func exitsOf(r run.Result) []check.Exit {
	var list []check.Exit
	for _, p := range r.Path {
		list = append(list, check.Exit{Node: p.Node, Name: p.Exit})
	}
	return list
}

// An exit without a draft comes with its reason.
func TestAnExitThatNobodyTakesHasNoDraft(t *testing.T) {
	t.Parallel()
	menu := refundMenu(t)
	nobodys := check.Exit{Node: "request", Name: "unverified"}
	drafts, missed := draft.Search{Menu: menu, Exits: check.ExitsOf(menu, morning)}.Find(t.Context(), []check.Exit{nobodys})
	require.Empty(t, drafts)
	require.Equal(t, []draft.Missed{{Exit: nobodys, Why: "no call of a customer of the demo's was found that leads there"}}, missed)
}

package diff

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
)

// main is the position of changes to the whole menu.
var main = menus.Position{File: menus.Main, Line: 1, Column: 1}

// cover compares the main file's settings of the whole menu.
func (c *comparison) cover() {
	a, b := c.old.Tree, c.new.Tree
	for _, x := range []struct{ english, chinese, was, is string }{
		{"calls begin at", "来电从这里开始", c.called(a.Start), b.Start},
		{"calls that fail go to", "出故障的来电去", c.called(a.Fallback), b.Fallback},
		{"calls that are too long go to", "过长的来电去", c.called(a.TooLong), b.TooLong},
		{"silences or wrong keys before a person:", "转人工前允许的沉默或按错次数", fmt.Sprint(a.Tries), fmt.Sprint(b.Tries)},
		{"callers may speak:", "可以说话选择", fmt.Sprint(a.Speech), fmt.Sprint(b.Speech)},
		{"the clock:", "时区", a.Zone.String(), b.Zone.String()},
		{"the country:", "国家区号", a.Country, b.Country},
	} {
		if x.was != x.is {
			c.found.add(Setting, "", main, fmt.Sprintf("%s %s instead of %s", x.english, x.is, x.was), fmt.Sprintf("%s：%s，原来是 %s", x.chinese, x.is, x.was))
		}
	}
	for _, l := range b.Languages {
		was := a.Language(l.Name)
		if was.Name != l.Name {
			c.found.add(New, "", main, "callers may choose "+l.Name, "新增语言 "+l.Name)
		} else if was != l {
			c.found.add(Words, "", main, fmt.Sprintf("%s is spoken by %s instead of %s", l.Name, l.Voice, was.Voice), fmt.Sprintf("%s 的声音改为 %s，原来是 %s", l.Name, l.Voice, was.Voice))
		}
	}
	for _, l := range a.Languages {
		if b.Language(l.Name).Name != l.Name {
			c.found.add(Gone, "", main, l.Name+" is spoken no more", "不再提供语言 "+l.Name)
		}
	}
	for _, name := range keysOf(c.old.Budget, c.new.Budget) {
		if was, is := c.old.Budget[name], c.new.Budget[name]; was != is {
			c.found.add(Setting, "", c.new.At("budget", name), fmt.Sprintf("the budget %s is %s instead of %s", name, unlimited(is, "no limit"), unlimited(was, "no limit")), fmt.Sprintf("时间预算 %s：%s，原来是 %s", name, unlimited(is, "不限"), unlimited(was, "不限")))
		}
	}
}

// unlimited returns a budget's time, or none's text when there is no limit.
func unlimited(d time.Duration, none string) string {
	if d == 0 {
		return none
	}
	return lasting(d)
}

// phrases compares the phrases that every menu says: each once, however often it is said.
func (c *comparison) phrases() {
	a, b := c.old.Tree, c.new.Tree
	for _, group := range []struct {
		name     string
		was, are map[string]ivr.Text
	}{{"phrase", a.Phrases, b.Phrases}, {"term", a.Terms, b.Terms}, {"whisper", map[string]ivr.Text{"": a.Whisper}, map[string]ivr.Text{"": b.Whisper}}} {
		for _, name := range keysOf(group.was, group.are) {
			for _, language := range keysOf(group.was[name], group.are[name]) {
				c.found.words(strings.TrimSpace(group.name+" "+name), c.new.At("phrases", name), "everywhere", language, group.was[name][language], group.are[name][language])
			}
		}
	}
	for _, name := range keysOf(a.Hear, b.Hear) {
		for _, language := range keysOf(a.Hear[name], b.Hear[name]) {
			was, is := strings.Join(a.Hear[name][language], ", "), strings.Join(b.Hear[name][language], ", ")
			if was != is {
				c.setting("hear "+name, leaf{"", language, is, true}, was, "")
			}
		}
	}
}

// queues compares the settings of queues.
func (c *comparison) queues() {
	for _, name := range keysOf(c.old.Queues, c.new.Queues) {
		was, stood := c.old.Queues[name]
		is, stands := c.new.Queues[name]
		at := c.new.At("queues", name)
		switch {
		case !stood:
			c.found.add(New, "", at, "a queue "+name, "新增队列 "+name)
		case !stands:
			c.found.add(Gone, "", c.old.At("queues", name), "the queue "+name+" is gone", "队列 "+name+" 取消")
		default:
			c.queue(name, at, reflect.ValueOf(was), reflect.ValueOf(is))
		}
	}
}

func (c *comparison) queue(name string, at menus.Position, was, is reflect.Value) {
	for i := range was.NumField() {
		key, _, _ := strings.Cut(was.Type().Field(i).Tag.Get("yaml"), ",")
		if a, b := valueOf(was.Field(i)), valueOf(is.Field(i)); a != b {
			english, chinese := valued(key, a, b, node.QueueDefaults()[key])
			c.found.add(Queue, "", at, "the queue "+name+": "+english, "队列 "+name+"："+chinese)
		}
	}
}

// proofs compares what check reports of both.
func (c *comparison) proofs(before, after check.Report) {
	told := func(list []check.Finding) map[string]check.Finding {
		m := map[string]check.Finding{}
		for _, f := range list {
			m[f.Rule+"\x00"+c.called(f.Node)+"\x00"+firstPart(f.Text)] = f
		}
		return m
	}
	was, is, accepted := told(before.Findings), told(after.Findings), map[string]bool{}
	for _, a := range after.Accepted {
		for key := range told([]check.Finding{a.Finding}) {
			accepted[key] = true
		}
	}
	for _, key := range inOrder(is) {
		if _, known := was[key]; !known {
			c.found.add(Problem, is[key].Node, is[key].Position, fmt.Sprintf("check finds (%s): %s", is[key].Position, is[key].Text), fmt.Sprintf("检查发现（%s）：%s", is[key].Position, is[key].Text))
		}
	}
	for _, key := range inOrder(was) {
		if _, still := is[key]; !still && !accepted[key] {
			c.found.add(Fixed, was[key].Node, was[key].Position, "mended: "+was[key].Text, "已修好："+was[key].Text)
		}
	}
	for _, a := range before.Budgets {
		i := slices.IndexFunc(after.Budgets, func(b check.Spent) bool { return b.Name == a.Name })
		if i < 0 || after.Budgets[i].Time.Round(time.Second) == a.Time.Round(time.Second) {
			continue
		}
		b := after.Budgets[i]
		c.found.add(Person, "", c.new.At("budget", a.Name), fmt.Sprintf("the longest time that the budget %s counts is %s instead of %s", a.Name, b.Time.Round(time.Second), a.Time.Round(time.Second)),
			fmt.Sprintf("时间预算 %s 所算的最长时间：%s，原来是 %s", a.Name, b.Time.Round(time.Second), a.Time.Round(time.Second)))
	}
}

func firstPart(s string) string { text, _, _ := strings.Cut(s, "; so it"); return text }

func keysOf[T any](a, b map[string]T) []string {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]T{}
	}
	maps.Copy(all, b)
	return inOrder(all)
}

package diff

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
)

// main is the position of changes to the whole menu.
var main = menus.Position{File: menus.Main, Line: 1, Column: 1}

// cover compares the main file's settings of the whole menu.
func (c *comparison) cover() {
	a, b := c.old.Tree, c.new.Tree
	for _, x := range []struct{ setting, was, is string }{
		{"start", c.called(a.Start), b.Start},
		{"fallback", c.called(a.Fallback), b.Fallback},
		{"too_long", c.called(a.TooLong), b.TooLong},
		{"tries", fmt.Sprint(a.Tries), fmt.Sprint(b.Tries)},
		{"speech", fmt.Sprint(a.Speech), fmt.Sprint(b.Speech)},
		{"zone", a.Zone.String(), b.Zone.String()},
		{"country", a.Country, b.Country},
	} {
		if x.was != x.is {
			c.found.add(Setting, "", main, say("menu."+x.setting, x.is, x.was))
		}
	}
	c.languages(a, b)
	for _, name := range keysOf(c.old.Budget, c.new.Budget) {
		if was, is := c.old.Budget[name], c.new.Budget[name]; was != is {
			c.found.add(Setting, "", c.new.At("budget", name), say("budget", name, limit(is), limit(was)))
		}
	}
}

// languages compares the languages that callers may choose.
func (c *comparison) languages(a, b *ivr.Tree) {
	for _, l := range b.Languages {
		was := a.Language(l.Name)
		if was.Name != l.Name {
			c.found.add(New, "", main, say("language_new", l.Name))
		} else if was != l {
			c.found.add(Words, "", main, say("voice", l.Name, l.Voice, was.Voice))
		}
	}
	for _, l := range a.Languages {
		if b.Language(l.Name).Name != l.Name {
			c.found.add(Gone, "", main, say("language_gone", l.Name))
		}
	}
}

// limit describes a budget's time.
func limit(d time.Duration) i18n.Both {
	if d == 0 {
		return say("no_limit")
	}
	return i18n.Same(lasting(d))
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
			c.found.add(New, "", at, say("queue_new", name))
		case !stands:
			c.found.add(Gone, "", c.old.At("queues", name), say("queue_gone", name))
		default:
			c.queue(name, at, reflect.ValueOf(was), reflect.ValueOf(is))
		}
	}
}

func (c *comparison) queue(name string, at menus.Position, was, is reflect.Value) {
	for i := range was.NumField() {
		key, _, _ := strings.Cut(was.Type().Field(i).Tag.Get("yaml"), ",")
		if a, b := valueOf(was.Field(i)), valueOf(is.Field(i)); a != b {
			c.found.add(Queue, "", at, say("queue", name, valued(key, a, b, node.QueueDefaults()[key])))
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
			c.found.add(Problem, is[key].Node, is[key].Position, say("problem", is[key].Position, is[key].Text))
		}
	}
	for _, key := range inOrder(was) {
		if _, still := is[key]; !still && !accepted[key] {
			c.found.add(Fixed, was[key].Node, was[key].Position, say("mended", was[key].Text))
		}
	}
	c.budgets(before.Budgets, after.Budgets)
}

// budgets compares the longest times that the budgets count.
func (c *comparison) budgets(before, after []check.Spent) {
	for _, a := range before {
		i := slices.IndexFunc(after, func(b check.Spent) bool { return b.Name == a.Name })
		if i < 0 || after[i].Time.Round(time.Second) == a.Time.Round(time.Second) {
			continue
		}
		b := after[i]
		c.found.add(Person, "", c.new.At("budget", a.Name), say("budget_counts", a.Name, b.Time.Round(time.Second), a.Time.Round(time.Second)))
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

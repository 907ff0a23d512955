package main

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// name says in plain words what a draft is about: who calls, and what they do.
func (d *drafting) name(found draft) string {
	words := circumstances(found.Call)
	for _, done := range found.deeds {
		for _, word := range d.inWords(done) {
			if word != "" && !slices.Contains(words, word) {
				words = append(words, word)
			}
		}
	}
	if len(words) == 0 {
		return "Nothing is pressed"
	}
	if len(words) > longName {
		words = append(words[:longName], "and on from there")
	}
	name := strings.Join(words, ", ")
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}

// longName is how many things a draft's name tells.
const longName = 5

// circumstances are what is unlike on other calls.
func circumstances(c scenario.Call) []string {
	var words []string
	if strings.Contains(c.At, " 22:") {
		words = append(words, "at night")
	}
	if strings.Contains(c.At, " 17:") {
		words = append(words, "before closing time")
	}
	for holds, word := range map[string]bool{"a hidden number": c.From == "anonymous", "too many calls": c.Often, "a full queue": c.Waiting > 0, "nobody there": c.Agents == scenario.Away} {
		if word {
			words = append(words, holds)
		}
	}
	slices.Sort(words)
	for _, step := range c.Steps {
		switch {
		case step.Do == scenario.Fail:
			words = append(words, failingWords[scenario.Failing(step.Text)])
		case step.Do == scenario.Gone:
			words = append(words, "a transaction that is gone")
		}
	}
	return words
}

var failingWords = map[scenario.Failing]string{
	scenario.Lookups: "the ledger fails", scenario.Cases: "nothing can be noted", scenario.Queue: "the carrier cannot keep callers waiting",
}

// inWords tells what was done at a node.
func (d *drafting) inWords(done deed) []string {
	var words []string
	for _, step := range done.steps {
		words = append(words, d.inWord(d.menu.Tree.Nodes[done.node].Node, step))
	}
	return words
}

func (d *drafting) inWord(at ivr.Node, step scenario.Step) string {
	switch step.Do {
	case scenario.Silence:
		return "silence"
	case scenario.Wait:
		return "a long wait"
	case scenario.Talk:
		return "a talk"
	case scenario.CallAgain:
		return "and the same in a second call"
	case scenario.Say:
		return "a message"
	case scenario.Press:
		return d.pressed(at, step.Text)
	}
	return ""
}

// pressed returns what keys mean at a node, in a word or two: what the node says of
// them, "transaction" and the number that is typed, or nothing.
func (d *drafting) pressed(at ivr.Node, keys string) string {
	n, ok := at.(node.Playable)
	if !ok || keys == scenario.Code {
		return ""
	}
	types := false
	for _, in := range n.Inputs(ivr.State{}, 1) {
		for _, act := range in.Acts {
			if act.Do == node.Press && act.Keys == keys {
				return act.Means
			}
			types = types || act.Do == node.Transaction
		}
	}
	if types {
		return "transaction " + strings.TrimSuffix(keys, "#")
	}
	return ""
}

package main

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/okpay/hotline/cmd/hotline/scenario"
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

func (d *drafting) inWord(at any, step scenario.Step) string {
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

// pressed tells what keys mean at a node.
func (d *drafting) pressed(at any, keys string) string {
	switch keys {
	case "0", "0#":
		return "a person"
	case "#":
		return "back"
	case "8", "12#":
		return "wrong keys"
	case scenario.Code:
		return ""
	case wrongCode:
		return "a wrong code"
	}
	switch at := at.(type) {
	case *node.Menu:
		return d.chosen(at, keys)
	case *node.Queue:
		return map[string]string{"1": "a call back", "2": "a message"}[keys]
	case *node.Guide:
		return map[string]string{"1": "every step", "2": "all of it by text message"}[keys]
	case *node.Listing:
		return map[string]string{"1": "this one", "2": "the next one"}[keys]
	case *node.Collect:
		return "transaction " + strings.TrimSuffix(keys, "#")
	}
	return ""
}

// chosen is what a key of a menu is for, as it is said, without the "to".
func (d *drafting) chosen(menu *node.Menu, key string) string {
	choices := slices.Concat(menu.Choices, menu.Also)
	for i, exit := range menu.Exits()[len(menu.Exits())-len(choices):] {
		if exit != key {
			continue
		}
		purpose := choices[i].For["en-US"]
		if purpose == "" {
			purpose = choices[i].For[d.menu.Tree.Languages[0].Name]
		}
		return strings.TrimPrefix(purpose, "to ")
	}
	return ""
}

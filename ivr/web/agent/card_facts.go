package agent

import (
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/speech"
)

// fact is something that is known of a call. Name is a key of the words.
type fact struct{ Name, Value string }

// departments are the queues of a menu, sorted.
func departments(tree *ivr.Tree) (names []string) {
	for _, place := range tree.Nodes { // sorted below
		if w, ok := place.Node.(ivr.QueueNode); ok {
			names = append(names, w.Queue())
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// path is the caller's way in words: the topics they came by.
func path(tree *ivr.Tree, call ivr.Call, language string) (topics []string) {
	for _, p := range call.Path {
		topic := tree.Nodes[p.Node].Topic[tree.Language(language).Name]
		if topic != "" && (len(topics) == 0 || topics[len(topics)-1] != topic) {
			topics = append(topics, topic)
		}
	}
	return topics
}

// topic is what the caller came for: the last of the topics, "" when they named none.
func topic(tree *ivr.Tree, call ivr.Call, language string) string {
	topics := path(tree, call, language)
	if len(topics) == 0 {
		return ""
	}
	return topics[len(topics)-1]
}

// transaction is what the caller looked at last, as they heard it.
func transaction(tree *ivr.Tree, call ivr.Call, language string) (facts []fact) {
	at := func(name string) (ivr.Value, bool) { v, ok := call.Values[name]; return v, ok }
	if v, ok := at("transaction.id"); ok {
		facts = append(facts, fact{"transaction", v.Text.String()})
	}
	if v, ok := at("transaction.amount"); ok {
		facts = append(facts, fact{"amount", speech.Money(language, v.Money())})
	}
	if v, ok := at("refund.status"); ok {
		facts = append(facts, fact{"refund", tree.Terms[v.Text.Reveal()][language]})
	}
	if v, ok := at("transaction.status"); ok {
		facts = append(facts, fact{"status", tree.Terms[v.Text.Reveal()][language]})
	}
	return facts
}

// said is what the hotline told the caller last.
func said(call ivr.Call) (texts []string) {
	var add func([]ivr.Verb)
	add = func(verbs []ivr.Verb) {
		for _, v := range verbs {
			switch v := v.(type) {
			case ivr.Say:
				texts = append(texts, v.Text)
			case ivr.Gather:
				add(v.Prompt)
			}
		}
	}
	add(call.Said)
	return texts
}

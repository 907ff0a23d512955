package studio

import (
	"slices"
	"strconv"
	"strings"
)

// hear gives the choices the spoken words by which the flow knows them.
func (b *builder) hear(w widget, list []choice) {
	if w.next("speech") == "" {
		return
	}
	split, ok := b.splitBehind(w, "speech", "SpeechResult")
	if !ok {
		b.unheard(w, split)
		return
	}
	for _, t := range split.Transitions {
		for _, c := range t.Conditions {
			b.hearOne(w, list, t, c)
		}
	}
}

// unheard notes speech that is asked for and then ignored.
func (b *builder) unheard(w, split widget) {
	if split.Name == "" {
		b.lost(w, "", "takes any speech as an answer; here a choice is known by its words only")
		b.cut(w.next("speech"))
		return
	}
	b.trap(w, "look at SpeechResult in a split of its own", "listens to speech, and %s does not look at it: who speaks is not understood", quoted(comment(split.Name)))
}

// mostWords is the most spoken words of one choice.
const mostWords = 20

func (b *builder) hearOne(w widget, list []choice, t transition, c condition) {
	i := slices.IndexFunc(list, func(c choice) bool { return c.next == t.Next })
	if i < 0 {
		b.lost(w, "add it as a choice", "the word %s leads to %s, which no key does", quoted(comment(string(c.Value))), quoted(comment(t.Next)))
		b.cut(t.Next)
		return
	}
	for _, word := range c.values() {
		word = strings.ToLower(plain(word))
		_, err := strconv.Atoi(word)
		if word != "" && err != nil && c.Type != "regex" && !slices.Contains(list[i].hear, word) && len(list[i].hear) < mostWords {
			list[i].hear, b.spoken = append(list[i].hear, word), true
		}
	}
}

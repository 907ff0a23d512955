package studio

import (
	"slices"
	"strconv"
	"strings"
)

// hear gives the choices the spoken words by which the flow knows them.
func (m *keyMenu) hear(list []choice) {
	if m.gather.next("speech") == "" {
		return
	}
	split, ok := m.builder.flow.splitBehind(m.gather, "speech", "SpeechResult")
	if !ok {
		m.unheard(split)
		return
	}
	for _, t := range split.Transitions {
		for _, c := range t.Conditions {
			m.hearOne(list, t, c)
		}
	}
}

// unheard notes speech that is asked for and then ignored.
func (m *keyMenu) unheard(split widget) {
	b, w := m.builder, m.gather
	if split.Name == "" {
		b.notes.lost(w, "", "takes any speech as an answer; here a choice is known by its words only")
		b.routes.cut(w.next("speech"))
		return
	}
	b.notes.trap(w, "look at SpeechResult in a split of its own", "listens to speech, and %s does not look at it: who speaks is not understood", quoted(comment(split.Name)))
}

// mostWords is the most spoken words of one choice.
const mostWords = 20

func (m *keyMenu) hearOne(list []choice, t transition, c condition) {
	b := m.builder
	i := slices.IndexFunc(list, func(c choice) bool { return c.next == t.Next })
	if i < 0 {
		b.notes.lost(m.gather, "add it as a choice", "the word %s leads to %s, which no key does", quoted(comment(string(c.Value))), quoted(comment(t.Next)))
		b.routes.cut(t.Next)
		return
	}
	for _, word := range c.values() {
		word = strings.ToLower(plain(word))
		_, err := strconv.Atoi(word)
		if word != "" && err != nil && c.Type != "regex" && !slices.Contains(list[i].hear, word) && len(list[i].hear) < mostWords {
			list[i].hear, b.needs.spoken = append(list[i].hear, word), true
		}
	}
}

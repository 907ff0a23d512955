package node

import "github.com/okpay/hotline/ivr"

// choices names the choices of a menu that are said together.
type choices int

const (
	everyChoice   choices = iota
	nativeChoice          // in the caller's language
	foreignChoice         // in another
)

func (c Choice) among(which choices) bool {
	return which == everyChoice || (which == foreignChoice) == (c.Speak != "")
}

// PreparedMenu is what a menu says and expects in the same words to every caller, made of its
// settings when it is loaded: menus that differ in it differ in those. Nobody changes it.
type PreparedMenu struct {
	offers map[offering][]ivr.Verb
	hints  map[string]ivr.Hints // by language
}

// offering is a way in which choices are offered.
type offering struct {
	language string
	phrase   string
	which    choices
}

// Prepare implements [Preparer]. Choices that say a value of the call are not prepared.
func (n *Menu) Prepare(tree *ivr.Tree) {
	ready := PreparedMenu{map[offering][]ivr.Verb{}, map[string]ivr.Hints{}}
	for _, l := range tree.Languages {
		call := ivr.Call{Language: l.Name}
		ready.hints[l.Name] = n.hints(&ivr.Turn{Call: &call, Tree: tree})
		for _, o := range []offering{
			{l.Name, "press", everyChoice}, {l.Name, "press", nativeChoice}, {l.Name, "press", foreignChoice}, {l.Name, "press_short", everyChoice},
		} {
			t := ivr.Turn{Call: &call, Tree: tree}
			if offers := n.offers(&t, o.phrase, o.which); t.Err() == nil {
				ready.offers[o] = offers
			}
		}
	}
	n.prepared = ready
}

// offers says choices, each in the words of a phrase.
func (n *Menu) offers(t *ivr.Turn, phrase string, which choices) []ivr.Verb {
	if offers, ready := n.prepared.offers[offering{t.Call.Language, phrase, which}]; ready {
		return offers
	}
	says, with := make([]ivr.Verb, 0, len(n.all())), words{}
	for _, c := range n.all() {
		if !c.among(which) {
			continue
		}
		l := t.Spoken()
		if c.Speak == "other" {
			l = t.Tree.NextLanguage(l.Name)
		}
		with.purpose(l.Name, fill(t, l, c.For, nil))["key"] = c.Key
		says = append(says, sayIn(t, l, t.Tree.Phrases[phrase], with))
	}
	return says[:len(says):len(says)]
}

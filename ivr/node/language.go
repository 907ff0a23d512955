package node

import "github.com/okpay/hotline/ivr"

// Language changes the language of the call to the next one of the menu.
type Language struct{}

func init() {
	register(Kind{
		Name:    "language",
		Title:   ivr.Text{"zh-CN": "切换语言", "en-US": "language"},
		Group:   Listens,
		Doc:     "Goes on in the menu's next language: from Mandarin to English, and back.",
		Example: "\nlanguage: {}\ngo: goodbye",
		New:     func() ivr.Node { return &Language{} },
		Exits:   []Exit{{"done", "the language is changed"}},
	})
}

// Exits implements [ivr.Node].
func (*Language) Exits() []string { return []string{"done"} }

// Handle implements [ivr.Node].
func (*Language) Handle(t *ivr.Turn, _ ivr.Event) ivr.Move {
	t.Call.Language = t.Tree.NextLanguage(t.Call.Language).Name
	return ivr.Go{Exit: "done"}
}

package node

// Phrase is something that all menus say alike. Its words stand in the menu's
// `phrases`, so operators can change them; what it is for stands here.
type Phrase struct {
	Name   string
	Doc    string
	Values []string // the {names} that its text may say
}

// Phrases lists every phrase that a menu must give.
func Phrases() []Phrase {
	return []Phrase{
		{"press", "a choice of a menu, in full; {For} is {for} at the start of a sentence", []string{"for", "For", "key"}},
		{"press_short", "a choice of a menu, when it is said again after silence", []string{"for", "For", "key"}},
		{"keys", "what 0, * and # do, after a second silence or wrong key", nil},
		{"typed_keys", "what 0, * and # do while digits are typed, after a second silence or wrong entry", nil},
		{"no_input", "after silence", nil},
		{"no_match", "after a key or a word that means nothing here", nil},
		{"confirm", "asks back when a spoken choice was unclear; 1 is yes, 2 is no", []string{"for", "For"}},
		{"connecting", "before a caller enters a queue or a person is rung", nil},
		{"position", "the place in the queue", []string{"position"}},
		{"next_in_line", "the first place in the queue", nil},
		{"expected_wait", "the wait to expect, from the queue's own average", []string{"wait"}},
		{"still_waiting", "once in a while during the wait", nil},
		{"wait_offer", "during the wait: 1 is a callback, 2 a message", nil},
		{"list_next", "after an item of a list: 1 chooses it, 2 goes on", nil},
		{"guide_keys", "at the start of a guide: 1 goes on, 2 sends it by SMS", nil},
		{"text_sent", "an SMS is on its way", nil},
		{"text_unsent", "no SMS can be sent, the number is withheld", nil},
		{"code_sms", "the SMS that carries a code; {code} is its only run of six digits", []string{"code"}},
		{"whisper_verified", "to an agent, of a caller who has proved the account", nil},
		{"whisper_unverified", "to an agent, of a caller who has not", nil},
		{"no_topic", "to an agent, of a caller who has not said what it is about", nil},
		{"closed_weekly", "why a line is closed: outside its weekly hours", nil},
		{"closed_holiday", "why a line is closed: a holiday or an exception with a name", []string{"name"}},
		{"closed_now", "why a line is closed: an operator closed it for now", nil},
	}
}

package proof

// Rule names a law that every menu keeps, for those who silence, count or look
// up findings.
type Rule struct {
	Name string
	Doc  string // what it says, in an operator's words
	Mend string // how a menu that breaks it is mended
}

// The names of the rules.
const (
	RuleLoads       = "loads"
	RuleTrapped     = "trapped"
	RuleDropped     = "dropped"
	RulePerson      = "person"
	RuleBreaks      = "breaks-off"
	RulePrivate     = "private"
	RuleSecret      = "secret"
	RuleCarrier     = "carrier"
	RuleBudget      = "budget"
	RuleNeverOpen   = "never-open"
	RuleUnreachable = "unreachable"
	RuleLong        = "long-prompt"
	RuleCalendar    = "calendar"
)

// Rules lists every rule that a finding may be about.
func Rules() []Rule {
	return []Rule{
		{RuleLoads, "The menu can be read: every key known, every exit wired, every text there in every language.", "Follow what the finding says; each names its file, line and column."},
		{RuleTrapped, "Nobody goes round for ever: whoever stays silent or presses wrong keys comes, in bounded steps, to a person, a recorder or a noted request.", "Lead the exits no_input and no_match out of the circle, to a person."},
		{RuleDropped, "Nobody is hung up on who was not served: the last thing a caller hears is a goodbye they chose, or a person, a message or a case.", "Lead the exit to a person, a callback or a message before the end."},
		{RulePerson, "In hours 0 leads to a person, from everywhere.", "Lead the exit person to a queue or a transfer that is open then."},
		{RuleBreaks, "Every step can be taken: nothing is said that nothing has set, and no circle passes by without listening.", "Set the value on every way that leads here, or take it out of the text."},
		{RulePrivate, "Nothing of an account is told to a caller who has not proved that it is theirs.", "Put a verify before it, and lead here by its exit verified only."},
		{RuleSecret, "Secret digits reach no prompt, message, log or record.", "Ask for them with verify, never with collect."},
		{RuleCarrier, "Every document is one that the carrier accepts.", "Mend what it names: shorten a text, or split it into two nodes; set a language or a voice in languages."},
		{RuleBudget, "A person is reached within the time that the menu's budget allows, by every caller, at every hour, in every language.", "Say less before the choices, ask less often, or allow more time in budget."},
		{RuleNeverOpen, "Every queue is open at some time when callers come to it, and every line at some time.", "Give the line hours, or the queue the hours of the node before it."},
		{RuleUnreachable, "Callers can come to every node.", "Let an exit lead to it, or take it out."},
		{RuleLong, "A caller hears no more than 45 seconds before they may choose.", "Say less, or offer the rest by SMS."},
		{RuleCalendar, "The public holidays of this year, and from October on the next, are known.", "Add them to the calendar's days and years when they are announced."},
	}
}

func ruleNamed(name string) Rule {
	for _, r := range Rules() {
		if r.Name == name {
			return r
		}
	}
	return Rule{Name: name}
}

package acd

// Command is what an agent wishes. It may be refused, with one of [Refusals].
type Command interface {
	Event
	command()
	by() string // the agent's name
}

// SignIn begins an agent's session; an agent who has one gets the new skills.
type SignIn struct {
	Agent Agent
	Leg   string // of an agent who dialled in; takes calls at once
}

// SignOut ends the session of an agent who has no call.
type SignOut struct{ Agent string }

// Ready makes an agent available.
type Ready struct{ Agent string }

// SetAway makes an agent take no calls: at once, or after the present one. Reason
// is one of [Reasons], or "" for none.
type SetAway struct{ Agent, Reason string }

// DeclineOffer declines the offer that an agent is shown.
type DeclineOffer struct{ Agent string }

// Hold lets the caller hear hold music.
type Hold struct{ Agent string }

// Resume takes the caller off hold, and sends a consulted colleague away.
type Resume struct{ Agent string }

// Transfer hands the caller on without asking: to a queue, or to a colleague.
type Transfer struct{ Agent, Queue, Colleague string }

// Consult holds the caller and asks a colleague, or the readiest of a
// department, into the conference.
type Consult struct{ Agent, Queue, Colleague string }

// CompleteTransfer leaves the caller with the colleague who was consulted.
type CompleteTransfer struct{ Agent string }

// EndCall ends the talk: the caller goes on in the menu.
type EndCall struct{ Agent string }

// Prolong gives an agent in wrap-up a minute more. It is refused when wrap-up
// would become longer than ten minutes.
type Prolong struct{ Agent string }

// File files a call that the agent has had in this shift. Record names the call; "" is
// the call in wrap-up, whose filing ends the wrap-up.
type File struct{ Agent, Record, Disposition, Note string }

func (SignIn) event()                 {}
func (SignIn) command()               {}
func (c SignIn) by() string           { return c.Agent.Name }
func (SignOut) event()                {}
func (SignOut) command()              {}
func (c SignOut) by() string          { return c.Agent }
func (Ready) event()                  {}
func (Ready) command()                {}
func (c Ready) by() string            { return c.Agent }
func (SetAway) event()                {}
func (SetAway) command()              {}
func (c SetAway) by() string          { return c.Agent }
func (DeclineOffer) event()           {}
func (DeclineOffer) command()         {}
func (c DeclineOffer) by() string     { return c.Agent }
func (Hold) event()                   {}
func (Hold) command()                 {}
func (c Hold) by() string             { return c.Agent }
func (Resume) event()                 {}
func (Resume) command()               {}
func (c Resume) by() string           { return c.Agent }
func (Transfer) event()               {}
func (Transfer) command()             {}
func (c Transfer) by() string         { return c.Agent }
func (Consult) event()                {}
func (Consult) command()              {}
func (c Consult) by() string          { return c.Agent }
func (CompleteTransfer) event()       {}
func (CompleteTransfer) command()     {}
func (c CompleteTransfer) by() string { return c.Agent }
func (EndCall) event()                {}
func (EndCall) command()              {}
func (c EndCall) by() string          { return c.Agent }
func (Prolong) event()                {}
func (Prolong) command()              {}
func (c Prolong) by() string          { return c.Agent }
func (File) event()                   {}
func (File) command()                 {}
func (c File) by() string             { return c.Agent }

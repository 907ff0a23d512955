package acd

// command takes what agents do. It fails when that cannot be done now.
func (t *transition) command(e Event) error {
	switch e := e.(type) {
	case SignIn:
		return presence{t}.signIn(e)
	case SignOut:
		return presence{t}.signOut(e.Agent)
	case Ready:
		return statuses{t}.ready(e.Agent)
	case SetAway:
		return statuses{t}.setAway(e)
	case DeclineOffer:
		return offers{t}.decline(e.Agent)
	case Prolong:
		return wrapups{t}.prolong(e.Agent)
	case File:
		return wrapups{t}.file(e)
	}
	return talks{t}.take(e)
}

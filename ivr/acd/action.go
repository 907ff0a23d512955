package acd

import (
	"errors"

	"github.com/okpay/hotline/ivr"
)

// Action is something to be done outside of the ACD. Each may be lost: then a
// deadline on the ACD notices. The set is closed.
type Action interface{ action() }

// CarrierAction is an action at the carrier: a call made, moved or ended. The others
// are done in the store. The set is closed.
type CarrierAction interface {
	Action
	atCarrier()
}

// Ring calls an agent's telephone for an offer.
type Ring struct {
	Offer string
	To    ivr.Masked
	After string // the agent's leg that is to end first, or the telephone is busy; "" is none
}

// Dequeue takes a waiting caller out of the carrier's queue into the conference.
type Dequeue struct {
	Interaction string
	Call        string
	Queue       string
	Carrier     string // "" when unknown
	Step        int
}

// Dial calls back a caller whose turn has come.
type Dial struct {
	Interaction string
	To          ivr.Masked
}

// RedirectCaller lets a caller's line look again where it should be.
type RedirectCaller struct {
	Call string
	Step int
}

// RedirectAgent lets an agent's line look again where it should be.
type RedirectAgent struct{ Leg, Agent string }

// HangUp ends a call: an agent's leg, or a called-back caller's.
type HangUp struct{ Leg string }

// CloseCase files a callback's case: the caller was called back, or could not
// be reached.
type CloseCase struct{ Case, By, Note string }

// OpenCase opens a case for the agent who has filed a call as [FollowUp].
type OpenCase struct{ Record QueueRecord }

func (Ring) action()           {}
func (Dequeue) action()        {}
func (Dial) action()           {}
func (RedirectCaller) action() {}
func (RedirectAgent) action()  {}
func (HangUp) action()         {}
func (CloseCase) action()      {}
func (OpenCase) action()       {}

func (Ring) atCarrier()           {}
func (Dequeue) atCarrier()        {}
func (Dial) atCarrier()           {}
func (RedirectCaller) atCarrier() {}
func (RedirectAgent) atCarrier()  {}
func (HangUp) atCarrier()         {}

// The reasons why an agent's command is refused. The texts are keys of the
// desk's words.
var (
	ErrSignedOut = errors.New("not_signed_in")
	ErrNoCall    = errors.New("no_call")
	ErrOnCall    = errors.New("on_call_now")
	ErrNobody    = errors.New("nobody_free")
	ErrNoQueue   = errors.New("no_such_queue")
	ErrNotYet    = errors.New("not_yet")
	ErrNoPhone   = errors.New("no_phone")
	ErrNoReason  = errors.New("no_such_reason")
	ErrLongest   = errors.New("wrap_up_longest")
	ErrNotOpen   = errors.New("nothing_to_file") // filed already, or of an earlier shift
	ErrNoOutcome = errors.New("no_outcome")
)

// Refusals lists the reasons why a command is refused.
func Refusals() []error {
	return []error{
		ErrSignedOut, ErrNoCall, ErrOnCall, ErrNobody, ErrNoQueue, ErrNotYet, ErrNoPhone, ErrNoReason, ErrLongest, ErrNotOpen, ErrNoOutcome,
	}
}

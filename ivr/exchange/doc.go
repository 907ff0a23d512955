// Package exchange is a telephone exchange for one's own machine. It does what
// Twilio does between a telephone and a webhook server: it takes a call, asks
// the server what to do by signed HTTP requests, executes the TwiML of the
// answers, keeps queues, dials parties, records, and answers the part of
// Twilio's REST API that a hotline uses. It speaks HTTP and TwiML only.
//
// An [Exchange] is made from a [Config]; [Exchange.Call] places a call and runs
// it to its end; [Exchange.Handler] is the REST API. Whoever holds a telephone
// is a [Person]: a [Script], a terminal, a browser. Parties that the service
// dials are a [Party] each.
//
// # Time
//
// On a [VirtualClock] minutes of a call take milliseconds: legs of calls are
// processes of which exactly one runs at a time, and when all of them sleep the
// clock jumps to the earliest waking. It stands still while a webhook is asked.
// The same configuration, ids and persons give the same trace, event for event.
// On a [RealClock] the same code runs at the speed of life.
//
// A virtual clock waits for nobody beside the calls: a REST request has its
// certain place in a call's time only from within a webhook, Config.Settle,
// Person or Party.Ring.
//
// In a talk a person presses one key only: the star, which ends it where the
// Dial has hangupOnStar. See [Starring] and [Exchange.PressStar].
//
// # What goes wrong
//
// [Faults] make the network and the API as bad as one wishes: late, doubled,
// lost and refused requests, one by one or by chance ([Chaos]).
//
// # What is not there
//
// Pay, Refer, Connect, Start, Stop, Echo and Sms are refused with an
// [Event] of kind [Warning]; nothing is ignored silently. Media is not fetched:
// a Play lasts [PlayTime]. A Dial rings for exactly its timeout (Twilio adds up
// to five seconds). Wait parameters (QueuePosition and kin) go with requests of
// the wait URL only, the documented place. Accepted without effect: bargeIn,
// hints and the other tuning of speech, partial results, transcription, Dial's
// record, ringTone, answerOnBridge and refer, machine detection,
// SendDigits of an outgoing call, and status callbacks of messages.
package exchange

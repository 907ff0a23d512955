// Package exchange is a local telephone exchange. It does what Twilio does between a telephone and a
// webhook server: it takes a call, asks the server what to do by signed HTTP requests, executes the
// TwiML of the answers, keeps queues, dials numbers, records, and answers the part of Twilio's REST API
// that a hotline uses. It speaks HTTP and TwiML only.
//
// An [Exchange] is made from a [Config]; [Exchange.Call] places a call and runs it to its end;
// [Exchange.Handler] is the REST API. A [Human] holds a telephone: a [Script], a terminal, a browser. A
// [Callee] describes each number that the service may dial.
//
// # Where to look
//
// A leg is a [Call]: call.go and leg.go. Its documents are executed by interpreter.go, each verb in a file
// of its own: how a Gather ends is in verb_gather.go, who answers a Dial in verb_dial.go. talk.go has two
// legs that talk, queue.go those who wait, progress.go status callbacks, rest.go and its kin the API.
// Package webhook makes requests, sched has clocks and runs the legs, grammar (of twiml) knows TwiML.
//
// # Time
//
// On a [sched.VirtualClock] minutes of a call take milliseconds: each leg is a process, exactly one process
// runs at a time, and when all of them sleep the clock jumps to the earliest waking. The clock stands
// still while a webhook is in progress. The same configuration, ids and humans give the same trace,
// event for event. On a [sched.RealClock] the same code runs at real speed.
//
// A virtual clock waits for nothing but the calls: a REST request happens at a defined moment of a call
// only if it is made from within a webhook, Config.Settle, a Human or Callee.Ring.
//
// While people talk, a person can press one key only: the star, which ends the talk if the Dial has
// hangupOnStar. See [Starring] and [Exchange.PressStar].
//
// # Faults
//
// [Faults] make the network and the API fail on demand: late, doubled, lost and refused requests, one
// by one or at random.
//
// # What is not supported
//
// Pay, Refer, Connect, Start, Stop, Echo and Sms are refused with an [Event] of kind [Warning]; nothing
// is ignored silently. Media is not fetched: a Play lasts [PlayTime]. A Dial rings for exactly its
// timeout (Twilio adds up to five seconds). Wait parameters (QueuePosition and the like) are sent with
// requests of the wait URL only, as documented. Accepted without effect: bargeIn, hints and the other
// tuning of speech, partial results, transcription, Dial's record, ringTone, answerOnBridge and refer,
// machine detection, SendDigits of an outgoing call, and status callbacks of messages.
package exchange

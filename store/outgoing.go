package store

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

// Outgoing is something to be done at the carrier, on its way there.
type Outgoing struct {
	ID      string
	Call    string // whose step wants it; "" of what the ACD wants
	Created time.Time
	Task    Task
}

// Task is what is to be done at the carrier. The set is closed.
type Task interface{ task() }

// SendText sends a text message.
type SendText struct{ To, Body ivr.Masked }

// SendCode sends a one-time code. The code itself is not kept: the sender derives it
// from Nonce, and puts it into Body.
type SendCode struct {
	To    ivr.Masked
	Body  ivr.Masked
	Nonce []byte
	Lang  string
}

// ACDAction does what the ACD wants done.
type ACDAction struct{ Action acd.CarrierAction }

func (SendText) task()  {}
func (SendCode) task()  {}
func (ACDAction) task() {}

// Kind names what is to be done, for logs and metrics: sms, code, or the ACD's action.
func (o Outgoing) Kind() string {
	if a, ok := o.Task.(ACDAction); ok {
		return actions.name(a.Action)
	}
	return tasks.name(o.Task)
}

// outgoingRecord is Outgoing on disk, with the fields of records written before there
// were tasks: one for all kinds, told apart by Kind.
type outgoingRecord struct {
	ID, Call string
	Created  time.Time
	Task     Task

	Kind     string
	To, Body ivr.Masked
	Nonce    []byte
	Lang     string
	Subject  string // the offer or the interaction
	Queue    string
	Carrier  string
	Step     int
}

func decodeOutgoing(dec *jsontext.Decoder, o *Outgoing) error {
	var r outgoingRecord
	if err := json.UnmarshalDecode(dec, &r); err != nil {
		return err
	}
	*o = Outgoing{ID: r.ID, Call: r.Call, Created: r.Created, Task: r.Task}
	if r.Task != nil {
		return nil
	}
	task, known := earlierTasks[r.Kind]
	if !known {
		return fmt.Errorf("%q is no kind of task", r.Kind)
	}
	o.Task = task(r)
	if _, ofACD := o.Task.(ACDAction); ofACD {
		o.Call = "" // it was the action's
	}
	return nil
}

// earlierTasks make the task of a record written before there were tasks, by its Kind.
var earlierTasks = map[string]func(outgoingRecord) Task{
	"sms":  func(r outgoingRecord) Task { return SendText{To: r.To, Body: r.Body} },
	"code": func(r outgoingRecord) Task { return SendCode{To: r.To, Body: r.Body, Nonce: r.Nonce, Lang: r.Lang} },
	"ring": func(r outgoingRecord) Task { return ACDAction{acd.Ring{Offer: r.Subject, To: r.To}} },
	"dial": func(r outgoingRecord) Task { return ACDAction{acd.Dial{Interaction: r.Subject, To: r.To}} },
	"fetch": func(r outgoingRecord) Task {
		return ACDAction{acd.Dequeue{Interaction: r.Subject, Call: r.Call, Queue: r.Queue, Carrier: r.Carrier, Step: r.Step}}
	},
	"move": func(r outgoingRecord) Task { return ACDAction{acd.RedirectCaller{Call: r.Call, Step: r.Step}} },
	"send": func(r outgoingRecord) Task { return ACDAction{acd.RedirectAgent{Leg: r.Call}} },
	"drop": func(r outgoingRecord) Task { return ACDAction{acd.HangUp{Leg: r.Call}} },
}

package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

// Encode writes a record as JSON: [ivr.Masked] and [Hash] in full, times in UTC, the
// members of a sealed set as an object with one field that names the kind. The
// same value gives the same bytes. A value that holds an [ivr.Secret], text
// that is not UTF-8, or a kind the codec does not know is an error.
func Encode(v any) ([]byte, error) {
	data, err := json.Marshal(v, encoding)
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return data, nil
}

// Decode reads what [Encode] wrote of a T.
func Decode[T any](data []byte) (T, error) {
	var v T
	if err := json.Unmarshal(data, &v, decoding); err != nil {
		return *new(T), fmt.Errorf("decode %T: %w", v, err)
	}
	return v, nil
}

// The kinds by their names on disk. A name is never changed or used again:
// files hold it.
var (
	events = newUnion(map[string]ivr.Event{
		"started":  ivr.Started{},
		"entered":  ivr.Entered{},
		"input":    ivr.Input{},
		"wait_key": ivr.WaitKey{},
		"left":     ivr.QueueLeft{},
		"dialed":   ivr.Dialed{},
		"recorded": ivr.Recorded{},
		"ended":    ivr.Ended{},
		"failed":   ivr.Failed{},
		"answered": ivr.Answered{},
	})
	facts = newUnion(map[string]acd.Event{
		"enqueued":  acd.Enqueued{},
		"call_back": acd.CallBack{},
		"joined":    acd.Joined{},
		"left":      acd.Left{},
		"leg_ended": acd.LegEnded{},
		"sign_in":   acd.SignIn{},
	})
	tasks = newUnion(map[string]Task{
		"sms":  SendText{},
		"code": SendCode{},
		"acd":  ACDAction{},
	})
	actions = newUnion(map[string]acd.CarrierAction{
		"ring":  acd.Ring{},
		"dial":  acd.Dial{},
		"fetch": acd.Dequeue{},
		"move":  acd.RedirectCaller{},
		"send":  acd.RedirectAgent{},
		"drop":  acd.HangUp{},
	})
	verbs = newUnion(map[string]ivr.Verb{
		"say":     ivr.Say{},
		"pause":   ivr.Pause{},
		"play":    ivr.Play{},
		"gather":  ivr.Gather{},
		"enqueue": ivr.Enqueue{},
		"leave":   ivr.Leave{},
		"meet":    ivr.JoinConference{},
		"refresh": ivr.Poll{},
		"music":   ivr.Music{},
		"standby": ivr.Park{},
		"dial":    ivr.Dial{},
		"record":  ivr.Record{},
		"hangup":  ivr.Hangup{},
	})
)

var encoding = json.JoinOptions(
	json.Deterministic(true),
	json.OmitZeroStructFields(true),
	json.FormatNilSliceAsNull(true),
	json.FormatNilMapAsNull(true),
	json.WithMarshalers(json.JoinMarshalers(
		json.MarshalToFunc(encodeMasked),
		json.MarshalToFunc(encodeHash),
		json.MarshalToFunc(refuseSecret),
		json.MarshalToFunc(encodeTime),
		json.MarshalToFunc(encodeDuration),
		json.MarshalToFunc(events.encode),
		json.MarshalToFunc(facts.encode),
		json.MarshalToFunc(tasks.encode),
		json.MarshalToFunc(actions.encode),
		json.MarshalToFunc(verbs.encode),
	)),
)

var decoding = json.WithUnmarshalers(json.JoinUnmarshalers(
	json.UnmarshalFromFunc(decodeMasked),
	json.UnmarshalFromFunc(decodeHash),
	json.UnmarshalFromFunc(decodeDuration),
	json.UnmarshalFromFunc(events.decode),
	json.UnmarshalFromFunc(facts.decode),
	json.UnmarshalFromFunc(decodeOutgoing),
	json.UnmarshalFromFunc(tasks.decode),
	json.UnmarshalFromFunc(actions.decode),
	json.UnmarshalFromFunc(verbs.decode),
))

func encodeMasked(enc *jsontext.Encoder, m ivr.Masked) error {
	return enc.WriteToken(jsontext.String(m.Reveal()))
}

func decodeMasked(dec *jsontext.Decoder, m *ivr.Masked) error {
	token, err := expect(dec, '"')
	if err != nil {
		return err
	}
	*m = ivr.Masked(token.String())
	return nil
}

func encodeHash(enc *jsontext.Encoder, h Hash) error {
	return enc.WriteToken(jsontext.String(h.Reveal()))
}

func decodeHash(dec *jsontext.Decoder, h *Hash) error {
	token, err := expect(dec, '"')
	if err != nil {
		return err
	}
	*h = Hash(token.String())
	return nil
}

func refuseSecret(*jsontext.Encoder, ivr.Secret) error {
	return errors.New("a secret is never written")
}

// encodeTime writes UTC, so that equal instants are equal bytes.
func encodeTime(enc *jsontext.Encoder, t time.Time) error {
	return enc.WriteToken(jsontext.String(t.UTC().Format(time.RFC3339Nano)))
}

func encodeDuration(enc *jsontext.Encoder, d time.Duration) error {
	return enc.WriteToken(jsontext.String(d.String()))
}

func decodeDuration(dec *jsontext.Decoder, d *time.Duration) error {
	token, err := expect(dec, '"')
	if err != nil {
		return err
	}
	*d, err = time.ParseDuration(token.String())
	return err
}

package store_test

import (
	"reflect"
	"time"

	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
)

var sampleEvents = []ivr.Event{
	ivr.Started{}, ivr.Entered{}, ivr.Input{}, ivr.WaitKey{}, ivr.QueueLeft{},
	ivr.Dialed{}, ivr.Recorded{}, ivr.Ended{}, ivr.Failed{}, ivr.Answered{},
}

var sampleVerbs = []ivr.Verb{
	ivr.Say{}, ivr.Pause{}, ivr.Play{}, ivr.Gather{}, ivr.Enqueue{},
	ivr.Leave{}, ivr.Dial{}, ivr.Record{}, ivr.Hangup{},
	ivr.JoinConference{}, ivr.Poll{}, ivr.Music{}, ivr.Park{},
}

func typeNames[I any](samples []I) []string {
	var names []string
	for _, s := range samples {
		names = append(names, reflect.TypeOf(s).Name())
	}
	return names
}

// fill gives a random T. It goes by the types, so a field that package ivr
// gains is tested without a word here.
func fill[T any](t *rapid.T) T {
	var v T
	fillValue(t, reflect.ValueOf(&v).Elem(), 0)
	return v
}

func fillValue(t *rapid.T, v reflect.Value, depth int) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(randomTime(t)))
		return
	case []byte:
		v.SetBytes(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(t, v.Field(i), depth)
		}
	case reflect.Interface:
		fillInterface(t, v, depth)
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "set") {
			v.Set(reflect.New(v.Type().Elem()))
			fillValue(t, v.Elem(), depth)
		}
	case reflect.Slice, reflect.Map:
		fillMany(t, v, depth)
	default:
		fillPlain(t, v)
	}
}

func fillInterface(t *rapid.T, v reflect.Value, depth int) {
	var member reflect.Value
	if v.Type() == reflect.TypeFor[ivr.Event]() {
		member = reflect.ValueOf(rapid.SampledFrom(sampleEvents).Draw(t, "event"))
	} else {
		member = reflect.ValueOf(rapid.SampledFrom(sampleVerbs).Draw(t, "verb"))
	}
	full := reflect.New(member.Type()).Elem()
	fillValue(t, full, depth+1)
	v.Set(full)
}

// fillMany leaves a slice or map nil, empty or filled: all three come back as
// they were.
func fillMany(t *rapid.T, v reflect.Value, depth int) {
	n := rapid.IntRange(-1, max(0, 3-2*depth)).Draw(t, "n")
	if n < 0 {
		return
	}
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fillValue(t, v.Index(i), depth)
		}
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for range n {
		key, elem := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fillValue(t, key, depth)
		fillValue(t, elem, depth)
		v.SetMapIndex(key, elem)
	}
}

func fillPlain(t *rapid.T, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.String().Draw(t, "text"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(0, 1).Draw(t, "float"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	default:
		t.Fatalf("no random %v yet", v.Type())
	}
}

func randomTime(t *rapid.T) time.Time {
	if rapid.Bool().Draw(t, "zero") {
		return time.Time{}
	}
	return time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "s"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC()
}

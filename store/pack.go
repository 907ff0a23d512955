package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

// The packed form is the binary one of records that are written at each step of a call,
// where JSON costs too much. It holds what [Encode] holds, and refuses what it refuses:
//
//   - a number is a varint, a text its length and bytes, a slice its length and elements,
//     a map likewise with its keys in order, an instant its seconds and nanoseconds;
//   - a struct is its fields that are not zero, each with the tag of its name, its size
//     and its value, and then the tag 0. A field that was added later is absent, one that
//     the program does not know is passed over;
//   - a member of a sealed set is the name of its kind, then its value.
//
// Names are those of JSON, and never changed for the same reason.

// errCut tells that a packed record ends before its value does.
var errCut = errors.New("the packed record is cut")

// AppendPacked appends the packed form of what v points to.
func AppendPacked[T any](b []byte, v *T) ([]byte, error) {
	of := reflect.ValueOf(v).Elem()
	b, err := packerOf(of.Type()).put(b, of)
	if err != nil {
		return nil, fmt.Errorf("pack %T: %w", *v, err)
	}
	return b, nil
}

// Unpack reads what [AppendPacked] wrote of a T.
func Unpack[T any](data []byte) (T, error) {
	var v T
	of := reflect.ValueOf(&v).Elem()
	rest, err := packerOf(of.Type()).get(data, of)
	if err == nil && len(rest) > 0 {
		err = errors.New("more follows the packed record")
	}
	if err != nil {
		return *new(T), fmt.Errorf("unpack %T: %w", v, err)
	}
	return v, nil
}

// packer writes and reads the values of one type.
type packer struct {
	zero func(reflect.Value) bool
	put  func([]byte, reflect.Value) ([]byte, error)
	get  func([]byte, reflect.Value) (rest []byte, err error)
}

var packers sync.Map // reflect.Type → *packer

// packerOf finds the packer of a type, and makes it at first use.
func packerOf(t reflect.Type) *packer {
	if known, ok := packers.Load(t); ok {
		return known.(*packer)
	}
	made, _ := packers.LoadOrStore(t, newPacker(t))
	return made.(*packer)
}

func newPacker(t reflect.Type) *packer {
	switch t {
	case reflect.TypeFor[time.Time]():
		return &packer{zeroTime, putTime, getTime}
	case reflect.TypeFor[[]byte]():
		return &packer{reflect.Value.IsZero, putBytes, getBytes}
	case reflect.TypeFor[map[string]ivr.Value]():
		return packerOfMap[string, ivr.Value]()
	case reflect.TypeFor[map[ivr.CaseKind]string]():
		return packerOfMap[ivr.CaseKind, string]()
	case reflect.TypeFor[ivr.Secret]():
		return &packer{never, putSecret, nil}
	case reflect.TypeFor[ivr.Event]():
		return packerOfUnion(events)
	case reflect.TypeFor[ivr.Verb]():
		return packerOfUnion(verbs)
	case reflect.TypeFor[acd.Event]():
		return packerOfUnion(facts)
	}
	switch t.Kind() {
	case reflect.String:
		return &packer{reflect.Value.IsZero, putText, getText}
	case reflect.Bool:
		return &packer{reflect.Value.IsZero, putBool, getBool}
	case reflect.Int, reflect.Int64:
		return &packer{reflect.Value.IsZero, putInt, getInt}
	case reflect.Uint64:
		return &packer{reflect.Value.IsZero, putUint, getUint}
	case reflect.Float64:
		return &packer{reflect.Value.IsZero, putFloat, getFloat}
	case reflect.Pointer:
		return packerOfPointer(t)
	case reflect.Slice:
		return packerOfSlice(t)
	case reflect.Struct:
		return packerOfStruct(t)
	}
	return &packer{never, func([]byte, reflect.Value) ([]byte, error) { return nil, fmt.Errorf("%v cannot be packed", t) }, nil}
}

func never(reflect.Value) bool { return false }

// putSecret refuses to write what must never be shown.
func putSecret([]byte, reflect.Value) ([]byte, error) {
	return nil, errors.New("a secret is never written")
}

func putText(b []byte, v reflect.Value) ([]byte, error) {
	s := v.String()
	if !utf8.ValidString(s) {
		return nil, errors.New("a text is not UTF-8")
	}
	return append(binary.AppendUvarint(b, uint64(len(s))), s...), nil
}

func getText(b []byte, v reflect.Value) ([]byte, error) {
	s, b, err := takeBytes(b)
	v.SetString(string(s))
	return b, err
}

func putBytes(b []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return append(b, 0), nil
	}
	return append(binary.AppendUvarint(b, uint64(v.Len())+1), v.Bytes()...), nil
}

func getBytes(b []byte, v reflect.Value) ([]byte, error) {
	n, b, err := takeUint(b)
	if err != nil || n == 0 {
		return b, err
	}
	if n--; n > uint64(len(b)) {
		return nil, errCut
	}
	v.SetBytes(append([]byte{}, b[:n]...))
	return b[n:], nil
}

func putBool(b []byte, v reflect.Value) ([]byte, error) {
	if v.Bool() {
		return append(b, 1), nil
	}
	return append(b, 0), nil
}

func getBool(b []byte, v reflect.Value) ([]byte, error) {
	if len(b) == 0 {
		return nil, errCut
	}
	v.SetBool(b[0] != 0)
	return b[1:], nil
}

func putInt(b []byte, v reflect.Value) ([]byte, error) { return binary.AppendVarint(b, v.Int()), nil }

func getInt(b []byte, v reflect.Value) ([]byte, error) {
	n, b, err := takeInt(b)
	v.SetInt(n)
	return b, err
}

func putUint(b []byte, v reflect.Value) ([]byte, error) {
	return binary.AppendUvarint(b, v.Uint()), nil
}

func getUint(b []byte, v reflect.Value) ([]byte, error) {
	n, b, err := takeUint(b)
	v.SetUint(n)
	return b, err
}

func putFloat(b []byte, v reflect.Value) ([]byte, error) {
	return binary.BigEndian.AppendUint64(b, math.Float64bits(v.Float())), nil
}

func getFloat(b []byte, v reflect.Value) ([]byte, error) {
	const size = 8
	if len(b) < size {
		return nil, errCut
	}
	v.SetFloat(math.Float64frombits(binary.BigEndian.Uint64(b)))
	return b[size:], nil
}

// timeOf avoids a copy of an instant that stands where it can be pointed to.
func timeOf(v reflect.Value) time.Time {
	if v.CanAddr() {
		return *v.Addr().Interface().(*time.Time)
	}
	return v.Interface().(time.Time)
}

func zeroTime(v reflect.Value) bool { return timeOf(v).IsZero() }

func putTime(b []byte, v reflect.Value) ([]byte, error) {
	t := timeOf(v)
	b = binary.AppendVarint(b, t.Unix())
	return binary.AppendUvarint(b, uint64(t.Nanosecond())), nil //nolint:gosec // never negative
}

func getTime(b []byte, v reflect.Value) ([]byte, error) {
	seconds, b, err := takeInt(b)
	if err != nil {
		return nil, err
	}
	nanos, b, err := takeUint(b)
	if err != nil || nanos >= uint64(time.Second) {
		return nil, errCut
	}
	t := time.Unix(seconds, int64(nanos)).UTC()
	if t.IsZero() {
		t = time.Time{}
	}
	*v.Addr().Interface().(*time.Time) = t
	return b, nil
}

func takeInt(b []byte) (int64, []byte, error) {
	n, size := binary.Varint(b)
	if size <= 0 {
		return 0, nil, errCut
	}
	return n, b[size:], nil
}

func takeUint(b []byte) (uint64, []byte, error) {
	n, size := binary.Uvarint(b)
	if size <= 0 {
		return 0, nil, errCut
	}
	return n, b[size:], nil
}

func takeBytes(b []byte) (taken, rest []byte, err error) {
	n, b, err := takeUint(b)
	if err != nil || n > uint64(len(b)) {
		return nil, nil, errCut
	}
	return b[:n], b[n:], nil
}

// tagOf is the number that stands for a field's name.
func tagOf(name string) uint64 {
	const tags = 1<<14 - 1 // two bytes of a varint
	h := fnv.New32a()
	_, _ = h.Write([]byte(name))
	return uint64(h.Sum32()%tags) + 1
}

// nameOf is the name of a field on disk.
func nameOf(f reflect.StructField) string {
	if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
		return name
	}
	return f.Name
}

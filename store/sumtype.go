package store

import (
	"fmt"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// union is the wire form of a sealed interface I: {"kind": {fields}}.
type union[I any] struct {
	names map[reflect.Type]string
	kinds map[string]reflect.Type
}

func newUnion[I any](members map[string]I) union[I] {
	u := union[I]{map[reflect.Type]string{}, map[string]reflect.Type{}}
	for name, member := range members {
		u.names[reflect.TypeOf(member)] = name
		u.kinds[name] = reflect.TypeOf(member)
	}
	return u
}

// name is the kind of a member; "" of one that is not in the set.
func (u union[I]) name(member I) string { return u.names[reflect.TypeOf(member)] }

// encode takes a pointer to the interface: the codec then calls it for the
// interface only, and not again for the member's own type.
func (u union[I]) encode(enc *jsontext.Encoder, member *I) error {
	name, known := u.names[reflect.TypeOf(*member)]
	if !known {
		return fmt.Errorf("%T is no kind of %v", *member, reflect.TypeFor[I]())
	}
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	if err := enc.WriteToken(jsontext.String(name)); err != nil {
		return err
	}
	if err := json.MarshalEncode(enc, *member); err != nil {
		return err
	}
	return enc.WriteToken(jsontext.EndObject)
}

func (u union[I]) decode(dec *jsontext.Decoder, member *I) error {
	if _, err := expect(dec, '{'); err != nil {
		return err
	}
	token, err := expect(dec, '"')
	if err != nil {
		return err
	}
	name := token.String()
	kind, known := u.kinds[name]
	if !known {
		return fmt.Errorf("%q is no kind of %v", name, reflect.TypeFor[I]())
	}
	v := reflect.New(kind)
	if err := json.UnmarshalDecode(dec, v.Interface()); err != nil {
		return err
	}
	reflect.ValueOf(member).Elem().Set(v.Elem())
	_, err = expect(dec, '}')
	return err
}

// expect reads the next token, which must be of the kind.
func expect(dec *jsontext.Decoder, kind jsontext.Kind) (jsontext.Token, error) {
	token, err := dec.ReadToken()
	if err == nil && token.Kind() != kind {
		err = fmt.Errorf("%v where %v should be", token.Kind(), kind)
	}
	return token, err
}

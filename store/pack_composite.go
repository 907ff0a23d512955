package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// packedField is a field of a packed struct.
type packedField struct {
	index int
	tag   uint64
	of    *packer
}

func packerOfStruct(t reflect.Type) *packer {
	var fields []packedField
	byTag := map[uint64]packedField{}
	for i := range t.NumField() {
		f := packedField{i, tagOf(nameOf(t.Field(i))), packerOf(t.Field(i).Type)}
		if _, taken := byTag[f.tag]; taken {
			panic(fmt.Sprintf("two fields of %v have the same tag: %s needs another name", t, t.Field(i).Name))
		}
		byTag[f.tag] = f
		fields = append(fields, f)
	}
	return &packer{
		zero: func(v reflect.Value) bool {
			return !slices.ContainsFunc(fields, func(f packedField) bool { return !f.of.zero(v.Field(f.index)) })
		},
		put: func(b []byte, v reflect.Value) ([]byte, error) { return putFields(b, v, fields) },
		get: func(b []byte, v reflect.Value) ([]byte, error) { return getFields(b, v, byTag) },
	}
}

func putFields(b []byte, v reflect.Value, fields []packedField) (_ []byte, err error) {
	for _, f := range fields {
		field := v.Field(f.index)
		if f.of.zero(field) {
			continue
		}
		b = append(binary.AppendUvarint(b, f.tag), 0) // a byte for the size, which is small mostly
		start := len(b)
		if b, err = f.of.put(b, field); err != nil {
			return nil, err
		}
		b = putSize(b, start)
	}
	return append(b, 0), nil
}

// putSize writes the size of what stands from start on into the byte before it, and makes
// room for a size that needs more.
func putSize(b []byte, start int) []byte {
	size := uint64(len(b) - start) //nolint:gosec // b has grown
	var written [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(written[:], size)
	b[start-1] = written[0]
	return slices.Insert(b, start, written[1:n]...)
}

func getFields(b []byte, v reflect.Value, byTag map[uint64]packedField) ([]byte, error) {
	for {
		tag, rest, err := takeUint(b)
		if err != nil || tag == 0 {
			return rest, err
		}
		value, rest, err := takeBytes(rest)
		if err != nil {
			return nil, err
		}
		b = rest
		f, known := byTag[tag]
		if !known {
			continue
		}
		if left, err := f.of.get(value, v.Field(f.index)); err != nil || len(left) > 0 {
			return nil, errors.Join(err, leftOver(left))
		}
	}
}

// leftOver is the error of a value that is shorter than its size.
func leftOver(left []byte) error {
	if len(left) > 0 {
		return errors.New("a packed value is shorter than its size")
	}
	return nil
}

func packerOfPointer(t reflect.Type) *packer {
	to := packerOf(t.Elem())
	return &packer{
		zero: reflect.Value.IsNil,
		put: func(b []byte, v reflect.Value) ([]byte, error) {
			if v.IsNil() {
				return append(b, 0), nil
			}
			return to.put(append(b, 1), v.Elem())
		},
		get: func(b []byte, v reflect.Value) ([]byte, error) {
			if len(b) == 0 {
				return nil, errCut
			}
			if b[0] == 0 {
				return b[1:], nil
			}
			v.Set(reflect.New(t.Elem()))
			return to.get(b[1:], v.Elem())
		},
	}
}

// packerOfSlice finds its element's packer at use: a verb may hold verbs.
func packerOfSlice(t reflect.Type) *packer {
	return &packer{
		zero: reflect.Value.IsNil,
		put: func(b []byte, v reflect.Value) (_ []byte, err error) {
			if v.IsNil() {
				return append(b, 0), nil
			}
			b = binary.AppendUvarint(b, uint64(v.Len())+1)
			of := packerOf(t.Elem())
			for i := range v.Len() {
				if b, err = of.put(b, v.Index(i)); err != nil {
					return nil, err
				}
			}
			return b, nil
		},
		get: func(b []byte, v reflect.Value) ([]byte, error) {
			n, b, err := takeCount(b)
			if err != nil || n < 0 {
				return b, err
			}
			v.Set(reflect.MakeSlice(t, n, n))
			of := packerOf(t.Elem())
			for i := range n {
				if b, err = of.get(b, v.Index(i)); err != nil {
					return nil, err
				}
			}
			return b, nil
		},
	}
}

// takeCount reads how many elements follow; -1 is none at all, as of a nil slice.
func takeCount(b []byte) (int, []byte, error) {
	n, b, err := takeUint(b)
	if err != nil || n > uint64(len(b))+1 { // each element has a byte at least
		return 0, nil, errCut
	}
	return int(n) - 1, b, nil //nolint:gosec // bounded by the record's length
}

// packerOfMap is of one type of maps, whose keys are texts.
func packerOfMap[K ~string, E any]() *packer {
	key, of := packerOf(reflect.TypeFor[K]()), packerOf(reflect.TypeFor[E]())
	return &packer{
		zero: reflect.Value.IsNil,
		put: func(b []byte, v reflect.Value) (_ []byte, err error) {
			m := v.Interface().(map[K]E)
			if m == nil {
				return append(b, 0), nil
			}
			b = binary.AppendUvarint(b, uint64(len(m))+1)
			var room [8]K
			keys := slices.AppendSeq(room[:0], maps.Keys(m))
			slices.Sort(keys)
			var entry struct { // one piece of memory for all
				Key   K
				Value E
			}
			in := reflect.ValueOf(&entry).Elem()
			for _, entry.Key = range keys {
				entry.Value = m[entry.Key]
				if b, err = key.put(b, in.Field(0)); err != nil {
					return nil, err
				}
				if b, err = of.put(b, in.Field(1)); err != nil {
					return nil, err
				}
			}
			return b, nil
		},
		get: func(b []byte, v reflect.Value) ([]byte, error) {
			n, b, err := takeCount(b)
			if err != nil || n < 0 {
				return b, err
			}
			m := make(map[K]E, n)
			for range n {
				var k K
				var e E
				if b, err = key.get(b, reflect.ValueOf(&k).Elem()); err != nil {
					return nil, err
				}
				if b, err = of.get(b, reflect.ValueOf(&e).Elem()); err != nil {
					return nil, err
				}
				m[k] = e
			}
			v.Set(reflect.ValueOf(m))
			return b, nil
		},
	}
}

func packerOfUnion[I any](u union[I]) *packer {
	return &packer{
		zero: reflect.Value.IsNil,
		put: func(b []byte, v reflect.Value) ([]byte, error) {
			if v.IsNil() {
				return append(b, 0), nil
			}
			member := v.Elem()
			name, known := u.names[member.Type()]
			if !known {
				return nil, fmt.Errorf("%v is no kind of %v", member.Type(), reflect.TypeFor[I]())
			}
			b = append(binary.AppendUvarint(b, uint64(len(name))), name...)
			return packerOf(member.Type()).put(b, member)
		},
		get: func(b []byte, v reflect.Value) ([]byte, error) {
			name, b, err := takeBytes(b)
			if err != nil || len(name) == 0 {
				return b, err
			}
			kind, known := u.kinds[string(name)]
			if !known {
				return nil, fmt.Errorf("%q is no kind of %v", name, reflect.TypeFor[I]())
			}
			member := reflect.New(kind).Elem()
			if b, err = packerOf(kind).get(b, member); err != nil {
				return nil, err
			}
			v.Set(member)
			return b, nil
		},
	}
}

package bolt

import (
	"encoding/binary"
	"math/bits"

	"github.com/okpay/hotline/store"
)

// What repeats itself in a record is written once: an answer has the same tags around each
// text, and the call has the texts again. The form is the record's size, and then, in
// turns, the number of bytes that follow as they are, these bytes, and how many bytes are
// to be repeated from how far back.

// leastRepeat is the length from which on a repetition is worth its numbers.
const leastRepeat = 4

// squeezeBits is the size of the table of what was seen, a power of two, and squeezeMost how
// far into a record is looked for repetitions.
const (
	squeezeBits = 11
	squeezeMost = 1<<16 - 1
)

// mostUnsqueezed bounds the size of a record that is read.
const mostUnsqueezed = 1 << 24

// squeeze appends the squeezed form of a record. The longer it finds no repetition, the
// fewer places it looks at.
func squeeze(b, record []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(record)))
	var seen [1 << squeezeBits]uint16 // by hash: where four bytes stand, plus one
	plain := 0                        // where the bytes begin that are yet to be written
	for at := 0; at+leastRepeat <= min(len(record), squeezeMost); {
		four := binary.LittleEndian.Uint32(record[at:])
		slot := &seen[four*2654435761>>(32-squeezeBits)]
		before := int(*slot) - 1
		*slot = uint16(at) + 1 //nolint:gosec // bounded
		if before < 0 || binary.LittleEndian.Uint32(record[before:]) != four {
			at += 1 + (at-plain)>>6
			continue
		}
		size := leastRepeat + same(record[before+leastRepeat:], record[at+leastRepeat:])
		b = appendPlain(b, record[plain:at])
		b = binary.AppendUvarint(b, uint64(size-leastRepeat)) //nolint:gosec // not negative
		b = binary.AppendUvarint(b, uint64(at-before))        //nolint:gosec // not negative
		at += size
		plain = at
	}
	return appendPlain(b, record[plain:])
}

// same is how many bytes are the same at the beginning of two pieces of a record, of which b is
// the shorter.
func same(a, b []byte) int {
	n := 0
	for len(b)-n >= 8 {
		if differ := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); differ != 0 {
			return n + bits.TrailingZeros64(differ)/8
		}
		n += 8
	}
	for n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func appendPlain(b, plain []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(plain))), plain...)
}

// unsqueeze gives the record of a squeezed form.
func unsqueeze(b []byte) ([]byte, error) {
	size, b, ok := number(b, mostUnsqueezed)
	if !ok {
		return nil, store.ErrDamaged
	}
	record := make([]byte, 0, size)
	for {
		var plain, repeat, back int
		if plain, b, ok = number(b, min(size-len(record), len(b))); !ok || plain > len(b) {
			return nil, store.ErrDamaged
		}
		record, b = append(record, b[:plain]...), b[plain:]
		if len(record) == size {
			return record, nil
		}
		if repeat, b, ok = number(b, size-len(record)-leastRepeat); !ok {
			return nil, store.ErrDamaged
		}
		if back, b, ok = number(b, len(record)); !ok || back == 0 {
			return nil, store.ErrDamaged
		}
		for left := repeat + leastRepeat; left > 0; { // in pieces: what is repeated may reach into itself
			piece := min(left, back)
			record = append(record, record[len(record)-back:][:piece]...)
			left -= piece
		}
	}
}

// number reads a number that is at most so much.
func number(b []byte, most int) (int, []byte, bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || most < 0 || n > uint64(most) {
		return 0, nil, false
	}
	return int(n), b[size:], true //nolint:gosec // bounded
}

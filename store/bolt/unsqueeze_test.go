package bolt

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

// squeezed are records as an earlier release has squeezed them.
var squeezed = []struct{ form, record string }{
	{"0000", ""},
	{"0303616263", "abc"},
	{"17086f6e652074776f200b0800", "one two one two one two"},
	{"d201233c536179206c616e67756167653d22636d6e2d434e223ee682a8e5a5bd3c2f5361793eab012300", strings.Repeat(`<Say language="cmn-CN">您好</Say>`, 6)},
	{"a09c010a30313233343536373839929c010a00", strings.Repeat("0123456789", 2000)},
}

func TestSqueezedRecordsAreRead(t *testing.T) {
	t.Parallel()
	for _, s := range squeezed {
		form, err := hex.DecodeString(s.form)
		require.NoError(t, err)
		record, err := unsqueeze(form)
		require.NoError(t, err)
		require.Equal(t, s.record, string(record))
		for cut := range form {
			_, err := unsqueeze(form[:cut])
			require.ErrorIs(t, err, store.ErrDamaged, cut)
		}
	}
}

func TestASqueezedStepIsRead(t *testing.T) {
	t.Parallel()
	packed, err := store.AppendPacked(nil, &stepRecord{Step: "step/1", Token: "IT1"})
	require.NoError(t, err)
	payload := append([]byte{squeezedForm, byte(len(packed)), byte(len(packed))}, packed...) // a short one has nothing to repeat
	step, err := unpackStep[stepRecord](payload)
	require.NoError(t, err)
	require.Equal(t, stepRecord{Step: "step/1", Token: "IT1"}, step)
}

func FuzzUnpackStep(f *testing.F) {
	for _, s := range squeezed {
		form, _ := hex.DecodeString(s.form)
		f.Add(append([]byte{squeezedForm}, form...))
	}
	packed, err := pack(nil, &stepRecord{Step: "step/1", Reply: []byte(strings.Repeat("<Say>您好</Say>", 6))})
	require.NoError(f, err)
	f.Add(packed)
	f.Fuzz(func(_ *testing.T, payload []byte) {
		if isPacked(payload) {
			_, _ = unpackStep[stepRecord](payload)
		}
	})
}

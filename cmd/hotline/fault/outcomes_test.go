package fault

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/twiml"
)

// ours returns what is wrong with the answer of a hotline that nothing keeps from its work, to a
// caller who is not waiting in a queue.
func ours(got answer) error {
	if got.status != 200 {
		return fmt.Errorf("answered by %d: %q", got.status, got.body)
	}
	if problems := twiml.Validate([]byte(got.body), twiml.Voice); len(problems) > 0 {
		return fmt.Errorf("the carrier takes no such document: %v: %q", problems, got.body)
	}
	if rescued(got) {
		return fmt.Errorf("the caller was rescued: %q", got.body)
	}
	return nil
}

// rescued reports whether a caller was sent to the numbers that are rung when a step fails.
func rescued(got answer) bool { return got.status == 200 && strings.Contains(got.body, rescuer) }

// alike returns an error for each copy of a webhook that was not answered as the first was, and one if
// that is no answer of ours.
func alike(copies []answer) (wrong []error) {
	if err := ours(copies[0]); err != nil {
		wrong = append(wrong, err)
	}
	for _, other := range copies[1:] {
		if other != copies[0] {
			wrong = append(wrong, fmt.Errorf("a copy was answered by %q, the first by %q", other.body, copies[0].body))
		}
	}
	return wrong
}

const menuDocument = `<?xml version="1.0" encoding="UTF-8"?><Response><Say>a</Say></Response>`

// What is not an answer of a hotline that works is seen.
func TestAnAnswerThatIsNotOursIsSeen(t *testing.T) {
	t.Parallel()
	good := answer{200, menuDocument}
	require.NoError(t, ours(good))
	require.ErrorContains(t, ours(answer{500, menuDocument}), "answered by 500")
	require.ErrorContains(t, ours(answer{200, "bad gateway"}), "no such document")
	require.ErrorContains(t, ours(answer{200, `<Response><Dial><Number>` + rescuer + `</Number></Dial></Response>`}), "rescued")
	require.Empty(t, alike([]answer{good, good}))
	require.Len(t, alike([]answer{good, {200, ""}, good, {200, "other"}}), 2)
	require.Len(t, alike([]answer{{}, {}}), 1, "no answers are no like answers")

	l := &load{}
	require.NoError(t, l.complaint())
	l.wrong = []error{errors.New("odd")}
	require.ErrorContains(t, l.complaint(), "odd")
	l.failed.Add(1)
	require.ErrorContains(t, l.complaint(), "no answer")
}

// A step that is answered otherwise than before, or not at all, is lost.
func TestALostStepIsSeen(t *testing.T) {
	t.Parallel()
	acks := newAcknowledged()
	for n, token := range []string{"a", "b", "c"} {
		acks.note(request{token: token}, answer{200, strings.Repeat("x", n)})
	}
	as := func(change map[string]answer, err error) func(request) (answer, error) {
		return func(r request) (answer, error) {
			if other, ok := change[r.token]; ok {
				return other, nil
			}
			return acks.all[r.token], err
		}
	}
	require.Empty(t, acks.again(as(nil, nil)))
	require.Len(t, acks.again(as(map[string]answer{"b": {200, "other"}}, nil)), 1)
	require.Len(t, acks.again(as(map[string]answer{"b": {500, "x"}, "c": {}}, nil)), 2)
	require.Len(t, acks.again(as(nil, errors.New("refused"))), 3)
}

package twilio

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"
)

const (
	// maxSound bounds a recording's file in bytes: half an hour of Twilio's WAV.
	maxSound = 32 << 20
	// soundLimit is how long a recording's file may take to arrive.
	soundLimit = 20 * time.Second
)

// ErrTooLarge reports that a recording is larger than [REST.Sound] reads.
var ErrTooLarge = errors.New("the recording is too large")

// Sound is a recording as a file.
type Sound struct {
	Type string // its media type, such as "audio/x-wav"
	Data []byte
}

// soundName matches a recording's SID at the end of its address.
var soundName = regexp.MustCompile(`/Recordings/(RE[0-9a-zA-Z]+)(\.(wav|mp3))?$`)

// Sound fetches a recording. Only the SID of its address is used: the request, and the token with it,
// always goes to the account at the API's own host. [IsGone] reports that the carrier does not have the
// recording.
func (r *REST) Sound(ctx context.Context, recording string) (Sound, error) {
	const op = "fetch recording"
	name := soundName.FindStringSubmatch(recording)
	if name == nil {
		return Sound{}, &Error{Op: op, cause: errSid}
	}
	ctx, cancel := context.WithTimeout(ctx, soundLimit)
	defer cancel()
	address := r.base.JoinPath("2010-04-01", "Accounts", r.AccountSID, "Recordings", name[1]+".wav")
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return Sound{}, &Error{Op: op, cause: err}
	}
	request.SetBasicAuth(r.AccountSID, r.AuthToken.Reveal())
	began := time.Now()
	answer, err := r.HTTPClient.Do(request)
	r.Observe(op, statusOf(answer), time.Since(began))
	if err != nil {
		return Sound{}, &Error{Op: op, cause: err}
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return Sound{}, &Error{Op: op, Status: answer.StatusCode}
	}
	sound, err := readSound(answer)
	if err != nil {
		return Sound{}, &Error{Op: op, Status: answer.StatusCode, cause: err}
	}
	return sound, nil
}

// readSound reads the file of an answer.
func readSound(answer *http.Response) (Sound, error) {
	kind, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(kind, "audio/") {
		return Sound{}, errMalformed
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxSound+1))
	if err != nil {
		return Sound{}, err
	}
	if len(data) > maxSound {
		return Sound{}, ErrTooLarge
	}
	return Sound{Type: kind, Data: data}, nil
}

// DeleteRecording deletes a recording at the carrier, by its address. One that the carrier does not
// have is no error.
func (r *REST) DeleteRecording(ctx context.Context, recording string) error {
	const op = "delete recording"
	name := soundName.FindStringSubmatch(recording)
	if name == nil {
		return &Error{Op: op, cause: errSid}
	}
	err := r.do(ctx, op, false, func(api *openapi.ApiService) error {
		return api.DeleteRecording(name[1], new(openapi.DeleteRecordingParams))
	})
	if IsGone(err) {
		return nil
	}
	return err
}

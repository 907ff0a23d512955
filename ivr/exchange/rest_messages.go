package exchange

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"
)

// maxMessage is the most characters of a text message.
const maxMessage = 1600

var e164 = regexp.MustCompile(`^\+[1-9]\d{6,14}$`)

// messageResource is a message as the API shows it.
type messageResource struct {
	Sid         string  `json:"sid"`
	AccountSid  string  `json:"account_sid"`
	APIVersion  string  `json:"api_version"`
	From        string  `json:"from"`
	To          string  `json:"to"`
	Body        string  `json:"body"`
	Status      string  `json:"status"`
	Direction   string  `json:"direction"`
	NumSegments string  `json:"num_segments"`
	NumMedia    string  `json:"num_media"`
	DateCreated string  `json:"date_created"`
	DateUpdated string  `json:"date_updated"`
	ErrorCode   *int    `json:"error_code"`
	ErrorText   *string `json:"error_message"`
	URI         string  `json:"uri"`
}

// messagesAPI has the Messages of the API.
type messagesAPI struct{ x *Exchange }

// create stores a text message as sent.
func (a messagesAPI) create(r *http.Request) (int, any, *restError) {
	if err := checkMessage(r); err != nil {
		return 0, nil, err
	}
	from := r.PostForm.Get("From")
	if from == "" {
		from = r.PostForm.Get("MessagingServiceSid")
	}
	m := Message{
		Sid: a.x.newID("SM"), From: from, To: r.PostForm.Get("To"),
		Body: r.PostForm.Get("Body"), At: a.x.now(),
	}
	a.x.inbox.add(m)
	return http.StatusCreated, a.resource(m, "queued"), nil
}

func checkMessage(r *http.Request) *restError {
	to, body := r.PostForm.Get("To"), r.PostForm.Get("Body")
	switch {
	case to == "":
		return refuse(400, 21604, "A 'To' phone number is required.")
	case r.PostForm.Get("From") == "" && r.PostForm.Get("MessagingServiceSid") == "":
		return refuse(400, 21603, "A 'From' phone number is required.")
	case body == "":
		return refuse(400, 21602, "Message body is required.")
	case utf8.RuneCountInString(body) > maxMessage:
		return refuse(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
	case !e164.MatchString(to):
		return refuse(400, 21211, "The 'To' number is not a valid phone number.")
	}
	return nil
}

func (a messagesAPI) resource(m Message, status string) messageResource {
	return messageResource{
		Sid: m.Sid, AccountSid: a.x.cfg.AccountSID, APIVersion: "2010-04-01",
		From: m.From, To: m.To, Body: m.Body, Status: status, Direction: "outbound-api",
		NumSegments: strconv.Itoa(segments(m.Body)), NumMedia: "0",
		DateCreated: rfc2822(m.At), DateUpdated: rfc2822(m.At), URI: a.x.uri("Messages/" + m.Sid),
	}
}

// segments returns the number of parts in which a message is sent: 160 characters, or 153 a part, of
// ASCII; 70, or 67 a part, if there is any other character.
func segments(body string) int {
	single, part := 160, 153
	if len(body) != utf8.RuneCountInString(body) {
		single, part = 70, 67
	}
	n := utf8.RuneCountInString(body)
	if n <= single {
		return 1
	}
	return (n + part - 1) / part
}

// list lists messages, newest first, by To, From and DateSent.
func (a messagesAPI) list(r *http.Request) (int, any, *restError) {
	list, _ := a.x.inbox.all(r.Form.Get("To"))
	items := make([]messageResource, 0, len(list))
	for _, m := range slices.Backward(list) {
		if wanted(r, "From", m.From) && onDay(r, "DateSent", m.At) {
			items = append(items, a.resource(m, "delivered"))
		}
	}
	return http.StatusOK, paged(a.x, r, "messages", "Messages", items), nil
}

func (a messagesAPI) fetch(r *http.Request) (int, any, *restError) {
	m, ok := a.x.inbox.find(sid(r, "message"))
	if !ok {
		return 0, nil, notFound(r)
	}
	return http.StatusOK, a.resource(m, "delivered"), nil
}

// update empties the body of a message, the only update allowed once it is sent.
func (a messagesAPI) update(r *http.Request) (int, any, *restError) {
	m, ok := a.x.inbox.find(sid(r, "message"))
	body, given := r.PostForm["Body"]
	switch {
	case !ok:
		return 0, nil, notFound(r)
	case r.PostForm.Get("Status") == "canceled":
		return 0, nil, refuse(400, 30409, "Message cannot be canceled: it was sent.")
	case !given || body[0] != "":
		return 0, nil, refuse(400, 20001, "Body may only be emptied.")
	}
	m.Body = ""
	a.x.inbox.replace(m)
	return http.StatusOK, a.resource(m, "delivered"), nil
}

func (a messagesAPI) remove(r *http.Request) (int, any, *restError) {
	if !a.x.inbox.remove(sid(r, "message")) {
		return 0, nil, notFound(r)
	}
	return http.StatusNoContent, nil, nil
}

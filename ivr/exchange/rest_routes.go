package exchange

import (
	"net/http"
	"strings"
)

// Handler returns the REST API under /2010-04-01/: Calls, Queues with their
// Members, Messages and Recordings, with Twilio's shapes, checks and error codes.
func (x *Exchange) Handler() http.Handler {
	calls, queues, messages, recordings := callsAPI{x}, queuesAPI{x}, messagesAPI{x}, recordingsAPI{x}
	a := api{x: x}
	mux := http.NewServeMux()
	for pattern, e := range map[string]endpoint{
		"POST Messages.json":                messages.create,
		"GET Messages.json":                 messages.list,
		"GET Messages/{message}":            messages.fetch,
		"POST Messages/{message}":           messages.update,
		"DELETE Messages/{message}":         messages.remove,
		"GET Calls.json":                    calls.list,
		"POST Calls.json":                   calls.create,
		"GET Calls/{call}":                  calls.fetch,
		"POST Calls/{call}":                 calls.update,
		"GET Recordings/{recording}":        recordings.fetch,
		"DELETE Recordings/{recording}":     recordings.remove,
		"GET Queues.json":                   queues.list,
		"POST Queues.json":                  queues.create,
		"GET Queues/{queue}":                queues.fetch,
		"GET Queues/{queue}/Members.json":   queues.listMembers,
		"GET Queues/{queue}/Members/{who}":  queues.fetchMember,
		"POST Queues/{queue}/Members/{who}": queues.updateMember,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		mux.Handle(method+" /2010-04-01/Accounts/{account}/"+path, a.guard(e))
	}
	mux.Handle("/", a.guard(func(r *http.Request) (int, any, *restError) { return 0, nil, notFound(r) }))
	return mux
}

package twilio

import (
	"context"
	"net/http"
	"net/url"
	"time"

	openapi "github.com/twilio/twilio-go/rest/api/v2010"
)

// Queue is a queue of the account.
type Queue struct {
	SID     string
	Name    string
	Size    int // callers waiting
	Most    int // the most that may wait
	Average time.Duration
}

// Member is a call waiting in a queue.
type Member struct {
	CallSID  string
	Position int // from 1
	Waited   time.Duration
}

// Front stands for the call that has waited longest.
const Front = "Front"

const (
	pageSize = 1000
	maxPages = 10 // enough for the largest queue
)

// QueueByName returns a queue; [IsGone] reports that it does not exist, as before its first caller.
func (r *REST) QueueByName(ctx context.Context, name string) (Queue, error) {
	queues, err := r.ListQueues(ctx)
	if err != nil {
		return Queue{}, err
	}
	for _, q := range queues {
		if q.Name == name {
			return q, nil
		}
	}
	return Queue{}, &Error{Op: "find queue", Status: http.StatusNotFound, Code: codeNotFound}
}

// ListQueues returns the account's queues.
func (r *REST) ListQueues(ctx context.Context) ([]Queue, error) {
	var queues []Queue
	err := r.do(ctx, "list queues", false, func(api *openapi.ApiService) error {
		return pages(func(page, token string) (*string, error) {
			list, err := api.PageQueue(new(openapi.ListQueueParams).SetPageSize(pageSize), token, page)
			if err != nil {
				return nil, err
			}
			for _, q := range list.Queues {
				queues = append(queues, Queue{
					SID: deref(q.Sid), Name: deref(q.FriendlyName), Size: q.CurrentSize, Most: q.MaxSize,
					Average: time.Duration(q.AverageWaitTime) * time.Second,
				})
			}
			return list.NextPageUri, nil
		})
	})
	return queues, err
}

// ListMembers returns the calls waiting in a queue, in order.
func (r *REST) ListMembers(ctx context.Context, queue string) ([]Member, error) {
	const op = "list members"
	if !queueSid.MatchString(queue) {
		return nil, &Error{Op: op, cause: errSid}
	}
	var members []Member
	err := r.do(ctx, op, false, func(api *openapi.ApiService) error {
		return pages(func(page, token string) (*string, error) {
			list, err := api.PageMember(queue, new(openapi.ListMemberParams).SetPageSize(pageSize), token, page)
			if err != nil {
				return nil, err
			}
			for _, m := range list.QueueMembers {
				members = append(members, Member{
					CallSID: deref(m.CallSid), Position: m.Position, Waited: time.Duration(m.WaitTime) * time.Second,
				})
			}
			return list.NextPageUri, nil
		})
	})
	return members, err
}

// DequeueMember moves a call, or the [Front] one, out of a queue to another document. [IsGone] reports
// that it had left already.
func (r *REST) DequeueMember(ctx context.Context, queue, call, to string) error {
	const op = "dequeue member"
	if !queueSid.MatchString(queue) || call != Front && !isSid("CA", call) {
		return &Error{Op: op, cause: errSid}
	}
	params := new(openapi.UpdateMemberParams).SetUrl(to).SetMethod(http.MethodPost)
	return r.do(ctx, op, true, func(api *openapi.ApiService) error {
		_, err := api.UpdateMember(queue, call, params)
		return err
	})
}

// pages calls read for page after page; each page returns the address of the next.
func pages(read func(page, token string) (next *string, err error)) error {
	page, token := "", ""
	for range maxPages {
		next, err := read(page, token)
		if err != nil || deref(next) == "" {
			return err
		}
		u, err := url.Parse(*next)
		if err != nil {
			return err
		}
		page, token = u.Query().Get("Page"), u.Query().Get("PageToken")
	}
	return nil
}

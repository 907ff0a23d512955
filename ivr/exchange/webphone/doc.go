// Package webphone serves telephones of an exchange in a browser: a page dials, answers, presses keys
// and speaks over HTTP, and reads what happens on its call as server-sent events.
//
// A telephone has an address: a number in E.164, or client:NAME. It exists from the first page that
// opens it, and outlives its pages: a page that comes back is shown the current call.
//
//	GET  /dev/handsets/{address}/events    what happens, from the current call's beginning
//	POST /dev/handsets/{address}/dial      calls the hotline, or "to"
//	POST /dev/handsets/{address}/answer    answers the ringing call
//	POST /dev/handsets/{address}/decline   declines it
//	POST /dev/handsets/{address}/press     "keys": 0-9 * #
//	POST /dev/handsets/{address}/say       "text": to speech recognition, or to the other side
//	POST /dev/handsets/{address}/hangup    ends the call
//
// It is for one machine: requests for another host, or from another site's page, are refused.
package webphone

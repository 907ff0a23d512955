// Package webphone puts telephones of an exchange into a browser: a page dials,
// answers, presses keys and speaks over HTTP, and reads what happens on its
// line as server-sent events.
//
// A handset stands at an address: a number in E.164, or client:NAME. It is
// there from the first page that opens it on, and outlives its pages: one that
// comes back is shown the call as it is now.
//
//	GET  /dev/handsets/{address}/events    what happens, from the present call's beginning
//	POST /dev/handsets/{address}/dial      calls the hotline, or "to"
//	POST /dev/handsets/{address}/answer    takes the call that rings
//	POST /dev/handsets/{address}/decline   does not
//	POST /dev/handsets/{address}/press     "keys": 0-9 * #
//	POST /dev/handsets/{address}/say       "text": to a recogniser, or to who is on the line
//	POST /dev/handsets/{address}/hangup    ends the call
//
// It is for one machine: requests for another host, or from another site's
// page, are refused.
package webphone

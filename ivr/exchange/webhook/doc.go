// Package webhook makes Twilio's signed requests to a service, with its rules for timeouts,
// retries and redirects.
package webhook

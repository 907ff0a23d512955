// Package view makes records into what others read of them: the JSON of the command line, of the
// API and of webhooks, and the rows of files for spreadsheets. There is one form of each record,
// and customers' data is masked to the last four in it. Only functions whose names begin with
// Reveal show it in full; their callers check that it is allowed, and write it to the audit.
//
// Times are in UTC; one that has not come is null. Lists are never null.
package view

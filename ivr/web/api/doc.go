// Package api is what other programs work with: /api/v1, by bearer tokens, as
// openapi.yaml describes it, and the courier that brings the news of cases to
// the company's systems.
//
// Customers' data is masked. A program whose token has the scope reveal may ask
// for a case in full, which is kept in the audit.
package api

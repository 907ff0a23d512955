// Package web is the hotline's HTTP side: it lets in what the carrier signed, brings each
// webhook's form to package service, and writes the document that the service answers.
// When that fails or panics, the caller gets a document from memory that leads to a person.
//
// Pages and APIs for people and programs are in the packages below; the server mounts them.
package web

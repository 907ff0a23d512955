// Package web is the hotline's HTTP side: it takes the carrier's webhooks to
// the engine and back, answers the engine's queries from the store, writes each
// step once, and sends what has to leave.
//
// It knows the store and the menus by the interfaces it declares, so neither
// the file format nor the menu language reaches it.
package web

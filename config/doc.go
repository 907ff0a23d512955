// Package config is the hotline's settings: one typed struct, where each value
// comes from, what is wrong with it, and the pages that document it.
//
// A flag wins over the environment, that over a .env file, that over the
// default. The command line fills [Settings] by the struct's tags; everything
// below the flags is an [Environment].
package config

//go:generate go run ./generate ..

// Package config defines the hotline's settings: one typed struct, the sources of its values, their
// validation, and the pages that document them.
//
// A flag takes precedence over the environment, that over a .env file, that over the default. The
// command line fills [Settings] by the struct's tags; everything below the flags is an [Environment].
package config

//go:generate go run ./generate ..

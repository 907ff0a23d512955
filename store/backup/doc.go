// Package backup copies a store's file: when asked, and every so often while the hotline
// runs. A copy appears under its name only when it is whole, on disk, and every record in it
// was read; it may be encrypted for keys of age (age-encryption.org).
package backup

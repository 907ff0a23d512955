// Package auth knows who is at the browser: people of the house sign in with
// a password, or with the company's own accounts by OpenID Connect, and other
// rooms' pages ask a [Gate] for the role that they need.
//
// A session's token is a random cookie, of which the store keeps the hash. It
// ends after 12 idle hours, after 7 days, when the password changes, and with
// the person: whoever is removed is out at the next request. What changes
// something carries a token that other sites cannot know. Passwords are kept as
// argon2id, and guessing them takes time that grows; names that nobody has are
// answered like all others.
package auth

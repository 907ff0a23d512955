package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/okpay/hotline/ivr"
)

// asking is a command that needs a secret: it is typed where the command is
// given, also when a server runs it.
type asking interface {
	ask() (prompt string, stdin bool)
}

// longestLine bounds a secret, in bytes.
const longestLine = 1024

// readSecret asks for what a command needs, twice and without an echo, or takes
// it from standard input.
func (c console) readSecret(a asking) (ivr.Secret, error) {
	prompt, stdin := a.ask()
	if stdin {
		return firstLine(c.in)
	}
	if !c.keyboard {
		return "", errors.New("this is no terminal to type at: give the secret on standard input, with --stdin")
	}
	first, err := c.typeSecret(prompt + ": ")
	if err != nil {
		return "", err
	}
	again, err := c.typeSecret("Once more: ")
	if err != nil {
		return "", err
	}
	if first != again {
		return "", errors.New("the two are not the same: nothing was changed")
	}
	return first, nil
}

func (c console) typeSecret(prompt string) (ivr.Secret, error) {
	fmt.Fprint(c.err, prompt)
	typed, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(c.err)
	if err != nil {
		return "", fmt.Errorf("reading what is typed: %w", err)
	}
	return ivr.Secret(typed), nil
}

func firstLine(r io.Reader) (ivr.Secret, error) {
	line, err := bufio.NewReader(io.LimitReader(r, longestLine)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("reading standard input: %w", err)
	}
	return ivr.Secret(strings.TrimRight(line, "\r\n")), nil
}

package terminal

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

// longestLine bounds a secret, in bytes.
const longestLine = 1024

// ReadSecret asks for what a command needs, twice and without an echo, or takes
// it from standard input.
func (c Console) ReadSecret(prompt string, stdin bool) (ivr.Secret, error) {
	if stdin {
		return firstLine(c.In)
	}
	if !c.Keyboard {
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

func (c Console) typeSecret(prompt string) (ivr.Secret, error) {
	fmt.Fprint(c.Err, prompt)
	typed, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(c.Err)
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

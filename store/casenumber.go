package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
)

// Case numbers are eight digits: short enough to write down, and never taken
// for a six-digit code.
const (
	caseLeast = 10_000_000
	caseCount = 90_000_000
	caseTries = 5
)

// CaseByNumber looks up a case, as [Office] does.
type CaseByNumber interface {
	Case(ctx context.Context, number string) (Case, error)
}

// DrawCaseNumber draws a number that no case has yet. Opening the case may still
// fail with ErrConflict, when another was opened under the number meanwhile.
func DrawCaseNumber(ctx context.Context, cases CaseByNumber, random io.Reader) (string, error) {
	for range caseTries {
		n, err := rand.Int(random, big.NewInt(caseCount))
		if err != nil {
			return "", fmt.Errorf("drawing a case number: %w", err)
		}
		number := fmt.Sprint(caseLeast + n.Int64())
		switch _, err := cases.Case(ctx, number); {
		case errors.Is(err, ErrNotFound):
			return number, nil
		case err != nil:
			return "", fmt.Errorf("looking for a case of number %s: %w", number, err)
		}
	}
	return "", errors.New("no case number is free")
}

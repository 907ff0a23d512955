package rehearse

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Source draws numbers, uniform from 0 up to but not including 1.
type Source interface{ Float64() float64 }

// Distribution is how long something lasts, which differs from one time to the next. It is written
// "90s", "exponential 3m", "uniform 10s 40s", or "lognormal 4m 0.6", the last with the mean and the ratio
// of the standard deviation to it.
type Distribution struct {
	shape shape
	mean  time.Duration
	most  time.Duration // of uniform
	ratio float64       // of lognormal
}

type shape uint8

const (
	absent shape = iota // nothing is given
	fixed
	exponential
	uniform
	lognormal
)

// longest is the longest time that a distribution may have as its mean.
const longest = 4 * time.Hour

var errDistribution = errors.New(`write a time as 90s, exponential 3m, uniform 10s 40s, or lognormal 4m 0.6`)

// Exponential returns the exponential distribution of a mean.
func Exponential(mean time.Duration) Distribution {
	return Distribution{shape: exponential, mean: mean}
}

// Lognormal returns the lognormal distribution of a mean, with the ratio of the standard deviation to it.
func Lognormal(mean time.Duration, ratio float64) Distribution {
	return Distribution{shape: lognormal, mean: mean, ratio: ratio}
}

// Always returns the distribution of what always lasts as long.
func Always(d time.Duration) Distribution { return Distribution{shape: fixed, mean: d} }

// given reports whether the distribution says anything.
func (d Distribution) given() bool { return d.shape != absent }

// shapes are the shapes that are named, by their names.
var shapes = map[string]shape{"exponential": exponential, "uniform": uniform, "lognormal": lognormal}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Distribution) UnmarshalText(text []byte) (err error) {
	words := strings.Fields(string(text))
	if len(words) == 0 {
		return errDistribution
	}
	read := Distribution{shape: fixed}
	if named, ok := shapes[words[0]]; ok {
		read.shape, words = named, words[1:]
	}
	if len(words) != read.shape.numbers() {
		return fmt.Errorf("%q: %w", text, errDistribution)
	}
	if read.mean, err = duration(words[0]); err != nil {
		return fmt.Errorf("%q: %w", text, err)
	}
	switch read.shape {
	case uniform:
		if read.most, err = duration(words[1]); err == nil && read.most < read.mean {
			err = errors.New("the second time must not be less than the first")
		}
	case lognormal:
		if read.ratio, err = strconv.ParseFloat(words[1], 64); err != nil || !(read.ratio >= 0 && read.ratio <= 10) {
			err = errors.New("the ratio of the standard deviation to the mean is a number from 0 to 10")
		}
	}
	if err != nil {
		return fmt.Errorf("%q: %w", text, err)
	}
	*d = read
	return nil
}

// numbers is how many numbers a shape is written with.
func (s shape) numbers() int {
	if s == uniform || s == lognormal {
		return 2
	}
	return 1
}

func duration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > longest {
		return 0, errDistribution
	}
	return d, nil
}

// MarshalText implements [encoding.TextMarshaler].
func (d Distribution) MarshalText() ([]byte, error) {
	switch d.shape {
	case exponential:
		return []byte("exponential " + d.mean.String()), nil
	case uniform:
		return []byte("uniform " + d.mean.String() + " " + d.most.String()), nil
	case lognormal:
		return fmt.Appendf(nil, "lognormal %s %g", d.mean, d.ratio), nil
	}
	return []byte(d.mean.String()), nil
}

// Mean returns the mean.
func (d Distribution) Mean() time.Duration {
	if d.shape == uniform {
		return (d.mean + d.most) / 2
	}
	return d.mean
}

// draw returns one time.
func (d Distribution) draw(chance Source) time.Duration {
	switch d.shape {
	case exponential:
		return scaled(d.mean, -math.Log1p(-chance.Float64()))
	case uniform:
		return d.mean + scaled(d.most-d.mean, chance.Float64())
	case lognormal:
		variance := math.Log1p(d.ratio * d.ratio)
		return scaled(d.mean, math.Exp(math.Sqrt(variance)*normal(chance)-variance/2))
	}
	return d.mean
}

// normal draws from the standard normal distribution, by Box and Muller.
func normal(chance Source) float64 {
	radius, angle := math.Sqrt(-2*math.Log1p(-chance.Float64())), 2*math.Pi*chance.Float64()
	return radius * math.Cos(angle)
}

func scaled(d time.Duration, by float64) time.Duration {
	return time.Duration(min(float64(d)*by, float64(24*time.Hour)))
}

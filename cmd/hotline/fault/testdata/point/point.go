// Package point is in the program of the fault tests only: an overlay of the build puts it
// beside the store, which passes a point wherever it reads or writes its file. At a point a
// test kills the process, fails the operation, or holds it up.
//
// A test connects to the Unix socket that HOTLINE_POINTS names, writes one order, and is
// answered with how often each point was passed since the order before:
//
//	kill write 3      the process is killed the third time that it comes to a write
//	fail read 2 5     the second to the sixth read fail; without a count, one does
//	stall write 5s 2  the next two writes take so much longer; without a count, each does
//	off               nothing more happens
package point

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// The points: before a transaction that reads, before one that writes, and after a write
// is on the disk and has not been acknowledged.
const (
	Read    = "read"
	Write   = "write"
	Written = "written"
)

var errDisk = errors.New("input/output error (of a fault test)")

// order is what is to happen, and at which passings of a point.
type order struct {
	verb, point string
	from, until int // the passings, from 1; until is not one
	stall       time.Duration
}

var plan struct {
	sync.Mutex
	order
	passed map[string]int
}

func init() {
	path := os.Getenv("HOTLINE_POINTS")
	if path == "" || len(os.Args) < 2 || os.Args[1] != "serve" { // its children have no store
		return
	}
	_ = os.Remove(path) // of a process that was killed
	l, err := net.Listen("unix", path)
	if err != nil {
		panic(err)
	}
	plan.passed = map[string]int{}
	go listen(l)
}

func listen(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		line, _ := bufio.NewReader(conn).ReadString('\n')
		_, _ = fmt.Fprintln(conn, obey(strings.Fields(line)))
		_ = conn.Close()
	}
}

// obey takes an order up, and returns what was passed before it.
func obey(words []string) string {
	next := order{}
	if len(words) > 2 {
		next.verb, next.point = words[0], words[1]
		next.from, next.until = number(words[2]), number(words[2])+1
		if next.verb == "stall" {
			next.stall, _ = time.ParseDuration(words[2])
			next.from, next.until = 1, math.MaxInt
		}
		if len(words) > 3 {
			next.until = next.from + number(words[3])
		}
	}
	plan.Lock()
	defer plan.Unlock()
	var passed []string
	for point, times := range plan.passed {
		passed = append(passed, fmt.Sprint(point, "=", times))
	}
	slices.Sort(passed)
	plan.order, plan.passed = next, map[string]int{}
	return strings.Join(passed, " ")
}

func number(word string) int {
	n, _ := strconv.Atoi(word)
	return n
}

// At passes a point.
func At(point string) error {
	plan.Lock()
	if plan.passed == nil {
		plan.Unlock()
		return nil
	}
	plan.passed[point]++
	now, times := plan.order, plan.passed[point]
	plan.Unlock()
	if now.point != point {
		return nil
	}
	due := now.from <= times && times < now.until
	switch {
	case now.verb == "stall" && due:
		time.Sleep(now.stall)
	case now.verb == "kill" && due:
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case now.verb == "fail" && due:
		return errDisk
	}
	return nil
}

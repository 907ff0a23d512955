package postgres

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The connections of a process, unless the URL says another pool_max_conns; with fewer
// than the fewest, the migrations would wait for themselves.
const (
	connections       = 16
	fewestConnections = 4
)

// connectFor bounds how long the database may take to answer at a start.
const connectFor = 10 * time.Second

// Masked is a database's URL without its password and parameters, for logs and errors.
func Masked(where string) string {
	u, err := url.Parse(where)
	if err != nil || u.Host == "" {
		return "postgres://****"
	}
	masked := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if name := u.User.Username(); name != "" {
		masked.User = url.User(name)
	}
	return masked.String()
}

// Open connects to a database, and brings its tables up to date. Its errors name the
// database, without the password, and the way out.
func Open(ctx context.Context, where string, o Options) (*Store, error) {
	s, err := open(ctx, where, o)
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", Masked(where), err)
	}
	return s, nil
}

func open(ctx context.Context, where string, o Options) (*Store, error) {
	settings, err := parse(where)
	if err != nil {
		return nil, err
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Instance == "" {
		o.Instance = newInstance()
	}
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		return nil, plain(err)
	}
	if err := prepare(ctx, pool, o); err != nil {
		pool.Close()
		return nil, plain(err)
	}
	s := &database{pool: pool, options: o, waiting: make(chan *work, backlog)}
	name := fnv.New32a()
	_, _ = name.Write([]byte(o.Instance))
	s.stamps.instance = int64(name.Sum32() & 0xff)
	for range writers {
		s.drained.Go(s.writer)
	}
	return newStore(s), nil
}

// Reach looks whether a database answers, and changes nothing in it: its tables stay as they are. Its errors do
// not name the database.
func Reach(ctx context.Context, where string) error {
	settings, err := parse(where)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, connectFor)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, settings.ConnConfig)
	if err != nil {
		return plain(err)
	}
	return conn.Close(ctx)
}

// prepare waits for the database's answer, and brings its tables up to date.
func prepare(ctx context.Context, pool *pgxpool.Pool, o Options) error {
	within, cancel := context.WithTimeout(ctx, connectFor)
	defer cancel()
	if err := pool.Ping(within); err != nil {
		return err
	}
	if err := migrate(ctx, pool); err != nil || o.Fill {
		return err
	}
	if err := indexAgents(ctx, pool); err != nil {
		return err
	}
	var half bool
	err := pool.QueryRow(within, `SELECT count(*) > 0 FROM meta WHERE key = 'copying'`).Scan(&half)
	if err == nil && half {
		return errCopying
	}
	return err
}

func parse(where string) (*pgxpool.Config, error) {
	settings, err := pgxpool.ParseConfig(where)
	if err != nil {
		return nil, errors.New("not a URL that a database is reached by: write postgres://USER:PASSWORD@HOST:PORT/DATABASE")
	}
	if !strings.Contains(where, "pool_max_conns=") {
		settings.MaxConns = connections
	}
	settings.MaxConns = max(settings.MaxConns, fewestConnections)
	if _, named := settings.ConnConfig.RuntimeParams["application_name"]; !named {
		settings.ConnConfig.RuntimeParams["application_name"] = "hotline"
	}
	settings.ConnConfig.ConnectTimeout = min(max(settings.ConnConfig.ConnectTimeout, time.Second), connectFor)
	return settings, nil
}

func newInstance() string {
	id := make([]byte, 8)
	_, _ = rand.Read(id) // never fails
	return hex.EncodeToString(id)
}

// plain says in one line why there is no connection. pgx's own error tells the whole
// configuration over several lines.
func plain(err error) error {
	var answer *pgconn.PgError
	if errors.As(err, &answer) {
		switch answer.Code {
		case "28P01", "28000":
			return fmt.Errorf("the database refuses user and password (%s)", answer.Code)
		case "3D000":
			return errors.New("there is no database of that name: make it with createdb")
		case "57P03":
			return fmt.Errorf("the database is starting or stopping: %s", answer.Message)
		}
		return fmt.Errorf("the database answers: %s (%s)", answer.Message, answer.Code)
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return fmt.Errorf("no connection to the database at %s: %s", hosts(connect.Config), reason(err))
	}
	return err
}

func hosts(c *pgconn.Config) string { return fmt.Sprintf("%s:%d", c.Host, c.Port) }

// reason is the innermost error's text, which names no settings.
func reason(err error) string {
	for {
		switch inner := err.(type) {
		case interface{ Unwrap() error }:
			next := inner.Unwrap()
			if next == nil {
				return oneLine(err)
			}
			err = next
		case interface{ Unwrap() []error }:
			all := inner.Unwrap()
			if len(all) == 0 {
				return oneLine(err)
			}
			err = all[len(all)-1]
		default:
			return oneLine(err)
		}
	}
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", " ") }

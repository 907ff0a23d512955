package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/i18n"
)

//go:embed templates/*.html words.json
var own embed.FS

// Templates is a room's templates, each a file that defines "main", once for each
// language, on the common layout.
type Templates struct {
	words     i18n.Catalogue
	templates map[string]*template.Template // language/file
}

// Load reads a room's templates/*.html and words.json. Files whose names begin
// with "_" are parts that the others may use.
func Load(files fs.FS) (*Templates, error) {
	common, err := readWords(own)
	if err != nil {
		return nil, err
	}
	words, err := readWords(files)
	if err != nil {
		return nil, err
	}
	s := &Templates{words: common.With(words), templates: map[string]*template.Template{}}
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("listing templates: %w", err)
	}
	for _, l := range i18n.Languages() {
		for _, name := range names {
			if base := strings.TrimPrefix(name, "templates/"); !strings.HasPrefix(base, "_") {
				if err := s.parse(files, names, l, base); err != nil {
					return nil, err
				}
			}
		}
	}
	return s, nil
}

// parse makes one file's template, with the layout and the room's parts.
func (s *Templates) parse(files fs.FS, names []string, language, base string) error {
	t := template.New("layout.html").Funcs(s.functions(language))
	t, err := t.ParseFS(own, "templates/*.html")
	if err != nil {
		return fmt.Errorf("parsing the layout: %w", err)
	}
	for _, name := range names {
		if strings.HasPrefix(name, "templates/_") || name == "templates/"+base {
			if t, err = t.ParseFS(files, name); err != nil {
				return fmt.Errorf("parsing %s: %w", name, err)
			}
		}
	}
	s.templates[language+"/"+strings.TrimSuffix(base, ".html")] = t
	return nil
}

// functions are what templates may call, besides the built-in ones.
func (s *Templates) functions(language string) template.FuncMap {
	return template.FuncMap{
		"t":     func(key string, values ...any) string { return s.words.Text(language, key, values...) },
		"name":  func(kind string, name any) string { return s.words.Name(language, kind, fmt.Sprint(name)) },
		"names": s.words.Names,
		"asset": Asset,
		"lasts": func(d time.Duration) string { return Lasts(d) },
		"date":  func(at time.Time) string { return shown(at, "2006-01-02 15:04") },
		"clock": func(at time.Time) string { return shown(at, "15:04:05") },
		"iso":   func(at time.Time) string { return shown(at, time.RFC3339) },
	}
}

func shown(at time.Time, layout string) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(layout)
}

// View is what a page shows.
type View struct {
	Title string // a key of the words
	Room  string // the room's entry in the navigation: "desk", "console", "phone"
	Who   string // who is signed in, "" when nobody is
	Role  string
	Token string // the CSRF token
	Body  any    // the room's own
	// The layout's, set by Render.
	Language string
	Path     string
}

// Say is a word of the room's in the language of the request.
func (s *Templates) Say(c echo.Context, key string, values ...any) string {
	return s.words.Text(Language(c), key, values...)
}

// SayIn is a word of the room's in a language.
func (s *Templates) SayIn(language, key string, values ...any) string {
	return s.words.Text(language, key, values...)
}

// Name is the word for a thing of a kind in a language, such as a department; its own name where it
// has none.
func (s *Templates) Name(language, kind, name string) string {
	return s.words.Name(language, kind, name)
}

// Render answers with a whole page.
func (s *Templates) Render(c echo.Context, status int, name string, v View) error {
	v.Language, v.Path = Language(c), c.Request().URL.Path
	page, err := s.execute(v.Language, name, "layout.html", v)
	if err != nil {
		return err
	}
	return c.HTMLBlob(status, page)
}

// Fragment is one part of a page, by its template's name, in a language: what a
// live stream sends.
func (s *Templates) Fragment(language, name, part string, v View) ([]byte, error) {
	v.Language = language
	return s.execute(language, name, part, v)
}

func (s *Templates) execute(language, name, part string, v View) ([]byte, error) {
	t, ok := s.templates[language+"/"+name]
	if !ok {
		return nil, fmt.Errorf("there is no page %s in %s", name, language)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, part, v); err != nil {
		return nil, fmt.Errorf("making page %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// languageCookie holds the language that someone chose for the pages.
const languageCookie = "hotline_language"

// Language is the language of a request: chosen by ?language= or a cookie, else
// the browser's.
func Language(c echo.Context) string {
	if chosen := c.QueryParam("language"); chosen != "" {
		return match(chosen)
	}
	if cookie, err := c.Cookie(languageCookie); err == nil {
		return match(cookie.Value)
	}
	return match(c.Request().Header.Get("Accept-Language"))
}

// Choose keeps the language that a request chooses for the next ones.
func Choose(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if chosen := c.QueryParam("language"); chosen != "" {
			c.SetCookie(&http.Cookie{Name: languageCookie, Value: match(chosen), Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true})
		}
		return next(c)
	}
}

// Midnight returns when the day of t began, in t's time zone.
func Midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// Lasts writes how long something takes as a clock would: 0:07, 12:30, 1:02:03.
func Lasts(d time.Duration) string {
	seconds := int(max(d, 0).Seconds())
	if seconds >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

package api_test

import (
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/okpay/hotline/ivr/web/api"
	"github.com/okpay/hotline/store"
)

var update = flag.Bool("update", false, "write openapi.json anew")

// What is served is what was written by hand.
func TestDocumentIsServedAsWritten(t *testing.T) {
	t.Parallel()
	written, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	var content map[string]any
	require.NoError(t, yaml.Unmarshal(written, &content))
	want, err := json.MarshalIndent(content, "", " ")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile("openapi.json", append(want, '\n'), 0o644))
		return
	}
	answer := newFixture(t).get("", "/openapi.json")
	require.Equal(t, http.StatusOK, answer.Code)
	require.Equal(t, string(want)+"\n", answer.Body.String(), "go test ./ivr/web/api -run Document -update")
}

func loadDocument(t *testing.T) *openapi3.T {
	t.Helper()
	served := newFixture(t).get("", "/openapi.json").Body.Bytes()
	document, err := openapi3.NewLoader().LoadFromData(served)
	require.NoError(t, err)
	require.NoError(t, document.Validate(t.Context()))
	return document
}

// operationsOf gives the names of all operations by method and path.
func operationsOf(document *openapi3.T) map[string]string {
	all := map[string]string{}
	for path, item := range document.Paths.Map() {
		for method, operation := range item.Operations() {
			all[method+" "+path] = operation.OperationID
		}
	}
	return all
}

func TestEveryRouteIsInTheDocument(t *testing.T) {
	t.Parallel()
	parameter := regexp.MustCompile(`:(\w+)`)
	var routes []string
	for _, route := range newFixture(t).echo.Routes() {
		if path, ours := strings.CutPrefix(route.Path, api.Base); ours && !strings.HasSuffix(path, "*") {
			routes = append(routes, route.Method+" "+parameter.ReplaceAllString(path, "{$1}"))
		}
	}
	var documented []string
	for operation := range operationsOf(loadDocument(t)) {
		documented = append(documented, operation)
	}
	require.ElementsMatch(t, documented, routes)
}

// exchange is a request that the document allows, and its answer's status.
type exchange struct {
	request
	want int
	says string // a part of the answer
}

func exchanges() []exchange {
	do := func(method, path, body string, want int, says string) exchange {
		return exchange{request{method, path, body, nil}, want, says}
	}
	note := do("POST", "/cases/C-1/notes", `{"text":"rang, nobody there"}`, 200, `"by":"api:billing"`)
	note.header = map[string]string{"Idempotency-Key": "7"}
	lines := do("POST", "/ledger", `{"refund_id":"r-0001","transaction_id":"90000001","amount":"1.00","currency":"CNY","status":"paid","paid_at":"2026-10-01T00:00:00Z"}`+"\n", 200, `"rows":1`)
	lines.header = map[string]string{"Content-Type": "application/jsonl"}
	return []exchange{
		do("GET", "/openapi.json", "", 200, "operationId"),
		do("GET", "/calls?limit=1&since=2026-10-01T00:00:00Z", "", 200, `"outcome":"live"`),
		do("GET", "/calls/CA1", "", 200, `"text":"****1002#"`),
		do("GET", "/calls/CA1", "", 200, `"stays":[{"queue":"general","entered":"2026-10-09T03:00:00Z"`),
		do("GET", "/calls/CA9", "", 404, "no such record"),
		do("GET", "/cases?kind=refund&open=true", "", 200, `"caller":"****0009"`),
		do("GET", "/cases.csv", "", 200, "C-1,refund,open"),
		do("GET", "/cases.csv?reveal=true", "", 200, "90000001"),
		do("GET", "/cases/C-1", "", 200, `"transaction":"****0001"`),
		do("GET", "/cases/C-1?reveal=true", "", 200, `"transaction":"90000001"`),
		do("PUT", "/cases/C-1/assignee", `{"assignee":"an"}`, 200, `"assignee":"an"`),
		do("PUT", "/cases/C-1/assignee", `{"assignee":"nobody"}`, 422, "nobody of the house"),
		note, note,
		do("POST", "/cases/C-1/close", `{"note":"paid"}`, 200, `"state":"closed"`),
		do("PUT", "/cases/C-1/assignee", `{"assignee":""}`, 409, "changed meanwhile"),
		do("GET", "/agents", "", 200, `"number":"****0001"`),
		do("GET", "/agents/an", "", 200, `"role":"agent"`),
		do("PUT", "/agents/bo", `{"number":"+861550000002","departments":["fraud"],"languages":["zh-CN"]}`, 201, `"name":"bo"`),
		do("PUT", "/agents/bo", `{"number":"+861550000003","departments":[],"languages":[]}`, 200, `"number":"****0003"`),
		do("PATCH", "/agents/bo", `{"on_duty":true}`, 200, `"on_duty":true`),
		do("DELETE", "/agents/bo", "", 204, ""),
		do("GET", "/queues", "", 200, `"longest_seconds":90`),
		do("GET", "/report?from=2026-10-01&to=2026-10-09&by=day", "", 200, `"name":"2026-10-08","offered":3`),
		do("GET", "/report", "", 200, `"service_level":0.5`),
		do("POST", "/ledger", `[{"account_id":"acct-0001","name":"Demo","email":"","phone":"+861550000009","language":"zh-CN","birth_date":"1990-12-31"}]`, 200, `"kind":"accounts"`),
		do("POST", "/ledger", `[{"account_id":"acct-0002","name":"Demo","email":"","phone":"+861550000009","language":"zh-CN","birth_date":""}]`, 200, `"warnings":[{"row":1,"column":"phone"`),
		do("POST", "/ledger", `[{"refund_id":"r-0002","transaction_id":"90000002","amount":"1.00","currency":"CNY","status":"paid"}]`, 200, `"warnings":[{"row":1,"column":"paid_at"`),
		do("POST", "/ledger", `[{"account_id":"acct-0001","phone":"0155"}]`, 422, `"column":"phone"`),
		do("POST", "/ledger", `[{"transaction_id":"90000001","account_id":"acct-0001","time":"2026-10-01T00:00:00Z","type":"payment","counterparty":"A demo shop","amount":"1.00","currency":"CNY","status":"completed","refundable":true,"cancellable":false}]`, 200, `"rows":1`),
		lines,
		do("POST", "/ledger/lookup", `{"account_id":"acct-0001"}`, 200, `"birth_year":"1990"`),
		do("POST", "/ledger/lookup", `{"transaction_id":"90000001"}`, 200, `"amount_minor":100`),
		do("POST", "/ledger/lookup", `{"refund_id":"r-0001"}`, 200, `"status":"paid"`),
		do("GET", "/hours", "", 200, `"open":true`),
		do("PUT", "/hours/support/closure", `{"until":"2026-10-10T04:00:00Z"}`, 200, `"reason":"closure"`),
		do("DELETE", "/hours/support/closure", "", 200, `"closed_until":null`),
		do("PUT", "/hours/night/closure", `{"until":"2026-10-10T04:00:00Z"}`, 404, "they have [support]"),
		do("GET", "/audit?who=api:billing&action=case.reveal", "", 200, `"object":"C-1"`),
		do("GET", "/deliveries", "", 200, `"type":"case.opened"`),
		do("GET", "/deliveries?state=dead", "", 200, `"items":[]`),
		do("POST", "/deliveries/FIRST/retry", "", 200, `"state":"pending"`),
		do("DELETE", "/deliveries/FIRST", "", 204, ""),
		do("DELETE", "/deliveries/FIRST", "", 404, "no such record"),
		do("POST", "/erasures", `{"phone":"+861550000009","reason":"a letter"}`, 409, "is under way"),
		do("POST", "/erasures", `{"account":"acct-0777","dry_run":true}`, 200, `"erased":false,"calls":[],"cases":[],"open":0,"recordings":0,"stays":["of each case`),
	}
}

// Every operation of the document is asked for, and neither request nor answer
// is other than it says.
func TestEveryOperationIsAsDocumented(t *testing.T) {
	t.Parallel()
	document := loadDocument(t)
	router, err := legacy.NewRouter(document)
	require.NoError(t, err)
	h := newFixture(t)
	require.NoError(t, h.store.Announce(t.Context(), true))
	h.fill()
	token := h.token("billing", store.ScopeWrite, store.ScopeReveal, store.ScopeAudit)
	due, err := h.store.DueDeliveries(t.Context(), noon, 1)
	require.NoError(t, err)
	untried := operationsOf(document)
	for _, e := range exchanges() {
		h.wait(time.Second)
		e.path = strings.ReplaceAll(e.path, "FIRST", due[0].ID)
		name := e.method + " " + e.path
		route := h.exchange(router, token, e, name)
		if e.want < 300 {
			delete(untried, route.Method+" "+route.Path)
		}
	}
	require.Empty(t, untried, "operations that are in the document and were not asked for")
	c, err := h.store.Case(t.Context(), "C-1")
	require.NoError(t, err)
	require.Len(t, c.Notes, 1, "a note that is sent twice is added once")
}

func (h *fixture) exchange(router routers.Router, token string, e exchange, name string) *routers.Route {
	h.t.Helper()
	asked := e.build(token)
	asked.URL.Host, asked.URL.Scheme = "", ""
	route, parameters, err := router.FindRoute(asked)
	require.NoError(h.t, err, name)
	input := &openapi3filter.RequestValidationInput{
		Request: asked, PathParams: parameters, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true},
	}
	require.NoError(h.t, openapi3filter.ValidateRequest(h.t.Context(), input), name)
	answer := h.send(token, e.request)
	require.Equal(h.t, e.want, answer.Code, "%s: %s", name, answer.Body)
	require.Contains(h.t, answer.Body.String(), e.says, name)
	require.NoError(h.t, openapi3filter.ValidateResponse(h.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: answer.Code, Header: answer.Header(), Body: io.NopCloser(answer.Body), Options: input.Options,
	}), name)
	return route
}

func init() {
	openapi3filter.RegisterBodyDecoder("application/jsonl", func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		text, err := io.ReadAll(body)
		return string(text), err
	})
}

// gateway-render asks Istio's own control plane, in process, which listeners, routes and clusters it would send to gateways.
// It reads one request (JSON) from standard input and writes the answers, by the gateway's namespace, to standard output.
// Istio's control plane has no other door that needs no API server: xds is the package that its own tests use.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	meshconfig "istio.io/api/mesh/v1alpha1"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/config/mesh"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/test"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// Gateway is a pod of a gateway's Deployment.
type Gateway struct {
	Namespace, Name, Account, IP string
	Labels                       map[string]string
}

// Request is what the control plane would read from the cluster.
type Request struct {
	MeshConfig json.RawMessage
	Cluster    []json.RawMessage // kinds of Kubernetes itself
	Config     []json.RawMessage // kinds of Istio
	Gateways   []Gateway
}

// Answer is what the control plane would push to one gateway, as Envoy's API spells it.
type Answer struct {
	Listeners []json.RawMessage `json:"listeners"`
	Routes    []json.RawMessage `json:"routes"`
	Clusters  []json.RawMessage `json:"clusters"`
}

func main() {
	onlyErrors()
	input, err := io.ReadAll(os.Stdin)
	must(err)
	var request Request
	must(json.Unmarshal(input, &request))
	settings, err := mesh.ApplyMeshConfigDefaults(string(request.MeshConfig))
	must(err)
	settings.DefaultProviders = &meshconfig.MeshConfig_DefaultProviders{} // telemetry's filters are in Istio's own build of Envoy only
	control := xds.NewFakeDiscoveryServer(harness{}, xds.FakeOptions{
		KubernetesObjectString: documents(request.Cluster), ConfigString: documents(request.Config), MeshConfig: settings,
	})
	answers := map[string]Answer{}
	for _, gateway := range request.Gateways {
		proxy := control.SetupProxy(gateway.proxy())
		answers[gateway.Namespace+"/"+gateway.Name] = Answer{all(control.Listeners(proxy)), all(control.Routes(proxy)), all(control.Clusters(proxy))}
	}
	must(json.NewEncoder(os.Stdout).Encode(answers))
}

func (g Gateway) proxy() *model.Proxy {
	return &model.Proxy{
		Type: model.Router, ID: g.Name + "." + g.Namespace, ConfigNamespace: g.Namespace, IPAddresses: []string{g.IP},
		DNSDomain: g.Namespace + ".svc.cluster.local", Labels: g.Labels,
		Metadata: &model.NodeMetadata{Namespace: g.Namespace, Labels: g.Labels, ServiceAccount: g.Account, ClusterID: "Kubernetes"},
	}
}

func all[M proto.Message](messages []M) []json.RawMessage {
	out := []json.RawMessage{}
	for _, message := range messages {
		text, err := protojson.Marshal(message)
		must(err)
		out = append(out, text)
	}
	return out
}

// documents of YAML, which JSON is.
func documents(objects []json.RawMessage) string {
	texts := []string{}
	for _, object := range objects {
		texts = append(texts, string(object))
	}
	return strings.Join(texts, "\n---\n")
}

// onlyErrors keeps standard output for the answer.
func onlyErrors() {
	options := log.DefaultOptions()
	options.OutputPaths = []string{"stderr"}
	options.SetDefaultOutputLevel("all", log.ErrorLevel)
	must(log.Configure(options))
}

// harness stands in for a test: a failure ends the process.
type harness struct{ test.Failer }

func (harness) Helper()                         {}
func (harness) Cleanup(func())                  {}
func (harness) Log(...any)                      {}
func (harness) Logf(string, ...any)             {}
func (harness) TempDir() string                 { return os.TempDir() }
func (harness) FailNow()                        { must(fmt.Errorf("the control plane gave up")) }
func (harness) Fatal(reason ...any)             { must(fmt.Errorf("%s", fmt.Sprint(reason...))) }
func (harness) Fatalf(form string, rest ...any) { must(fmt.Errorf(form, rest...)) }

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

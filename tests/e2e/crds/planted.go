package main

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed planted/*.yaml
var planted embed.FS

// proveRefusals checks each planted document on its own, next to the good definition. Its annotation `refused` holds part of
// the answer that must follow; a document without one must pass.
func proveRefusals() []string {
	var failures []string
	good := mustSplit("planted/good.yaml")
	if result := check(good, nil); len(result.failures) > 0 || result.objects == 0 {
		failures = append(failures, result.failures...)
	}
	counts := map[bool]int{}
	for _, bad := range append(mustSplit("planted/definitions.yaml"), mustSplit("planted/objects.yaml")...) {
		wanted := bad.object.GetAnnotations()["refused"]
		answers := strings.Join(check(append(good[:1:1], bad), nil).failures, "\n")
		if wanted == "" || !strings.Contains(answers, wanted) {
			failures = append(failures, fmt.Sprintf("%s: wanted %q, got %q", bad.name(), wanted, answers))
		}
		counts[bad.isDefinition()]++
	}
	fmt.Printf("refused %d planted definitions and %d planted objects, with k8s.io/apiextensions-apiserver\n", counts[true], counts[false])
	return failures
}

func mustSplit(path string) []document {
	text, err := planted.ReadFile(path)
	if err != nil {
		panic(err)
	}
	documents, err := split(path, text)
	if err != nil {
		panic(err)
	}
	return documents
}

package main

import (
	"fmt"
	"slices"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	builtin "k8s.io/client-go/kubernetes/scheme"
)

// checked is what came out of one set of documents.
type checked struct {
	definitions int
	objects     int
	largest     int
	largestName string
	foreign     []string
	failures    []string
}

// check looks at all definitions first, then at the objects of the kinds that they define.
func check(documents []document, foreign []string) checked {
	result := checked{largestName: "none"}
	definitions := map[string]*apiextensions.CustomResourceDefinition{}
	for _, document := range documents {
		if !document.isDefinition() {
			continue
		}
		definition, problems := acceptDefinition(document)
		result.add(document, problems)
		if len(problems) == 0 {
			result.definitions++
		}
		if definition != nil {
			definitions[definition.Spec.Names.Kind+"."+definition.Spec.Group] = definition
		}
		if len(document.json) > result.largest {
			result.largest, result.largestName = len(document.json), document.object.GetName()
		}
	}
	for _, document := range documents {
		if !isBuiltin(document) {
			result.object(document, definitions[document.kind()], foreign)
		}
	}
	return result
}

func (result *checked) object(document document, definition *apiextensions.CustomResourceDefinition, foreign []string) {
	switch {
	case definition != nil:
		problems := acceptObject(document, definition)
		result.add(document, problems)
		if len(problems) == 0 {
			result.objects++
		}
	case slices.Contains(foreign, document.kind()):
		if !slices.Contains(result.foreign, document.kind()) {
			result.foreign = append(result.foreign, document.kind())
		}
	default:
		result.add(document, []string{"no definition of " + document.kind() + " in this folder"})
	}
}

func (result *checked) add(document document, problems []string) {
	for _, problem := range problems {
		result.failures = append(result.failures, fmt.Sprintf("%s: %s", document.name(), problem))
	}
}

// isBuiltin tells the kinds of Kubernetes itself; two of its groups are served by libraries that client-go does not know.
func isBuiltin(document document) bool {
	return builtin.Scheme.Recognizes(document.object.GroupVersionKind()) || document.isDefinition() ||
		document.kind() == "APIService.apiregistration.k8s.io"
}

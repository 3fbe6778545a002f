package main

import (
	"context"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apivalidation "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// sizeLimit leaves room for what a client adds: kubectl's last-applied annotation may hold 262,144 bytes.
const sizeLimit = 235_000

var (
	scheme = runtime.NewScheme()
	strict = serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
)

func init() {
	install.Install(scheme)
}

// acceptDefinition does what the API server does when a definition is created; it returns nil when nothing can be decoded.
func acceptDefinition(document document) (*apiextensions.CustomResourceDefinition, []string) {
	decoded, _, err := strict.Decode(document.json, nil, nil)
	if err != nil {
		return nil, []string{err.Error()}
	}
	external, ok := decoded.(*apiextensionsv1.CustomResourceDefinition)
	if !ok {
		return nil, []string{fmt.Sprintf("is no %s definition", apiextensionsv1.SchemeGroupVersion)}
	}
	definition := &apiextensions.CustomResourceDefinition{}
	scheme.Default(external)
	if err := scheme.Convert(external, definition, nil); err != nil {
		return nil, []string{err.Error()}
	}
	return definition, definitionProblems(document, definition)
}

func definitionProblems(document document, definition *apiextensions.CustomResourceDefinition) []string {
	var problems []string
	if len(document.json) > sizeLimit {
		problems = append(problems, fmt.Sprintf("is %d bytes of JSON, above %d", len(document.json), sizeLimit))
	}
	definition.Status = apiextensions.CustomResourceDefinitionStatus{StoredVersions: storedVersions(definition)}
	for _, problem := range apivalidation.ValidateCustomResourceDefinition(context.Background(), definition) {
		problems = append(problems, problem.Error())
	}
	for _, version := range definition.Spec.Versions {
		structural, err := structuralSchema(definition, version.Name)
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s: %s", version.Name, err))
			continue
		}
		for _, problem := range schema.ValidateStructural(nil, structural) {
			problems = append(problems, fmt.Sprintf("%s: %s", version.Name, problem))
		}
		problems = append(problems, unknownFormats(definition, version.Name)...)
	}
	return problems
}

// storedVersions is what the API server notes when a definition is created.
func storedVersions(definition *apiextensions.CustomResourceDefinition) []string {
	for _, version := range definition.Spec.Versions {
		if version.Storage {
			return []string{version.Name}
		}
	}
	return nil
}

// unknownFormats are what the API server only warns of: a format that it does not know checks nothing.
func unknownFormats(definition *apiextensions.CustomResourceDefinition, version string) []string {
	var problems []string
	root, err := apiextensions.GetSchemaForVersion(definition, version)
	if err != nil {
		return []string{err.Error()}
	}
	apivalidation.SchemaHas(root.OpenAPIV3Schema, func(node *apiextensions.JSONSchemaProps) bool {
		bare := &spec.Schema{SchemaProps: spec.SchemaProps{Format: node.Format, Type: []string{node.Type}}}
		for _, format := range validation.GetUnrecognizedFormats(bare, environment.DefaultCompatibilityVersion()) {
			problems = append(problems, fmt.Sprintf("%s: unrecognized format %q", version, format))
		}
		return false
	})
	return problems
}

func structuralSchema(definition *apiextensions.CustomResourceDefinition, version string) (*schema.Structural, error) {
	validation, err := apiextensions.GetSchemaForVersion(definition, version)
	if err != nil {
		return nil, err
	}
	if validation == nil || validation.OpenAPIV3Schema == nil {
		return nil, fmt.Errorf("has no schema")
	}
	return schema.NewStructural(validation.OpenAPIV3Schema)
}

package main

import (
	"context"
	"fmt"
	"slices"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
)

// acceptObject follows a custom resource through the API server: unknown fields, defaults, schema, lists, CEL rules.
func acceptObject(document document, definition *apiextensions.CustomResourceDefinition) []string {
	versionName := document.object.GroupVersionKind().Version
	served := slices.ContainsFunc(definition.Spec.Versions, func(version apiextensions.CustomResourceDefinitionVersion) bool {
		return version.Name == versionName && version.Served
	})
	if !served {
		return []string{"version " + versionName + " is not served"}
	}
	structural, err := structuralSchema(definition, versionName)
	if err != nil {
		return []string{err.Error()}
	}
	object := document.object.DeepCopy().Object
	problems := unknownFields(object, structural)
	defaulting.PruneNonNullableNullsWithoutDefaults(object, structural)
	defaulting.Default(object, structural)
	for _, problem := range schemaProblems(document, object, structural, definition) {
		problems = append(problems, problem.Error())
	}
	return problems
}

func unknownFields(object map[string]any, structural *schema.Structural) []string {
	var problems []string
	pruned := pruning.PruneWithOptions(object, structural, true, schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	_, _, metadata, err := objectmeta.GetObjectMetaWithOptions(object, objectmeta.ObjectMetaOptions{ReturnUnknownFieldPaths: true})
	if err != nil {
		problems = append(problems, err.Error())
	}
	embeddedErr, embedded := objectmeta.CoerceWithOptions(nil, object, structural, false, objectmeta.CoerceOptions{ReturnUnknownFieldPaths: true})
	if embeddedErr != nil {
		problems = append(problems, embeddedErr.Error())
	}
	for _, path := range slices.Concat(pruned, metadata, embedded) {
		problems = append(problems, fmt.Sprintf("unknown field %q", path))
	}
	return problems
}

func schemaProblems(
	document document, object map[string]any, structural *schema.Structural, definition *apiextensions.CustomResourceDefinition,
) field.ErrorList {
	openAPI, err := apiextensions.GetSchemaForVersion(definition, document.object.GroupVersionKind().Version)
	if err != nil {
		return field.ErrorList{field.InternalError(nil, err)}
	}
	validator, _, err := validation.NewSchemaValidator(openAPI.OpenAPIV3Schema)
	if err != nil {
		return field.ErrorList{field.InternalError(nil, err)}
	}
	namespaced := definition.Spec.Scope == apiextensions.NamespaceScoped
	problems := apivalidation.ValidateObjectMetaAccessor(
		document.object, namespaced, apivalidation.NameIsDNSSubdomain, field.NewPath("metadata"))
	problems = append(problems, validation.ValidateCustomResource(nil, object, validator)...)
	problems = append(problems, objectmeta.Validate(nil, object, structural, false)...)
	problems = append(problems, listtype.ValidateListSetsAndMaps(nil, structural, object)...)
	rules := cel.NewValidator(structural, true, celconfig.PerCallLimit)
	broken, _ := rules.Validate(context.Background(), nil, structural, object, nil, celconfig.RuntimeCELCostBudget)
	return append(problems, broken...)
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

const (
	profileType  = "spectrocloud_cluster_profile"
	registryType = "spectrocloud_registry"
	// Whoever runs Terraform gives these to variables without a default.
	answerTo = "answer to "
	// Terraform asks Palette for the identifier of a registry; here it is this and the registry's name.
	identifierOf = "identifier of "
)

func readModule(folder string) (cty.Value, error) {
	content, err := os.ReadFile(filepath.Join(folder, "main.tf"))
	if err != nil {
		return cty.NilVal, err
	}
	return evaluate(content, folder)
}

// evaluate reads a module as Terraform does, and returns its cluster profile.
func evaluate(content []byte, folder string) (cty.Value, error) {
	if !bytes.Equal(hclwrite.Format(content), content) {
		return cty.NilVal, errors.New("the text is not laid out as by terraform fmt")
	}
	file, diagnostics := hclparse.NewParser().ParseHCL(content, "main.tf")
	if diagnostics.HasErrors() {
		return cty.NilVal, diagnostics
	}
	body, diagnostics := file.Body.Content(moduleBlocks)
	if diagnostics.HasErrors() {
		return cty.NilVal, diagnostics
	}
	scope := &scope{context: &hcl.EvalContext{
		Variables: map[string]cty.Value{
			"string": cty.StringVal("string"), // the keyword of `type`
			"path":   cty.ObjectVal(map[string]cty.Value{"module": cty.StringVal(folder)}),
		},
		Functions: map[string]function.Function{"file": readFile},
	}}
	return scope.profile(body.Blocks)
}

// scope collects what expressions may refer to, and what is wrong.
type scope struct {
	context     *hcl.EvalContext
	diagnostics hcl.Diagnostics
}

func (s *scope) profile(blocks hcl.Blocks) (cty.Value, error) {
	s.decodeAll(blocks, "terraform", "", settings)
	inputs := s.decodeAll(blocks, "variable", "", input)
	s.define("var", inputs, func(name string, value cty.Value) cty.Value {
		if standard := value.GetAttr("default"); !standard.IsNull() {
			return standard
		}
		return cty.StringVal(answerTo + name)
	})
	found := s.decodeAll(blocks, "data", registryType, registry)
	s.define("data", map[string]cty.Value{registryType: s.identified(found)}, func(_ string, value cty.Value) cty.Value { return value })
	profiles := s.decodeAll(blocks, "resource", profileType, clusterProfile)
	s.define(profileType, profiles, func(string, cty.Value) cty.Value {
		return cty.ObjectVal(map[string]cty.Value{"id": cty.StringVal("identifier")})
	})
	s.decodeAll(blocks, "output", "", output)
	if s.diagnostics.HasErrors() {
		return cty.NilVal, s.diagnostics
	}
	if len(profiles) != 1 {
		return cty.NilVal, fmt.Errorf("%d cluster profiles", len(profiles))
	}
	for _, value := range profiles {
		return value, nil
	}
	return cty.NilVal, nil
}

// decodeAll decodes the blocks of a kind by their last label; kind is what their first label must be, when they have two.
func (s *scope) decodeAll(blocks hcl.Blocks, block, kind string, spec hcldec.Spec) map[string]cty.Value {
	values := map[string]cty.Value{}
	for _, found := range blocks.OfType(block) {
		name := "the only one"
		if len(found.Labels) > 0 {
			name = found.Labels[len(found.Labels)-1]
		}
		if kind != "" && found.Labels[0] != kind {
			s.fail(found, "another type than "+kind)
		}
		if _, taken := values[name]; taken || !hclIdentifier(name, len(found.Labels)) {
			s.fail(found, "a label that is taken or no identifier")
		}
		value, diagnostics := hcldec.Decode(found.Body, spec, s.context)
		s.diagnostics = append(s.diagnostics, diagnostics...)
		if !diagnostics.HasErrors() {
			values[name] = value
		}
	}
	return values
}

func (s *scope) fail(block *hcl.Block, summary string) {
	s.diagnostics = append(s.diagnostics, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Subject: &block.DefRange})
}

func (s *scope) define(name string, values map[string]cty.Value, value func(string, cty.Value) cty.Value) {
	attributes := map[string]cty.Value{}
	for key, found := range values {
		attributes[key] = value(key, found)
	}
	s.context.Variables[name] = cty.ObjectVal(attributes)
}

func (s *scope) identified(registries map[string]cty.Value) cty.Value {
	attributes := map[string]cty.Value{}
	for label, value := range registries {
		name := value.GetAttr("name").AsString()
		attributes[label] = cty.ObjectVal(map[string]cty.Value{"id": cty.StringVal(identifierOf + name)})
	}
	return cty.ObjectVal(attributes)
}

// readFile is Terraform's file(): the text as it is.
var readFile = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "path", Type: cty.String}},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
		content, err := os.ReadFile(arguments[0].AsString())
		return cty.StringVal(string(content)), err
	},
})

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// What profile.json says; unknown keys fail, so that nothing new there is missing in a module without notice.
type document struct {
	Metadata struct {
		Name        string            `json:"name"`
		Description string            `json:"description"`
		Labels      map[string]string `json:"labels"`
	} `json:"metadata"`
	Spec struct {
		Version  string `json:"version"`
		Template struct {
			Type      string  `json:"type"`
			CloudType string  `json:"cloudType"`
			Packs     []layer `json:"packs"`
		} `json:"template"`
		Variables []profileVariable `json:"variables"`
	} `json:"spec"`
}

type layer struct {
	Name, Type, Layer, Version, Tag, Values string
	Registry                                *registryReference
	Manifests                               []struct{ Name, Content string }
}

type registryReference struct {
	Metadata struct {
		UID, Name, Kind, ProviderType string
		IsPrivate, IsSyncSupported    bool
	}
}

type profileVariable struct {
	Name, DisplayName, Description, Format, DefaultValue, Regex, InputType string
	Required, Immutable, Hidden, IsSensitive                               bool
}

func readDocument(path string) (document, error) {
	var read document
	file, err := os.Open(path)
	if err != nil {
		return read, err
	}
	defer file.Close()
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	return read, decoder.Decode(&read)
}

// comparison collects differences between what a module says and what it should say.
type comparison struct {
	differences []string
	compared    int
}

func compare(profile cty.Value, expected document) comparison {
	var c comparison
	c.text("name", profile, "name", expected.Metadata.Name)
	c.text("description", profile, "description", expected.Metadata.Description)
	c.text("version", profile, "version", expected.Spec.Version)
	c.text("type", profile, "type", expected.Spec.Template.Type)
	c.text("cloud", profile, "cloud", expected.Spec.Template.CloudType)
	c.oneOf("context", profile, "context", contexts)
	if tags := profile.GetAttr("tags"); tags.IsNull() != (len(expected.Metadata.Labels) == 0) {
		c.differences = append(c.differences, "tags and labels differ")
	}
	packs := profile.GetAttr("pack").AsValueSlice()
	c.count("packs", len(packs), len(expected.Spec.Template.Packs))
	for index := range min(len(packs), len(expected.Spec.Template.Packs)) {
		c.pack(fmt.Sprintf("pack %d", index+1), packs[index], expected.Spec.Template.Packs[index])
	}
	c.variables(profile.GetAttr("profile_variables").AsValueSlice(), expected.Spec.Variables)
	return c
}

func (c *comparison) pack(where string, pack cty.Value, expected layer) {
	c.text(where, pack, "name", expected.Name)
	c.text(where, pack, "tag", expected.Tag)
	c.text(where, pack, "type", expected.Type)
	c.oneOf(where, pack, "type", packTypes)
	c.text(where, pack, "values", expected.Values)
	c.text(where, pack, "registry_uid", registryOf(expected))
	manifests := pack.GetAttr("manifest").AsValueSlice()
	c.count(where+" manifests", len(manifests), len(expected.Manifests))
	for index := range min(len(manifests), len(expected.Manifests)) {
		c.text(where, manifests[index], "name", expected.Manifests[index].Name)
		c.text(where, manifests[index], "content", expected.Manifests[index].Content)
	}
}

func registryOf(expected layer) string {
	switch {
	case expected.Registry == nil:
		return ""
	case expected.Registry.Metadata.UID != "":
		return expected.Registry.Metadata.UID
	case expected.Registry.Metadata.Name != "":
		return identifierOf + expected.Registry.Metadata.Name
	default:
		return identifierOf + answerTo + expected.Type + "_registry"
	}
}

func (c *comparison) variables(blocks []cty.Value, expected []profileVariable) {
	var variables []cty.Value
	for _, block := range blocks {
		variables = append(variables, block.GetAttr("variable").AsValueSlice()...)
	}
	c.count("variables", len(variables), len(expected))
	for index := range min(len(variables), len(expected)) {
		where, got, want := fmt.Sprintf("variable %d", index+1), variables[index], expected[index]
		for name, text := range map[string]string{
			"name": want.Name, "display_name": want.DisplayName, "description": want.Description, "format": want.Format,
			"default_value": want.DefaultValue, "regex": want.Regex,
		} {
			c.text(where, got, name, text)
		}
		for name, on := range map[string]bool{
			"required": want.Required, "immutable": want.Immutable, "hidden": want.Hidden, "is_sensitive": want.IsSensitive,
		} {
			c.compared++
			if value := got.GetAttr(name); value.IsNull() || value.True() != on {
				c.differences = append(c.differences, fmt.Sprintf("%s: %s is not %t", where, name, on))
			}
		}
		if want.InputType != "text" {
			c.text(where, got, "input_type", want.InputType)
		}
		c.oneOf(where, got, "format", formats)
		c.oneOf(where, got, "input_type", inputTypes)
	}
}

// text compares as Terraform sees texts: in one form of Unicode, and without an attribute as empty.
func (c *comparison) text(where string, object cty.Value, name, expected string) {
	c.compared++
	if got, want := textOf(object, name), cty.StringVal(expected).AsString(); got != want {
		c.differences = append(c.differences, fmt.Sprintf("%s: %s is %.80q, not %.80q", where, name, got, want))
	}
}

func (c *comparison) oneOf(where string, object cty.Value, name string, allowed []string) {
	if got := textOf(object, name); !slices.Contains(allowed, got) {
		c.differences = append(c.differences, fmt.Sprintf("%s: %s %q is none of %q", where, name, got, allowed))
	}
}

func (c *comparison) count(what string, got, want int) {
	if got != want {
		c.differences = append(c.differences, fmt.Sprintf("%d %s, not %d", got, what, want))
	}
}

func textOf(object cty.Value, name string) string {
	if value := object.GetAttr(name); !value.IsNull() {
		return value.AsString()
	}
	return ""
}

// hclIdentifier says whether a label can stand in an expression; blocks without labels have none to judge.
func hclIdentifier(name string, labels int) bool {
	return labels == 0 || hclsyntax.ValidIdentifier(name)
}

package main

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/zclconf/go-cty/cty"
)

// The blocks of a module, and the labels of each.
var moduleBlocks = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "terraform"},
	{Type: "variable", LabelNames: []string{"name"}},
	{Type: "data", LabelNames: []string{"type", "name"}},
	{Type: "resource", LabelNames: []string{"type", "name"}},
	{Type: "output", LabelNames: []string{"name"}},
}}

// The schema of spectrocloud_cluster_profile, from its documentation:
// https://registry.terraform.io/providers/spectrocloud/spectrocloud/latest/docs/resources/cluster_profile#schema
var clusterProfile = object(attributes{
	"name": needed, "cloud": text, "context": text, "description": text, "skip_destroy": flag, "tags": texts, "type": text,
	"version": text,
}, blocks{"pack": pack, "profile_variables": object(nil, blocks{"variable": variable})})

var pack = object(attributes{
	"name": needed, "registry_name": text, "registry_uid": text, "tag": text, "type": text, "uid": text, "values": text,
}, blocks{"manifest": object(attributes{"name": needed, "content": needed}, nil)})

var variable = object(attributes{
	"name": needed, "display_name": needed, "default_value": text, "description": text, "format": text, "hidden": flag,
	"immutable": flag, "input_type": text, "is_sensitive": flag, "regex": text, "required": flag,
}, blocks{"options": object(attributes{"label": needed, "value": needed, "description": text}, nil)})

// The words that the same page allows.
var (
	contexts   = []string{"project", "tenant"}
	packTypes  = []string{"spectro", "manifest", "helm", "oci"}
	formats    = []string{"string", "number", "boolean", "ipv4", "ipv4cidr", "ipv6", "version", "base64"}
	inputTypes = []string{"", "text", "dropdown", "multiline"}
)

// https://registry.terraform.io/providers/spectrocloud/spectrocloud/latest/docs/data-sources/registry#schema
var registry = object(attributes{"name": needed}, nil)

// https://developer.hashicorp.com/terraform/language/block/variable
var input = object(attributes{"description": text, "type": needed, "default": text}, nil)

// https://developer.hashicorp.com/terraform/language/block/output
var output = object(attributes{"description": text, "value": needed}, nil)

// https://developer.hashicorp.com/terraform/language/block/terraform
var settings = object(nil, blocks{"required_providers": object(attributes{
	"spectrocloud": {cty.Object(map[string]cty.Type{"source": cty.String, "version": cty.String}), true},
}, nil)})

type attribute struct {
	kind     cty.Type
	required bool
}

type (
	attributes map[string]attribute
	blocks     map[string]hcldec.Spec
)

var (
	needed = attribute{cty.String, true}
	text   = attribute{cty.String, false}
	texts  = attribute{cty.Set(cty.String), false}
	flag   = attribute{cty.Bool, false}
)

func object(attributes attributes, blocks blocks) hcldec.Spec {
	spec := hcldec.ObjectSpec{}
	for name, attribute := range attributes {
		spec[name] = &hcldec.AttrSpec{Name: name, Type: attribute.kind, Required: attribute.required}
	}
	for name, nested := range blocks {
		spec[name] = &hcldec.BlockListSpec{TypeName: name, Nested: nested}
	}
	return spec
}

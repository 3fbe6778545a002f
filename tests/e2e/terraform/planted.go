package main

import (
	"fmt"
	"strings"
)

const good = `resource "spectrocloud_cluster_profile" "profile" {
  name        = "planted"
  version     = "1.0.0"
  description = "$${x} %%{ if } $$${y} \"q\" \\ \n\t\u0001 ü $ %"
  context     = "project"
  cloud       = "all"
  type        = "add-on"

  pack {
    name         = "one"
    type         = "oci"
    tag          = "1.0.0"
    registry_uid = "uid"
  }
}
`

// planted is the document that the good module says.
func planted() document {
	var expected document
	expected.Metadata.Name = "planted"
	expected.Metadata.Description = "${x} %{ if } $${y} \"q\" \\ \n\t\u0001 ü $ %"
	expected.Spec.Version = "1.0.0"
	expected.Spec.Template.Type = "add-on"
	expected.Spec.Template.CloudType = "all"
	one := layer{Name: "one", Type: "oci", Tag: "1.0.0", Registry: &registryReference{}}
	one.Registry.Metadata.UID = "uid"
	expected.Spec.Template.Packs = []layer{one}
	return expected
}

// proveRefusals proves that the good module passes, and that each of its bad variants does not.
func proveRefusals() []string {
	var failures []string
	if said := judge(good); said != "" {
		failures = append(failures, "planted: a good module is refused: "+said)
	}
	bad := [][2]string{
		{"$${x}", "${x}"},                                          // an expression that the text would become
		{"%%{ if }", "%{ if }"},                                    // a directive
		{`\"q\"`, `"q"`},                                           // a quote that ends the text
		{"$$${y}", "$$$${y}"},                                      // one sign too many
		{`\n`, "\n"},                                               // a line that ends in the text
		{" ü", " u"},                                               // another letter
		{`name        = "planted"` + "\n", ""},                     // a required attribute that is missing
		{"  cloud  ", "  clouds "},                                 // an attribute that the provider has not
		{`"add-on"`, `"addon"`},                                    // another word
		{`"oci"`, `"container"`},                                   // a type that packs cannot have
		{`"uid"`, "data.spectrocloud_registry.nothing.id"},         // a reference to nothing
		{`name         = "one"`, `name = "one"`},                   // another layout
		{"  }\n}", "  }\n\n  pack {\n    name = \"two\"\n  }\n}"},  // a pack too many
		{"spectrocloud_cluster_profile", "spectrocloud_cluster_x"}, // another resource
	}
	refused := 0
	for _, change := range bad {
		text := strings.Replace(good, change[0], change[1], 1)
		if text == good {
			failures = append(failures, fmt.Sprintf("planted: nothing to change at %q", change[0]))
		} else if judge(text) == "" {
			failures = append(failures, fmt.Sprintf("planted: %q in place of %q is accepted", change[1], change[0]))
		} else {
			refused++
		}
	}
	fmt.Printf("1 planted module accepted, %d of %d bad ones refused\n", refused, len(bad))
	return failures
}

func judge(text string) string {
	profile, err := evaluate([]byte(text), "nowhere")
	if err != nil {
		return err.Error()
	}
	return strings.Join(compare(profile, planted()).differences, "; ")
}

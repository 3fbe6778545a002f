// Usage: terraform MODULE PROFILE_JSON    (what `render --as terraform` and `render --as profile` wrote for one profile)
//
// Reads a Terraform module with HashiCorp's own parser, laid out as `terraform fmt` does, decodes it by a schema written from the
// documentation of the provider, evaluates every expression, and compares each text with profile.json. First refuses planted
// modules.
package main

import (
	"fmt"
	"os"
)

func main() {
	failures := proveRefusals()
	if len(os.Args) == 3 {
		failures = append(failures, check(os.Args[1], os.Args[2])...)
	}
	for _, failure := range failures {
		fmt.Println("FAIL", failure)
	}
	fmt.Printf("%d problems\n", len(failures))
	if len(failures) > 0 {
		os.Exit(1)
	}
}

func check(module, path string) []string {
	profile, err := readModule(module)
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", module, err)}
	}
	expected, err := readDocument(path)
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", path, err)}
	}
	compared := compare(profile, expected)
	fmt.Printf("%s: %d packs, %d values compared\n", module, len(expected.Spec.Template.Packs), compared.compared)
	return compared.differences
}

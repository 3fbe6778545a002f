// Usage: crds [-foreign KIND.GROUP,...] FOLDER...
//
// Accepts or refuses the CustomResourceDefinitions of a folder, and the custom resources beside them, with the code of the
// Kubernetes API server. A custom resource whose definition is in none of the folder's files fails, unless -foreign names its
// kind. First refuses planted bad definitions and objects.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	foreign := flag.String("foreign", "", "kinds defined elsewhere, as Kind.group, separated by commas")
	flag.Parse()

	failures := proveRefusals()
	for _, folder := range flag.Args() {
		failures = append(failures, checkFolder(folder, strings.Split(*foreign, ","))...)
	}
	for _, failure := range failures {
		fmt.Println("FAIL", failure)
	}
	fmt.Printf("%d problems\n", len(failures))
	if len(failures) > 0 {
		os.Exit(1)
	}
}

func checkFolder(folder string, foreign []string) []string {
	documents, err := readFolder(folder)
	if err != nil {
		return []string{err.Error()}
	}
	if len(documents) == 0 {
		return []string{folder + ": holds no manifest"}
	}
	checked := check(documents, foreign)
	fmt.Printf("%s: %d definitions accepted as structural, the largest %s with %d of %d bytes; %d custom resources valid; foreign: %s\n",
		folder, checked.definitions, checked.largestName, checked.largest, sizeLimit, checked.objects, names(checked.foreign))
	return checked.failures
}

func names(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

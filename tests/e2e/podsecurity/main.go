// Usage: podsecurity MANIFESTS...
//
// Evaluates the pods of a folder against the Pod Security level of their namespace, with the code of the Kubernetes API server:
// no pod is refused, and no level is wider than the pods of the namespace need. First refuses planted namespaces.
package main

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/pod-security-admission/api"
)

// operators start pods that stand in no manifest: the level that these need, by namespace.
var operators = map[string]api.Level{
	"kubevirt": api.LevelPrivileged, // virt-handler is privileged and sees the node's processes
}

//go:embed planted/*.yaml
var planted embed.FS

func main() {
	failures := proveRefusals()
	for _, folder := range os.Args[1:] {
		failures = append(failures, checkFolder(folder)...)
	}
	for _, failure := range failures {
		fmt.Println("FAIL", failure)
	}
	fmt.Printf("%d problems\n", len(failures))
	if len(failures) > 0 {
		os.Exit(1)
	}
}

func checkFolder(folder string) []string {
	var found manifests
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".yaml") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return found.add(path, text)
	})
	if err != nil {
		return []string{err.Error()}
	}
	if len(found.pods) == 0 {
		return []string{folder + ": holds no pod"}
	}
	failures := found.check()
	fmt.Printf("%s: %d kinds of pods fit %s\n", folder, len(found.pods), found.levels())
	return failures
}

// proveRefusals checks each planted file on its own. Its first line, a comment, is part of the answer that must follow.
func proveRefusals() []string {
	entries, err := planted.ReadDir("planted")
	if err != nil {
		return []string{err.Error()}
	}
	var failures []string
	for _, entry := range entries {
		text, err := planted.ReadFile("planted/" + entry.Name())
		if err != nil {
			return []string{err.Error()}
		}
		first, _, _ := strings.Cut(string(text), "\n")
		wanted := strings.TrimSpace(strings.TrimPrefix(first, "#"))
		var found manifests
		if err := found.add(entry.Name(), text); err != nil {
			return []string{err.Error()}
		}
		answers := found.check()
		if len(answers) != 1 || !strings.Contains(answers[0], wanted) {
			failures = append(failures, fmt.Sprintf("planted/%s: wanted %q, got %q", entry.Name(), wanted, answers))
		}
	}
	fmt.Printf("refused %d planted namespaces, with k8s.io/pod-security-admission\n", len(entries))
	return failures
}

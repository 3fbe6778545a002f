package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	yamlstream "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// document is one manifest: where it stands, its JSON, and the same decoded.
type document struct {
	where  string
	json   []byte
	object *unstructured.Unstructured
}

func (d document) name() string {
	return fmt.Sprintf("%s: %s %s", d.where, d.object.GetKind(), d.object.GetName())
}

// kind is the Kind.group form that -foreign takes.
func (d document) kind() string {
	return d.object.GetKind() + "." + d.object.GroupVersionKind().Group
}

func (d document) isDefinition() bool {
	return d.kind() == "CustomResourceDefinition.apiextensions.k8s.io"
}

func readFolder(folder string) ([]document, error) {
	var all []document
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !(strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml")) {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		documents, err := split(path, text)
		all = append(all, documents...)
		return err
	})
	return all, err
}

// split reads the documents of one YAML text; a duplicate key is an error.
func split(path string, text []byte) ([]document, error) {
	var documents []document
	reader := yamlstream.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		part, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return documents, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		converted, err := yaml.YAMLToJSONStrict(part)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if string(converted) == "null" {
			continue
		}
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(converted); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		documents = append(documents, document{path, converted, object})
	}
}

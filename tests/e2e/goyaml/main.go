// Command goyaml reads the golden YAML files of vmopack with the three readers that Kubernetes tools are built on, and
// fails on every difference. First it shows that it can fail: it plants what a careless writer would have written.
//
// Usage: go run . ../../golden/yaml
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"

	yaml2 "gopkg.in/yaml.v2"
	yaml3 "gopkg.in/yaml.v3"
	sigs "sigs.k8s.io/yaml"
)

// readers turn a document into plain maps and lists.
var readers = []struct {
	name string
	read func([]byte) (any, error)
}{
	{"sigs.k8s.io/yaml", func(text []byte) (out any, err error) { err = sigs.Unmarshal(text, &out); return out, err }},
	{"yaml.v2", func(text []byte) (any, error) {
		var out any
		err := yaml2.Unmarshal(text, &out)
		return plain(out), err
	}},
	{"yaml.v3", func(text []byte) (any, error) {
		var out any
		err := yaml3.Unmarshal(text, &out)
		return plain(out), err
	}},
}

// plain turns the maps of yaml.v2 into those of JSON; a key that is no string shows its type.
func plain(value any) any {
	switch value := value.(type) {
	case map[any]any:
		out := map[string]any{}
		for key, item := range value {
			name, isText := key.(string)
			if !isText {
				name = fmt.Sprintf("%T %v", key, key)
			}
			out[name] = plain(item)
		}
		return out
	case map[string]any:
		for key, item := range value {
			value[key] = plain(item)
		}
	case []any:
		for index, item := range value {
			value[index] = plain(item)
		}
	}
	return value
}

// differences lists what a reader makes of the golden file against the strings that it was written from.
func differences(text []byte, strings []string) (problems []string) {
	for _, reader := range readers {
		read, err := reader.read(text)
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", reader.name, err))
			continue
		}
		root, _ := read.(map[string]any)
		report := func(place string, index int, got any) {
			if got != any(strings[index]) {
				problems = append(problems, fmt.Sprintf("%s: %s of %q is %#v", reader.name, place, strings[index], got))
			}
		}
		values, list, scalars, deep := asMap(root["values"]), asList(root["list"]), asList(root["scalars"]), asList(root["nested"])
		keys := asMap(root["keys"])
		if len(values) != len(strings) || len(list) != len(strings) || len(scalars) != len(strings) || len(deep) != len(strings) || len(keys) != len(strings) {
			problems = append(problems, fmt.Sprintf("%s: %d values, %d items, %d scalars, %d nested, %d keys of %d strings", reader.name,
				len(values), len(list), len(scalars), len(deep), len(keys), len(strings)))
			continue
		}
		for index, text := range strings {
			report("value", index, values[fmt.Sprintf("s%03d", index)])
			report("list item", index, list[index])
			report("inline scalar", index, scalars[index])
			inner := asMap(asMap(deep[index])["deep"])
			report("nested text", index, inner["text"])
			if items := asList(inner["items"]); len(items) != 2 || items[0] != any(text) || items[1] != any(text) {
				problems = append(problems, fmt.Sprintf("%s: nested items of %q are %#v", reader.name, text, items))
			}
			if _, found := keys[text]; !found {
				problems = append(problems, fmt.Sprintf("%s: key %q is not there", reader.name, text))
			}
		}
	}
	return problems
}

func asMap(value any) map[string]any { out, _ := value.(map[string]any); return out }

func asList(value any) []any { out, _ := value.([]any); return out }

// scalar is one line of scalars.json: what `x: TEXT` is to sigs.k8s.io/yaml.
type scalar struct {
	Text  string          `json:"text"`
	Value json.RawMessage `json:"value,omitempty"` // absent: refused
}

func observe(text string) scalar {
	line := scalar{Text: text}
	if value, err := sigs.YAMLToJSON([]byte("x: " + text + "\n")); err == nil {
		var out map[string]json.RawMessage
		if json.Unmarshal(value, &out) == nil {
			line.Value = out["x"]
		}
	}
	return line
}

func main() {
	folder := os.Args[1]
	var strings []string
	must(json.Unmarshal(read(folder, "strings.json"), &strings))
	golden := read(folder, "strings.yaml")
	for _, plant := range [][2]string{{"\"yes\"", "yes"}, {"\"1_000\"", "1_000"}, {"'~'", "~"}, {"\"~\"", "~"}} {
		bad := bytes.Replace(golden, []byte(plant[0]), []byte(plant[1]), 1)
		if !bytes.Equal(bad, golden) && len(differences(bad, strings)) == 0 {
			fail("a planted %s was not noticed", plant[1])
		}
	}
	if bytes.Equal(bytes.Replace(golden, []byte("\"yes\""), nil, 1), golden) {
		fail("nothing could be planted: the golden file has no \"yes\"")
	}
	for _, problem := range differences(golden, strings) {
		fmt.Println(problem)
		defer os.Exit(1)
	}
	var table []scalar
	must(json.Unmarshal(read(folder, "scalars.json"), &table))
	if len(os.Args) > 2 && os.Args[2] == "--write" {
		write(folder, table)
	}
	for _, line := range table {
		if seen := observe(line.Text); !reflect.DeepEqual(seen, line) {
			fmt.Printf("scalar %q: the table has %q, sigs.k8s.io/yaml %q\n", line.Text, line.Value, seen.Value)
			defer os.Exit(1)
		}
	}
	fmt.Printf("%d strings in five places and %d scalars agree\n", len(strings), len(table))
}

// write observes every scalar anew; the difference is for people to judge.
func write(folder string, table []scalar) {
	var out bytes.Buffer
	out.WriteString("[\n")
	for index, line := range table {
		table[index] = observe(line.Text)
		text, err := json.Marshal(table[index])
		must(err)
		out.Write(text)
		if index < len(table)-1 {
			out.WriteString(",")
		}
		out.WriteString("\n")
	}
	out.WriteString("]\n")
	must(os.WriteFile(filepath.Join(folder, "scalars.json"), out.Bytes(), 0o644))
}

func read(folder, name string) []byte {
	text, err := os.ReadFile(filepath.Join(folder, name))
	must(err)
	return text
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, arguments ...any) {
	fmt.Printf(format+"\n", arguments...)
	os.Exit(1)
}

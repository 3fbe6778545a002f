package main

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// levels are all there are, the strictest first.
var levels = []api.Level{api.LevelRestricted, api.LevelBaseline, api.LevelPrivileged}

func (m *manifests) check() []string {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return []string{err.Error()}
	}
	var failures []string
	// By namespace, the strictest level that takes all of its pods, as an index.
	needed := map[string]int{}
	for namespace, level := range operators {
		needed[namespace] = slices.Index(levels, level)
	}
	for _, pod := range m.pods {
		level := api.Level(m.namespaces[pod.namespace])
		if !slices.Contains(levels, level) {
			failures = append(failures, fmt.Sprintf("%s: namespace %s has no level", pod.where, pod.namespace))
			continue
		}
		if problem := refusal(evaluator, pod, level); problem != "" {
			failures = append(failures, fmt.Sprintf("%s: %s refuses it: %s", pod.where, level, problem))
			continue
		}
		fits := slices.IndexFunc(levels, func(level api.Level) bool { return refusal(evaluator, pod, level) == "" })
		needed[pod.namespace] = max(needed[pod.namespace], fits)
	}
	for namespace, level := range m.namespaces {
		if slices.Index(levels, api.Level(level)) > needed[namespace] && len(failures) == 0 {
			enough := levels[needed[namespace]]
			failures = append(failures, fmt.Sprintf("namespace %s: %s is wider than %s, which is enough", namespace, level, enough))
		}
	}
	return failures
}

// refusal says why a level refuses a pod; nothing when it takes it.
func refusal(evaluator policy.Evaluator, pod pod, level api.Level) string {
	results := evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: api.LatestVersion()}, pod.meta, pod.spec)
	if result := policy.AggregateCheckResults(results); !result.Allowed {
		return result.ForbiddenDetail()
	}
	return ""
}

// levels lists the namespaces with their levels.
func (m *manifests) levels() string {
	var list []string
	for namespace, level := range m.namespaces {
		list = append(list, namespace+" "+level)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

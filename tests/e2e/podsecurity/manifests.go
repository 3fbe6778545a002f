package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	yamlstream "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/pod-security-admission/admission"
	"k8s.io/pod-security-admission/api"
)

// pod is a pod, or the template of one.
type pod struct {
	where     string
	namespace string
	meta      *metav1.ObjectMeta
	spec      *corev1.PodSpec
}

// manifests are the namespaces of a folder, with their levels, and its pods.
type manifests struct {
	namespaces map[string]string
	pods       []pod
}

var decoder = func() runtime.Decoder {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{corev1.AddToScheme, appsv1.AddToScheme, batchv1.AddToScheme} {
		if err := add(scheme); err != nil {
			panic(err)
		}
	}
	return serializer.NewCodecFactory(scheme).UniversalDeserializer()
}()

func (m *manifests) add(path string, text []byte) error {
	if m.namespaces == nil {
		m.namespaces = map[string]string{}
	}
	reader := yamlstream.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		part, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		object, _, err := decoder.Decode(part, nil, nil)
		if runtime.IsNotRegisteredError(err) || runtime.IsMissingKind(err) {
			continue // no kind that holds pods, or no object at all
		} else if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if namespace, is := object.(*corev1.Namespace); is {
			m.namespaces[namespace.Name] = namespace.Labels[api.EnforceLevelLabel]
			continue
		}
		m.addPod(path, object)
	}
}

func (m *manifests) addPod(path string, object runtime.Object) {
	meta, spec, err := admission.DefaultPodSpecExtractor{}.ExtractPodSpec(object)
	if err != nil || spec == nil {
		return // no kind that holds pods
	}
	about := object.(metav1.Object)
	where := fmt.Sprintf("%s: %T %s", path, object, about.GetName())
	m.pods = append(m.pods, pod{where, about.GetNamespace(), meta, spec})
}

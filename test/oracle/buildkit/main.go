// Command oracle answers, over JSON lines, what BuildKit's own code does with a Dockerfile, an ignore file
// and a context. One request a line on standard input, one answer a line on standard output.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// Request asks for a Dockerfile's reads ("dockerfile"), for what an ignore file leaves of a tree ("ignore"),
// or for what a build's local copies and mounts give ("build").
type Request struct {
	Kind       string                       `json:"kind"`
	Text       string                       `json:"text"`
	Options    map[string]string            `json:"options"`
	Platform   string                       `json:"platform"`
	Images     map[string]map[string]string `json:"images"`
	Onbuild    map[string][]string          `json:"onbuild"`
	Ignore     string                       `json:"ignore"`
	Entries    []Entry                      `json:"entries"`
	SkipDigest bool                         `json:"skipDigest"`
}

// Answer has Error set where BuildKit refuses.
type Answer struct {
	Error      string              `json:"error,omitempty"`
	Reads      []Read              `json:"reads,omitempty"`
	Images     []string            `json:"images,omitempty"`
	Remotes    []string            `json:"remotes,omitempty"`
	Follow     map[string][]string `json:"follow,omitempty"`
	Caches     []string            `json:"caches,omitempty"`
	Secrets    []string            `json:"secrets,omitempty"`
	Definition string              `json:"definition,omitempty"`
	Config     string              `json:"config,omitempty"`
	Listed     []string            `json:"listed,omitempty"`
	Result     []string            `json:"result,omitempty"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			answer := handle(line)
			data, _ := json.Marshal(answer)
			fmt.Fprintf(out, "%s\n", data)
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}

func handle(line []byte) (answer *Answer) {
	defer func() {
		if r := recover(); r != nil {
			answer = &Answer{Error: fmt.Sprintf("panic: %v", r)}
		}
	}()
	var request Request
	if err := json.Unmarshal(line, &request); err != nil {
		return &Answer{Error: "request: " + err.Error()}
	}
	var err error
	switch request.Kind {
	case "dockerfile":
		answer, err = convert(&request)
	case "ignore":
		answer, err = listTree(&request)
	case "build":
		answer, err = build(&request)
	default:
		err = fmt.Errorf("unknown kind %q", request.Kind)
	}
	if err != nil {
		return &Answer{Error: "refused: " + err.Error()}
	}
	return answer
}

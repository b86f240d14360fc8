package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"sort"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/gateway/client"
	gwpb "github.com/moby/buildkit/frontend/gateway/pb"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/tonistiigi/fsutil/types"
)

// gateway stands in for the BuildKit daemon: every image exists, no context has an ignore file.
type gateway struct {
	options map[string]string
	images  map[string]map[string]string
	onbuild map[string][]string
}

func (g *gateway) BuildOpts() client.BuildOpts {
	caps := pb.Caps.CapSet(pb.Caps.All())
	return client.BuildOpts{
		Opts:      g.options,
		SessionID: "session",
		LLBCaps:   caps,
		Caps:      gwpb.Caps.CapSet(gwpb.Caps.All()),
		Workers:   []client.WorkerInfo{{Platforms: []ocispecs.Platform{{OS: "linux", Architecture: "amd64"}}}},
	}
}

func (g *gateway) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	name := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(ref, "docker.io/"), "library/"), ":latest")
	config := map[string]any{"WorkingDir": "/from-base"}
	env := []string{}
	for key, value := range g.images[name] {
		env = append(env, key+"="+value)
	}
	sort.Strings(env)
	config["Env"] = env
	config["OnBuild"] = g.onbuild[name]
	image := map[string]any{
		"architecture": "amd64",
		"os":           "linux",
		"config":       config,
		"rootfs":       map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + strings.Repeat("a", 64)}},
	}
	data, err := json.Marshal(image)
	return ref, "", data, err
}

func (g *gateway) Solve(context.Context, client.SolveRequest) (*client.Result, error) {
	result := client.NewResult()
	result.SetRef(&emptyReference{})
	return result, nil
}

func (g *gateway) Inputs(context.Context) (map[string]llb.State, error) {
	return map[string]llb.State{}, nil
}

func (g *gateway) NewContainer(context.Context, client.NewContainerRequest) (client.Container, error) {
	return nil, errors.New("no containers here")
}

func (g *gateway) Warn(context.Context, digest.Digest, string, client.WarnOpts) error {
	return nil
}

func (g *gateway) ResolveSourceMetadata(context.Context, *pb.SourceOp, sourceresolver.Opt) (*sourceresolver.MetaResponse, error) {
	return nil, errors.New("no source metadata here")
}

type emptyReference struct{}

func (*emptyReference) ToState() (llb.State, error)    { return llb.Scratch(), nil }
func (*emptyReference) Evaluate(context.Context) error { return nil }
func (*emptyReference) ReadFile(context.Context, client.ReadRequest) ([]byte, error) {
	return nil, os.ErrNotExist
}
func (*emptyReference) StatFile(context.Context, client.StatRequest) (*types.Stat, error) {
	return nil, os.ErrNotExist
}
func (*emptyReference) ReadDir(context.Context, client.ReadDirRequest) ([]*types.Stat, error) {
	return nil, os.ErrNotExist
}

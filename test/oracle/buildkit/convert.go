package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerui"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
)

// Read is one path of a local context that an operation of the build takes.
type Read struct {
	Context  string   `json:"context"`
	Source   string   `json:"source"`
	Kind     string   `json:"kind"`
	Wildcard bool     `json:"wildcard"`
	Include  []string `json:"include,omitempty"`
	Exclude  []string `json:"exclude,omitempty"`
	copy     *pb.FileActionCopy
}

// definition is a build as operations, by digest.
type definition struct {
	ops    map[digest.Digest]*pb.Op
	order  []digest.Digest
	answer *Answer
}

func convert(request *Request) (*Answer, error) {
	converted, err := define(request)
	if err != nil {
		return nil, err
	}
	return converted.answer, nil
}

func define(request *Request) (*definition, error) {
	ctx := context.Background()
	if request.Options == nil {
		request.Options = map[string]string{}
	}
	fake := &gateway{options: request.Options, images: request.Images, onbuild: request.Onbuild}
	bc, err := dockerui.NewClient(fake)
	if err != nil {
		return nil, err
	}
	opt := dockerfile2llb.ConvertOpt{Config: bc.Config, Client: bc, MetaResolver: fake}
	if request.Platform != "" {
		platform, err := platforms.Parse(request.Platform)
		if err != nil {
			return nil, err
		}
		platform = platforms.Normalize(platform)
		opt.TargetPlatform = &platform
	}
	result, err := dockerfile2llb.Dockerfile2LLB(ctx, []byte(request.Text), opt)
	if err != nil {
		return nil, err
	}
	marshalled, err := result.State.Marshal(ctx)
	if err != nil {
		return nil, err
	}
	config, err := json.Marshal(result.Image)
	if err != nil {
		return nil, err
	}
	d := &definition{ops: map[digest.Digest]*pb.Op{}, answer: &Answer{Follow: map[string][]string{}}}
	d.answer.Config = fmt.Sprintf("%x", sha256.Sum256(config))
	if err := d.read(marshalled); err != nil {
		return nil, err
	}
	for _, id := range d.order {
		d.note(d.ops[id])
	}
	return d, nil
}

func (d *definition) read(marshalled *llb.Definition) error {
	hash := sha256.New()
	for _, data := range marshalled.Def {
		var op pb.Op
		if err := op.Unmarshal(data); err != nil {
			return err
		}
		id := digest.FromBytes(data)
		d.ops[id] = &op
		d.order = append(d.order, id)
	}
	ids := []string{}
	for _, id := range d.order {
		ids = append(ids, id.String())
	}
	sort.Strings(ids)
	hash.Write([]byte(strings.Join(ids, "\n")))
	d.answer.Definition = fmt.Sprintf("%x", hash.Sum(nil))
	return nil
}

// localName is the context that an operation's input is, or "".
func (d *definition) localName(op *pb.Op, input int64) (string, bool) {
	if input < 0 || int(input) >= len(op.Inputs) {
		return "", false
	}
	source := d.ops[digest.Digest(op.Inputs[input].Digest)].GetSource()
	if source == nil {
		return "", false
	}
	return strings.CutPrefix(source.Identifier, "local://")
}

func (d *definition) add(context string, read Read) {
	read.Context = context
	d.answer.Reads = append(d.answer.Reads, read)
}

func (d *definition) note(op *pb.Op) {
	if source := op.GetSource(); source != nil {
		d.noteSource(source)
	}
	if file := op.GetFile(); file != nil {
		for _, action := range file.Actions {
			if name, ok := d.localName(op, action.Input); ok {
				d.add(name, Read{Source: "/", Kind: "base"})
			}
			copied := action.GetCopy()
			if copied == nil {
				continue
			}
			if name, ok := d.localName(op, action.SecondaryInput); ok {
				d.add(name, Read{
					Source: copied.Src, Kind: "copy", Wildcard: copied.AllowWildcard,
					Include: copied.IncludePatterns, Exclude: copied.ExcludePatterns, copy: copied,
				})
			}
		}
	}
	if exec := op.GetExec(); exec != nil {
		for _, mount := range exec.Mounts {
			switch mount.MountType {
			case pb.MountType_CACHE:
				d.answer.Caches = append(d.answer.Caches, strings.TrimPrefix(mount.CacheOpt.ID, "/"))
			case pb.MountType_SECRET:
				d.answer.Secrets = append(d.answer.Secrets, mount.SecretOpt.ID)
			}
			if name, ok := d.localName(op, mount.Input); ok {
				d.add(name, Read{Source: "/" + strings.TrimPrefix(mount.Selector, "/"), Kind: "mount"})
			}
		}
		for _, secret := range exec.Secretenv {
			d.answer.Secrets = append(d.answer.Secrets, secret.ID)
		}
	}
	if merge := op.GetMerge(); merge != nil {
		for _, input := range merge.Inputs {
			if name, ok := d.localName(op, input.Input); ok {
				d.add(name, Read{Source: "/", Kind: "base"})
			}
		}
	}
	if op.GetOp() == nil && len(op.Inputs) == 1 {
		// The last operation only points at the result.
		if name, ok := d.localName(op, 0); ok {
			d.add(name, Read{Source: "/", Kind: "base"})
		}
	}
}

func (d *definition) noteSource(source *pb.SourceOp) {
	scheme, rest, _ := strings.Cut(source.Identifier, "://")
	switch scheme {
	case "docker-image":
		d.answer.Images = append(d.answer.Images, rest)
	case "local":
		paths := []string{"/"}
		if text, ok := source.Attrs[pb.AttrFollowPaths]; ok {
			paths = nil
			_ = json.Unmarshal([]byte(text), &paths)
		}
		d.answer.Follow[rest] = paths
	default:
		pin := source.Attrs[pb.AttrHTTPChecksum] + source.Attrs[pb.AttrGitChecksum]
		d.answer.Remotes = append(d.answer.Remotes, source.Identifier+" "+pin)
	}
}

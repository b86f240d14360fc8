package main

import (
	"context"
	"fmt"
	gofs "io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/containerd/continuity/fs"
	"github.com/moby/patternmatcher"
	fscopy "github.com/tonistiigi/fsutil/copy"
	"github.com/tonistiigi/fsutil/types"
)

func linkName(info gofs.FileInfo) (string, bool) {
	stat, ok := info.Sys().(*types.Stat)
	if !ok {
		return "", false
	}
	return stat.Linkname, true
}

// build converts the Dockerfile, sends the main context and runs each local copy and mount by itself.
func build(request *Request) (*Answer, error) {
	converted, err := define(request)
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "oracle-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	context, sent := filepath.Join(work, "context"), filepath.Join(work, "sent")
	for _, directory := range []string{context, sent} {
		if err := os.Mkdir(directory, 0o755); err != nil {
			return nil, err
		}
	}
	if err := writeTree(context, request.Entries); err != nil {
		return nil, err
	}
	follow := converted.answer.Follow["context"]
	if len(follow) == 1 && follow[0] == "/" {
		follow = nil
	}
	files, err := openFiltered(context, request.Ignore, follow)
	if err != nil {
		return nil, err
	}
	if err := send(files, sent); err != nil {
		return nil, err
	}
	answer := converted.answer
	for i, read := range answer.Reads {
		if read.Context != "context" {
			continue
		}
		target := filepath.Join(work, fmt.Sprintf("result-%d", i))
		if err := os.Mkdir(target, 0o755); err != nil {
			return nil, err
		}
		if err := take(read, sent, target); err != nil {
			return nil, fmt.Errorf("%s %s: %w", read.Kind, read.Source, err)
		}
		listed, err := list(target, fmt.Sprintf("%d:", i))
		if err != nil {
			return nil, err
		}
		answer.Result = append(answer.Result, listed...)
	}
	return answer, nil
}

func take(read Read, sent, target string) error {
	if read.Kind != "copy" {
		// A mount shows what the selector leads to.
		path, err := fs.RootPath(sent, read.Source)
		if err != nil {
			return err
		}
		if _, err := os.Lstat(path); err != nil {
			return err
		}
		return fscopy.Copy(context.Background(), path, "/", target, "/out", withContents)
	}
	source := filepath.Join("/", read.Source)
	matches := []string{source}
	if read.Wildcard {
		var err error
		if matches, err = fscopy.ResolveWildcards(sent, source, read.copy.FollowSymlink); err != nil {
			return err
		}
	}
	if len(read.copy.RequiredPaths) > 0 {
		if err := require(read.copy.RequiredPaths, sent); err != nil {
			return err
		}
	}
	for _, pattern := range append(read.Include, read.Exclude...) {
		if _, err := patternmatcher.New([]string{pattern}); err != nil {
			return err
		}
	}
	for _, match := range matches {
		err := fscopy.Copy(context.Background(), sent, match, target, "/out"+read.copy.Dest, func(info *fscopy.CopyInfo) {
			info.IncludePatterns = read.Include
			info.ExcludePatterns = read.Exclude
			info.CopyDirContents = read.copy.DirCopyContents
			info.FollowLinks = read.copy.FollowSymlink
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func withContents(info *fscopy.CopyInfo) { info.CopyDirContents = true }

func require(paths []string, sent string) error {
	for _, path := range paths {
		if _, err := os.Lstat(filepath.Join(sent, path)); err != nil {
			return err
		}
	}
	return nil
}

func list(directory, prefix string) ([]string, error) {
	lines := []string{}
	err := filepath.WalkDir(directory, func(path string, entry gofs.DirEntry, err error) error {
		if err != nil || path == directory {
			return err
		}
		line := prefix + strings.TrimPrefix(path, directory)
		switch {
		case entry.IsDir():
			line += "/"
		case entry.Type()&os.ModeSymlink != 0:
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			line += " -> " + target
		default:
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			line += " = " + string(data)
		}
		lines = append(lines, line)
		return nil
	})
	return lines, err
}

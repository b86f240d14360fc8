package main

import (
	"context"
	"io"
	gofs "io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
)

// Entry is a file, link or empty directory below a context.
type Entry struct {
	Path    string `json:"path"`
	Kind    string `json:"kind"`
	Target  string `json:"target"`
	Content string `json:"content"`
}

func writeTree(directory string, entries []Entry) error {
	for _, entry := range entries {
		path := filepath.Join(directory, entry.Path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		var err error
		switch entry.Kind {
		case "directory":
			err = os.MkdirAll(path, 0o755)
		case "link":
			err = os.Symlink(entry.Target, path)
		default:
			err = os.WriteFile(path, []byte(entry.Content), 0o644)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// openFiltered is the context as the client sends it.
func openFiltered(directory, ignore string, follow []string) (fsutil.FS, error) {
	patterns, err := ignorefile.ReadAll(strings.NewReader(ignore))
	if err != nil {
		return nil, err
	}
	files, err := fsutil.NewFS(directory)
	if err != nil {
		return nil, err
	}
	return fsutil.NewFilterFS(files, &fsutil.FilterOpt{ExcludePatterns: patterns, FollowPaths: follow})
}

func listTree(request *Request) (*Answer, error) {
	directory, err := os.MkdirTemp("", "oracle-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(directory)
	if err := writeTree(directory, request.Entries); err != nil {
		return nil, err
	}
	files, err := openFiltered(directory, request.Ignore, nil)
	if err != nil {
		return nil, err
	}
	answer := &Answer{Listed: []string{}}
	err = files.Walk(context.Background(), "", func(path string, _ gofs.DirEntry, err error) error {
		if err == nil {
			answer.Listed = append(answer.Listed, path)
		}
		return err
	})
	sort.Strings(answer.Listed)
	return answer, err
}

// send writes what a filter leaves of a tree to another directory.
func send(files fsutil.FS, target string) error {
	return files.Walk(context.Background(), "", func(path string, entry gofs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		to := filepath.Join(target, path)
		switch {
		case info.IsDir():
			return os.Mkdir(to, 0o755)
		case info.Mode()&os.ModeSymlink != 0:
			stat, ok := linkName(info)
			if !ok {
				return os.ErrInvalid
			}
			return os.Symlink(stat, to)
		default:
			from, err := files.Open(path)
			if err != nil {
				return err
			}
			defer from.Close()
			data, err := io.ReadAll(from)
			if err != nil {
				return err
			}
			return os.WriteFile(to, data, 0o644)
		}
	})
}

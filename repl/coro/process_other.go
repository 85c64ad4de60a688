//go:build !linux

package main

// Memory of the process where nothing is known of its pages.

func adviseHugePages([]byte) {}

//go:build !gc || (!amd64 && !arm64) || coro_checked

// Where Go functions are called by reflection only.

package vm

type registers struct{}

func (h *hostCall) inRegisters() nativeFunc { return nil }

// Fields of an instruction and tags of values as the loop reads them.

package vm

//lint:file-ignore U1000 package fuse inlines these functions into the loop of the usual build

import "unsafe"

// The fields of the instruction at pc. Reading them from memory one by one
// takes one machine instruction each; shifting them out of a loaded word takes
// three, and made the integer loop 1.2 times slower.
func fieldX(pc unsafe.Pointer) uint8  { return *(*uint8)(unsafe.Add(pc, 1)) }
func fieldA(pc unsafe.Pointer) uint16 { return *(*uint16)(unsafe.Add(pc, 2)) }
func fieldB(pc unsafe.Pointer) uint16 { return *(*uint16)(unsafe.Add(pc, 4)) }
func fieldC(pc unsafe.Pointer) uint16 { return *(*uint16)(unsafe.Add(pc, 6)) }
func immB(pc unsafe.Pointer) int64    { return int64(*(*int16)(unsafe.Add(pc, 4))) }
func immC(pc unsafe.Pointer) int64    { return int64(*(*int16)(unsafe.Add(pc, 6))) }
func wide(pc unsafe.Pointer) int64    { return int64(*(*int32)(unsafe.Add(pc, 4))) }

// What else only the loop asks of values.
func tagUnset() unsafe.Pointer { return unsafe.Pointer(&tags[5]) }
func (v Value) interned() bool { return (*stringObject)(v.p).flags&flagInterned != 0 }

// unique reports whether v equals only itself.
func (v Value) unique() bool { return v.p == tagNil() || v.kind() == KindInstance }

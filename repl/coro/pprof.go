package main

// The format of profiles: protocol buffers of
// https://github.com/google/pprof/blob/main/proto/profile.proto, which pprof also reads when
// they are not compressed. The library for it, and even the package gzip, would make every
// script start later.

import (
	"encoding/binary"
	"io"
)

// The numbers of the fields that are written.
const (
	profileSampleType, profileSample, profileLocation, profileFunction, profileStrings = 1, 2, 4, 5, 6
	profileTime, profileDuration, profilePeriodType, profilePeriod, profileDefault     = 9, 10, 11, 12, 14

	typeName, typeUnit                         = 1, 2
	sampleLocations, sampleValues              = 1, 2
	locationID, locationLine                   = 1, 4
	lineFunction, lineNumber                   = 1, 2
	functionID, functionName, functionFilename = 1, 2, 4
)

// message is an encoded message of the format.
type message []byte

// number adds a field that is a number.
func (m *message) number(field int, n int64) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3)
	*m = binary.AppendUvarint(*m, uint64(n))
}

// bytes adds a field that is a message, a string or a list of numbers.
func (m *message) bytes(field int, b []byte) {
	*m = binary.AppendUvarint(*m, uint64(field)<<3|2)
	*m = binary.AppendUvarint(*m, uint64(len(b)))
	*m = append(*m, b...)
}

// numbers adds a field that is a list of numbers.
func (m *message) numbers(field int, ns []int64) {
	var b []byte
	for _, n := range ns {
		b = binary.AppendUvarint(b, uint64(n))
	}
	m.bytes(field, b)
}

// stringTable gives strings their numbers. That of "" is 0.
type stringTable struct {
	index map[string]int64
	list  []string
}

func newStringTable() *stringTable {
	t := &stringTable{index: make(map[string]int64)}
	t.of("")
	return t
}

func (t *stringTable) of(s string) int64 {
	i, ok := t.index[s]
	if !ok {
		i = int64(len(t.list))
		t.index[s] = i
		t.list = append(t.list, s)
	}
	return i
}

// valueType encodes what a number of a sample means.
func (t *stringTable) valueType(name, unit string) message {
	var m message
	m.number(typeName, t.of(name))
	m.number(typeUnit, t.of(unit))
	return m
}

// encode writes what was collected.
func (s *sampler) encode(w io.Writer) error {
	var m message
	t := newStringTable()
	m.bytes(profileSampleType, t.valueType("samples", "count"))
	m.bytes(profileSampleType, t.valueType("fuel", "units"))
	m.bytes(profileSampleType, t.valueType("time", "nanoseconds"))
	for _, x := range s.samples {
		var sample message
		sample.numbers(sampleLocations, x.stack)
		sample.numbers(sampleValues, []int64{x.count, x.count * sampleFuel, int64(x.time)})
		m.bytes(profileSample, sample)
	}
	functions := make(map[function]int64)
	for i, l := range s.locations {
		id, ok := functions[l.function]
		if !ok {
			id = int64(len(functions) + 1)
			functions[l.function] = id
			var f message
			f.number(functionID, id)
			f.number(functionName, t.of(l.name))
			f.number(functionFilename, t.of(l.file))
			m.bytes(profileFunction, f)
		}
		var line, location message
		line.number(lineFunction, id)
		line.number(lineNumber, int64(l.line))
		location.number(locationID, int64(i+1))
		location.bytes(locationLine, line)
		m.bytes(profileLocation, location)
	}
	m.number(profileTime, s.begun.UnixNano())
	m.number(profileDuration, int64(s.total))
	m.bytes(profilePeriodType, t.valueType("fuel", "units"))
	m.number(profilePeriod, sampleFuel)
	m.number(profileDefault, t.of("time"))
	for _, text := range t.list {
		m.bytes(profileStrings, []byte(text))
	}
	_, err := w.Write(m)
	return err
}

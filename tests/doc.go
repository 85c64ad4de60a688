// Package tests runs the scripts below it, each in several modes that must
// agree, and holds the tests of the repository as a whole. It has no code of
// its own beside the tests; README.md says how a script states what it expects.
package tests

package main

// The superinstructions.

// ends names the instructions that jump, always or often, without leaving the
// frame; such as leave it are found by that.
var ends = map[string]bool{"Jump": true, "Loop": true, "ForLoop": true, "IterNext": true}

// table lists the sequences that are fused, in alphabetical order,
// but the longer ones of a common beginning first.
var table = [][]string{
	{"Add", "ForLoop"},
	{"Add", "IterNext"},
	{"Add", "SetField"},
	{"AddInt", "CallSelf"},
	{"AddInt", "Return"},
	{"AddUpCell", "GetUpCell", "Return"},
	{"GetField", "Add"},
	{"GetField", "GetField"},
	{"GetField", "JumpIfNil"},
	{"GetField", "Mul", "Add", "SetField"},
	{"GetField", "Mul"},
	{"GetField", "Sub"},
	{"GetGlobal", "Move"},
	{"GetIndex", "GetField"},
	{"GetIndex", "JumpIfNot"},
	{"GetUp", "Mul"},
	{"JumpIfNot", "ForLoop"},
	{"JumpNeInt", "SubInt"},
	{"JumpNotGtNum", "ForLoop"},
	{"JumpNotLtInt", "Return"},
	{"JumpNotLtInt", "SubInt"},
	{"LoadBool", "SetIndex", "IterNext"},
	{"LoadBool", "SetIndex"},
	{"LoadInt", "LoadInt"},
	{"LoadInt", "Return"},
	{"LoadK", "Move"},
	{"LoadNum", "Pow"},
	{"Mod", "JumpEqInt"},
	{"ModInt", "Add"},
	{"ModInt", "JumpNeInt"},
	{"Move", "CallGlobal"},
	{"Move", "CallReg"},
	{"Move", "CallSelf"},
	{"Move", "Move"},
	{"Mul", "Add", "SetField"},
	{"Mul", "Add"},
	{"Mul", "Div"},
	{"Mul", "Mul", "Add"},
	{"Mul", "Sub"},
	{"Mul", "SetField"},
	{"SetField", "ForLoop"},
	{"SetField", "GetField"},
	{"SetIndex", "ForLoop"},
	{"SetIndex", "IterNext"},
	{"Sub", "GetField"},
	{"SubInt", "CallSelf"},
}

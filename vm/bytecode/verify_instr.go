package bytecode

// The verifier: instructions, by what the opcode table says of them.

// layout finds where instructions begin and checks how the code ends.
func (v *protoVerifier) layout() error {
	code := v.proto.Code
	v.starts = make([]bool, len(code))
	last := OpNop
	for pc := 0; pc < len(code); pc += last.Width() {
		last = code[pc].Op()
		switch info, ok := last.Info(); {
		case !ok:
			return v.fail(pc, "undefined opcode %d", last)
		case info.Internal:
			return v.fail(pc, "%s stands in a program", last)
		case pc+last.Width() > len(code):
			return v.fail(pc, "%s: the inline word is missing", last)
		}
		v.starts[pc] = true
	}
	if !infos[last].Ends {
		return v.fail(-1, "control runs off the end of the code")
	}
	return nil
}

// instructions checks every instruction. layout has been through.
func (v *protoVerifier) instructions() error {
	for pc := 0; pc < len(v.proto.Code); {
		i := v.proto.Code[pc]
		c := instrVerifier{protoVerifier: v, pc: pc, instr: i, info: &infos[i.Op()]}
		if err := c.verify(); err != nil {
			return err
		}
		pc += i.Op().Width()
	}
	return nil
}

// instrVerifier checks one instruction.
type instrVerifier struct {
	*protoVerifier
	pc    int
	instr Instr
	info  *Info
}

func (v *instrVerifier) fail(format string, args ...any) error {
	return v.protoVerifier.fail(v.pc, v.info.Name+": "+format, args...)
}

func (v *instrVerifier) verify() error {
	if err := v.small(); err != nil {
		return err
	}
	// The lengths of runs count keys, so the constants come before registers.
	i, in := v.instr, v.info
	b, c := int64(i.B()), int64(i.C())
	switch forms[in.B] {
	case formWide:
		b, c = int64(uint32(i.D())), 0
	case formWideSigned:
		b, c = int64(i.D()), 0
	}
	for _, f := range []struct {
		field Fields
		kind  OperandKind
		value int64
	}{{FieldA, in.A, int64(i.A())}, {FieldB, in.B, b}, {FieldC, in.C, c}} {
		if err := v.operand(f.field, f.kind, f.value); err != nil {
			return err
		}
	}
	for _, r := range []struct {
		field Fields
		first uint16
		run   Run
	}{{FieldA, i.A(), in.RunA}, {FieldB, i.B(), in.RunB}, {FieldC, i.C(), in.RunC}} {
		if in.Registers&r.field == 0 || i.leavesOut(r.field) {
			continue
		}
		if err := v.registers(int(r.first), r.run.Len(v.program, i)); err != nil {
			return err
		}
	}
	return v.special()
}

// small checks X and the inline word.
func (v *instrVerifier) small() error {
	if wrong := v.instr.Last() &^ v.info.Last; wrong != 0 {
		return v.fail("operand X ends the value of %s, which is no register that is read", wrong)
	}
	switch x := v.instr.X(); {
	case v.info.X == KindSlot && x != 0:
		return v.fail("cache slot %d is not zero", x)
	case v.info.X == KindNone && x != 0:
		return v.fail("unused operand X is %d", x)
	case v.info.X == KindFlag && !v.info.AnyX && x > 1:
		return v.fail("operand X is %d, not 0 or 1", x)
	}
	if v.info.Word == KindCache && v.proto.Code[v.pc+1] != 0 {
		return v.fail("cache word is not zero")
	}
	return nil
}

// registers checks a run of registers. An empty run names no register but has a
// place, which may be behind the last one.
func (v *instrVerifier) registers(first, n int) error {
	if first == 0 || first+n > v.proto.Registers {
		if n == 1 {
			return v.fail("register %d is outside of the frame of %d", first, v.proto.Registers)
		}
		return v.fail("%d registers from %d on are outside of the frame of %d", n, first, v.proto.Registers)
	}
	return nil
}

// operand checks a field that is not a register.
func (v *instrVerifier) operand(field Fields, kind OperandKind, n int64) error {
	switch kind {
	case KindNone:
		if n != 0 {
			return v.fail("unused operand %s is %d", field, n)
		}
	case KindCount:
		if n == 0 && v.info.Positive&field != 0 {
			return v.fail("operand %s is zero", field)
		}
	case KindConst, KindConst32:
		if n >= int64(len(v.program.Consts)) {
			return v.fail("constant %d of %d", n, len(v.program.Consts))
		}
		if k := v.program.Consts[n].Kind; !v.info.Consts.Has(k) {
			return v.fail("constant %d is of the wrong kind: %s", n, k)
		}
	case KindJump16, KindJump32:
		return v.jump()
	case KindUpvalue:
		if n >= int64(len(v.proto.Upvalues)) {
			return v.fail("upvalue %d of %d", n, len(v.proto.Upvalues))
		}
	case KindGlobal, KindGlobal32:
		if n >= int64(len(v.program.Globals)) {
			return v.fail("module variable %d of %d", n, len(v.program.Globals))
		}
	case KindImport32:
		if n >= int64(len(v.program.Imports)) {
			return v.fail("import %d of %d", n, len(v.program.Imports))
		}
	case KindProto32:
		if n >= int64(len(v.program.Protos)) {
			return v.fail("prototype %d of %d", n, len(v.program.Protos))
		}
		return v.captures(v.program.Protos[n])
	}
	return nil
}

// jump checks where the instruction jumps.
func (v *instrVerifier) jump() error {
	target, _ := v.instr.JumpTarget(v.pc)
	if target < 0 || target >= len(v.starts) || !v.starts[target] {
		return v.fail("target %d is no instruction", target)
	}
	if v.info.Forward && target <= v.pc {
		return v.fail("a jump backwards to %d that charges no fuel", target)
	}
	return nil
}

// captures checks that this prototype has what a function of inner captures.
func (v *instrVerifier) captures(inner *Proto) error {
	for i, u := range inner.Upvalues {
		switch {
		case u.Local && (u.Index == 0 || int(u.Index) >= v.proto.Registers):
			return v.fail("upvalue %d captures register %d of a frame of %d", i, u.Index, v.proto.Registers)
		case !u.Local && int(u.Index) >= len(v.proto.Upvalues):
			return v.fail("upvalue %d captures upvalue %d of %d", i, u.Index, len(v.proto.Upvalues))
		}
	}
	return nil
}

// special checks what the table does not express.
func (v *instrVerifier) special() error {
	code, i := v.proto.Code, v.instr
	switch i.Op() {
	case OpNewCoroutine, OpSpawn:
		if i.X() == 1 && i.B() != 0 {
			return v.fail("arguments both as a list and counted")
		}
	case OpResume:
		if i.leavesOut(FieldC) && i.C() != 0 {
			return v.fail("register %d for a value that is not given", i.C())
		}
	case OpIterNext2:
		// Code never ends with Unpack, so there is an instruction at C+1 too.
		if target, _ := i.JumpTarget(v.pc); code[target].Op() != OpUnpack {
			return v.fail("target %d is %s, not Unpack", target, code[target].Op())
		}
	case OpJumpNotSeq:
		if i.X() > 3 {
			return v.fail("operand X is %d, not two bits", i.X())
		}
	case OpGetKey:
		// Absent is no value of a script: nothing but the jump sees it.
		if next := code[v.pc+2]; next.Op() != OpJumpIfAbsent || next.A() != i.A() {
			return v.fail("no JumpIfAbsent of R[%d] follows", i.A())
		}
	case OpEndCleanup:
		for k := 1; k <= int(i.B()); k++ {
			if v.pc+k >= len(code) {
				return v.fail("jump %d of %d is missing", k, i.B())
			}
			if op := code[v.pc+k].Op(); op != OpJump && op != OpLoop {
				return v.fail("jump %d of %d is %s", k, i.B(), op)
			}
		}
	}
	return nil
}

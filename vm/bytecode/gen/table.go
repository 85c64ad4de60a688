package main

// The opcode table: the one place where an instruction is declared.

// opcode declares one instruction. Operands names what stands in the fields
// x, a, b and c, in that order and separated by blanks, "-" where a field is
// unused: a letter of [kinds], followed by what the verifier is to check beside
// the kind, in the notation of [marks]. Word is the kind of the inline word that
// follows the instruction, "" if none does.
type opcode struct {
	name     string
	operands string
	word     string
	equation string
	doc      string
}

// kinds maps an operand letter to its exported name and meaning. Form says how
// the field is stored. A field that is wider than 16 bits takes b and c together
// and leaves c's place out.
var kinds = []struct{ letter, name, form, doc string }{
	{"-", "None", "None", "unused, always zero"},
	{"w", "Write", "Register", "register that is written"},
	{"r", "Read", "Register", "register that is read"},
	{"m", "Modify", "Register", "register that is read and written"},
	{"f", "Frame", "Register", "register of a callee; the arguments follow it, and the result replaces it"},
	{"s", "Span", "Register", "first of a run of registers that is read"},
	{"t", "Target", "Register", "first of a run of registers that is written"},
	{"n", "Count", "Unsigned", "number of registers, arguments or entries"},
	{"i", "Imm16", "Signed", "signed 16-bit integer"},
	{"I", "Imm32", "WideSigned", "signed 32-bit integer in b and c"},
	{"k", "Const", "Unsigned", "index of a constant"},
	{"K", "Const32", "Wide", "index of a constant in b and c"},
	{"j", "Jump16", "Signed", "signed distance in words from the next instruction"},
	{"J", "Jump32", "WideSigned", "signed distance in words from the next instruction, in b and c"},
	{"u", "Upvalue", "Unsigned", "index of an upvalue of the running function"},
	{"g", "Global", "Unsigned", "index of a module variable"},
	{"G", "Global32", "Wide", "index of a module variable in b and c"},
	{"P", "Proto32", "Wide", "index of a prototype of the Program in b and c"},
	{"M", "Import32", "Wide", "index of an import of the Program in b and c"},
	{"x", "Flag", "Unsigned", "small number whose meaning the equation gives"},
	{"y", "Slot", "None", "inline cache: slot number, zero in a Program"},
	{"#", "Number", "Word", "inline word: the bits of an int (x = 0) or a float (x = 1, or marked `float`)"},
	{"c", "Cache", "Word", "inline word: header of the object last seen, zero in a Program"},
}

// marks explains what may follow the letter of an operand.
var marks = []struct{ mark, doc string }{
	{"(1+B)", "length of the run of registers that begins here, one if none is given: a sum of numbers, of fields, of `K`, the number of keys of constant `C`, and of `M`, the number of values that make the class of constant `C`"},
	{"+", "the number is at least one"},
	{">", "the jump never goes backwards: a jump that does charges fuel, and this one does not"},
	{"!", "bit 4 (`A`), 5 (`B`) or 6 (`C`) of `X` says that nobody reads what the register holds once this instruction is done"},
	{":string", "the constant is a string"},
	{":keys", "the constant is the keys of a map literal"},
	{":class", "the constant describes a class"},
	{":name", "the constant is a built-in or a name of the host"},
	{":value", "the constant is anything but keys and a class"},
	{":any", "the small number is not restricted to 0 and 1"},
	{":float", "the inline word is a float whatever `X` is"},
}

// ends names the instructions after which control never goes on to the next one.
var ends = []string{"Jump", "Loop", "TailCall", "Return", "ReturnNil", "ReturnAdd", "ReturnTuple", "Throw", "EndCleanup", "NoMatch"}

// table lists the instructions in the order of their codes. R is the register
// file of the running frame, K the constants, G the variables of the module, U
// the upvalues of the running function. R[0] holds the frame header and is
// never an operand.
var table = []opcode{
	// Moves and loads.
	{"Nop", "- - - -", "", "", "Does nothing."},
	{"Move", "- w r -", "", "R[A] = R[B]", ""},
	{"LoadNil", "- t(B) n+ -", "", "R[A], …, R[A+B-1] = nil", ""},
	{"LoadBool", "x w - -", "", "R[A] = X != 0", ""},
	{"LoadInt", "- w I", "", "R[A] = BC", ""},
	{"LoadNum", "x w - -", "#", "R[A] = word, an int (X = 0) or a float (X = 1)", ""},
	{"LoadK", "- w K:value", "", "R[A] = K[BC]", ""},
	{"LoadSelf", "- w - -", "", "R[A] = the running function", ""},

	// Variables that are not in registers.
	{"GetUp", "- w u -", "", "R[A] = U[B]", ""},
	{"SetUp", "- r! u -", "", "U[B] = R[A]", "A captured variable that no other function uses."},
	{"AddUp", "- r! u -", "", "U[B] = U[B] + R[A]", "Counters and sums in closures."},
	{"GetUpCell", "- w u -", "", "R[A] = value of the cell U[B]", "An error of kind name where the variable is not initialised yet."},
	{"SetUpCell", "- r! u -", "", "value of the cell U[B] = R[A]", ""},
	{"AddUpCell", "- r! u -", "", "value of the cell U[B] = value of the cell U[B] + R[A]", ""},
	{"NewCell", "- w r -", "", "R[A] = new cell holding R[B]", ""},
	{"NewUnset", "- w - -", "", "R[A] = new cell of a variable that is not initialised", "For functions that capture it before; SetCell initialises it."},
	{"GetCell", "- w r -", "", "R[A] = value of the cell R[B]", ""},
	{"SetCell", "- r r -", "", "value of the cell R[A] = R[B]", ""},
	{"AddCell", "- r r -", "", "value of the cell R[A] = value of the cell R[A] + R[B]", ""},
	{"GetGlobal", "- w G", "", "R[A] = G[BC]", "An error of kind name where the variable is not initialised yet."},
	{"SetGlobal", "- r G", "", "G[BC] = R[A]", ""},
	{"CheckGlobal", "- - G", "", "error unless G[BC] is initialised", "Stands before the right side of an assignment or the arguments of a call have an effect."},
	{"Closure", "- w P", "", "R[A] = function of prototype BC", "Captures what the upvalue descriptions of the prototype name."},

	// Arithmetic on two registers.
	{"Add", "- w r! r!", "", "R[A] = R[B] + R[C]", "Numbers, strings, bytes, lists, tuples."},
	{"Sub", "- w r! r!", "", "R[A] = R[B] - R[C]", ""},
	{"Mul", "- w r! r!", "", "R[A] = R[B] * R[C]", ""},
	{"Div", "- w r! r!", "", "R[A] = R[B] / R[C]", ""},
	{"Mod", "- w r! r!", "", "R[A] = R[B] % R[C]", ""},
	{"Pow", "- w r r", "", "R[A] = R[B] ** R[C]", ""},
	{"AddWrap", "- w r r", "", "R[A] = R[B] +% R[C]", ""},
	{"SubWrap", "- w r r", "", "R[A] = R[B] -% R[C]", ""},
	{"MulWrap", "- w r r", "", "R[A] = R[B] *% R[C]", ""},
	{"And", "- w r! r!", "", "R[A] = R[B] & R[C]", ""},
	{"Or", "- w r r", "", "R[A] = R[B] | R[C]", ""},
	{"Xor", "- w r r", "", "R[A] = R[B] ^ R[C]", ""},
	{"Shl", "- w r r", "", "R[A] = R[B] << R[C]", ""},
	{"Shr", "- w r r", "", "R[A] = R[B] >> R[C]", ""},

	// Arithmetic with a small constant. X = 1: the constant was the left operand.
	{"AddInt", "x w r! i", "", "R[A] = R[B] + C", "X = 1: C + R[B]."},
	{"SubInt", "- w r! i", "", "R[A] = R[B] - C", ""},
	{"MulInt", "x w r i", "", "R[A] = R[B] * C", "X = 1: C * R[B]."},
	{"DivInt", "- w r i", "", "R[A] = R[B] / C", ""},
	{"ModInt", "- w r! i", "", "R[A] = R[B] % C", ""},
	{"AndInt", "x w r i", "", "R[A] = R[B] & C", "X = 1: C & R[B]."},
	{"ShlInt", "- w r i", "", "R[A] = R[B] << C", ""},
	{"ShrInt", "- w r i", "", "R[A] = R[B] >> C", ""},

	// Arithmetic with a float constant. X = 1: the constant was the left operand.
	{"AddNum", "x w r -", "#:float", "R[A] = R[B] + word", "The word is a float. X = 1: word + R[B]."},
	{"SubNum", "- w r -", "#:float", "R[A] = R[B] - word", "The word is a float."},
	{"MulNum", "x w r -", "#:float", "R[A] = R[B] * word", "The word is a float. X = 1: word * R[B]."},
	{"DivNum", "- w r -", "#:float", "R[A] = R[B] / word", "The word is a float."},

	// Unary operators.
	{"Neg", "- w r -", "", "R[A] = -R[B]", ""},
	{"Not", "- w r -", "", "R[A] = !R[B]", ""},
	{"Invert", "- w r -", "", "R[A] = ~R[B]", ""},

	// Comparisons to a bool. X = 1: the operands were written in the other order.
	{"Eq", "- w r r", "", "R[A] = R[B] == R[C]", ""},
	{"Ne", "- w r r", "", "R[A] = R[B] != R[C]", ""},
	{"Lt", "x w r r", "", "R[A] = R[B] < R[C]", "X = 1: written R[C] > R[B]."},
	{"Le", "x w r r", "", "R[A] = R[B] <= R[C]", "X = 1: written R[C] >= R[B]."},
	{"In", "x w r r", "", "R[A] = R[B] in R[C]", "X = 1: !in."},
	{"Is", "x w r k:string", "", "R[A] = type of R[B] is K[C]", "X = 1: !is."},

	// Jumps.
	{"Jump", "- - J>", "", "goto J", ""},
	{"Loop", "- - J", "", "goto J", "A jump backwards: charges fuel."},
	{"JumpIf", "- r J>", "", "if R[A] goto J", ""},
	{"JumpIfNot", "- r J>", "", "if !R[A] goto J", ""},
	{"JumpIfNil", "- r J>", "", "if R[A] == nil goto J", ""},
	{"JumpIfNotNil", "- r J>", "", "if R[A] != nil goto J", ""},
	{"JumpIfGiven", "- r J>", "", "if R[A] is not absent goto J", "Skips the default of a parameter for which the call gave an argument."},

	// Compare and jump. Not-forms jump when the comparison is false, which
	// differs from the opposite comparison for NaN. A jump backwards charges fuel.
	// X = 1: the operands were written in the other order.
	{"JumpEq", "- r r j", "", "if R[A] == R[B] goto C", ""},
	{"JumpNe", "- r r j", "", "if R[A] != R[B] goto C", ""},
	{"JumpLt", "x r r j", "", "if R[A] < R[B] goto C", ""},
	{"JumpNotLt", "x r r j", "", "if !(R[A] < R[B]) goto C", ""},
	{"JumpLe", "x r r j", "", "if R[A] <= R[B] goto C", ""},
	{"JumpNotLe", "x r r j", "", "if !(R[A] <= R[B]) goto C", ""},
	{"JumpEqInt", "- r! i j", "", "if R[A] == B goto C", ""},
	{"JumpNeInt", "- r! i j", "", "if R[A] != B goto C", ""},
	{"JumpLtInt", "- r! i j", "", "if R[A] < B goto C", ""},
	{"JumpNotLtInt", "- r! i j", "", "if !(R[A] < B) goto C", ""},
	{"JumpLeInt", "- r! i j", "", "if R[A] <= B goto C", ""},
	{"JumpNotLeInt", "- r! i j", "", "if !(R[A] <= B) goto C", ""},
	{"JumpGtInt", "- r! i j", "", "if R[A] > B goto C", ""},
	{"JumpNotGtInt", "- r! i j", "", "if !(R[A] > B) goto C", ""},
	{"JumpGeInt", "- r! i j", "", "if R[A] >= B goto C", ""},
	{"JumpNotGeInt", "- r! i j", "", "if !(R[A] >= B) goto C", ""},
	{"JumpLtNum", "x r! - j", "#", "if R[A] < word goto C", "The word is an int (X = 0) or a float (X = 1)."},
	{"JumpNotLtNum", "x r! - j", "#", "if !(R[A] < word) goto C", "As JumpLtNum."},
	{"JumpLeNum", "x r! - j", "#", "if R[A] <= word goto C", "As JumpLtNum."},
	{"JumpNotLeNum", "x r! - j", "#", "if !(R[A] <= word) goto C", "As JumpLtNum."},
	{"JumpGtNum", "x r! - j", "#", "if R[A] > word goto C", "As JumpLtNum."},
	{"JumpNotGtNum", "x r! - j", "#", "if !(R[A] > word) goto C", "As JumpLtNum."},
	{"JumpGeNum", "x r! - j", "#", "if R[A] >= word goto C", "As JumpLtNum."},
	{"JumpNotGeNum", "x r! - j", "#", "if !(R[A] >= word) goto C", "As JumpLtNum."},
	{"JumpEqK", "- r k:string j", "", "if R[A] == K[B] goto C", "K[B] is a string."},
	{"JumpNeK", "- r k:string j", "", "if R[A] != K[B] goto C", "K[B] is a string."},

	// Calls. The callee stands in R[A], its arguments in R[A+1] and up; the
	// result replaces R[A]. The frame of the callee begins at R[A], and what
	// stood above is lost.
	{"Call", "- f(1+B) n -", "", "R[A] = R[A](R[A+1], …, R[A+B])", ""},
	{"CallGlobal", "- f(1+B) n g", "", "R[A] = G[C](R[A+1], …, R[A+B])", "Only for variables that are bound once."},
	{"CallUp", "- f(1+B) n u", "", "R[A] = U[C](R[A+1], …, R[A+B])", ""},
	{"CallReg", "- f(1+B) n r", "", "R[A] = R[C](R[A+1], …, R[A+B])", ""},
	{"CallSelf", "- f(1+B) n -", "", "R[A] = running function(R[A+1], …, R[A+B])", ""},
	{"CallK", "- f(1+B) n k:name", "", "R[A] = K[C](R[A+1], …, R[A+B])", "K[C] is a built-in or a name of the host."},
	{"CallSpread", "x f(2) - -", "", "R[A] = R[A](...R[A+1])", "R[A+1] is the list of all arguments. X = 1: as TailCallMethod."},
	{"CallMethod", "y f(1+B) n+ k:string", "c", "R[A] = R[A+1].K[C](R[A+2], …, R[A+B])", "B counts the receiver."},
	{"CallMethodSpread", "x f(3) - k:string", "", "R[A] = R[A+1].K[C](...R[A+2])", "R[A+2] is the list of all arguments. X = 1: as TailCallMethod."},
	{"TailCall", "- f(1+B) n -", "", "return R[A](R[A+1], …, R[A+B])", "The frame of the callee takes the place of the running one."},
	{"TailCallMethod", "y f(1+B) n+ k:string", "c", "return R[A+1].K[C](R[A+2], …, R[A+B])", "As CallMethod, before a Return of R[A]; the frame of a function of the script takes the place of the running one."},
	{"Return", "- r - -", "", "return R[A]", ""},
	{"ReturnNil", "- - - -", "", "return nil", ""},
	{"ReturnAdd", "- - r r", "", "return R[B] + R[C]", ""},
	{"ReturnTuple", "- - s(C) n+", "", "return (R[B], …, R[B+C-1])", "Where UnpackResult follows the call, the elements go to its registers, and there is no tuple."},

	// Data.
	{"NewList", "- w s(C) n", "", "R[A] = [R[B], …, R[B+C-1]]", ""},
	{"ListPush", "- r s(C) n", "", "append R[B], …, R[B+C-1] to the list R[A]", ""},
	{"NewTuple", "- w s(C) n", "", "R[A] = (R[B], …, R[B+C-1])", ""},
	{"ListToTuple", "- w r -", "", "R[A] = tuple of the elements of the list R[B]", ""},
	{"NewRecordMap", "- w s(K) k:keys", "", "R[A] = {keys of K[C]: R[B], …}", "K[C] is a constant of kind Keys."},
	{"NewMap", "- w n -", "", "R[A] = {}", "With room for B entries."},
	{"MapSpread", "- r r -", "", "put the entries of the map R[B] into the map R[A]", ""},
	{"GetField", "y w r k:string", "c", "R[A] = R[B].K[C]", ""},
	{"SetField", "y r r! k:string", "c", "R[A].K[C] = R[B]", ""},
	{"GetIndex", "- w r r", "", "R[A] = R[B][R[C]]", ""},
	{"GetIndexInt", "- w r i", "", "R[A] = R[B][C]", ""},
	{"SetIndex", "- r r r", "", "R[A][R[B]] = R[C]", ""},
	{"GetSlice", "- w r s(2)", "", "R[A] = R[B][R[C]:R[C+1]]", "nil stands for a bound that is not given."},
	{"Len", "- w r -", "", "R[A] = len(R[B])", ""},
	{"Concat", "- w s(C) n+", "", "R[A] = str(R[B]) + … + str(R[B+C-1])", "Interpolation."},
	{"AddConcat", "- w s(C) n+", "", "R[A] = R[B] + (str(R[B+1]) + … + str(R[B+C-1]))", "Appending an interpolated string."},
	{"NewRange", "x w r r", "", "R[A] = R[B]..R[C]", "X = 1: ..= ."},
	{"UnpackResult", "- t(C) r n+", "", "R[A], …, R[A+C-1] = elements of the list or tuple R[B], which is read nowhere else", "The length must be C. Stands behind a call."},
	{"Unpack", "x:any t(C+X) r n", "", "R[A], …, R[A+C-1] = elements of the list or tuple R[B]", "X = 0: the length must be C. X > 0: R[A+C] is a list or tuple, as R[B], of what is left over between the first C and the last X-1 elements, which follow it."},

	// Loops.
	{"ForPrep", "x m(2) J>", "", "if the range R[A]..R[A+1] is empty goto J", "Both must be ints. X = 1: ..= . Afterwards R[A+1] is the last value of the loop."},
	{"ForLoop", "- m(2) J", "", "if R[A] < R[A+1] { R[A]++; goto J }", "Charges fuel."},
	{"Iter", "- t(2) r -", "", "R[A], R[A+1] = iterator over R[B]", ""},
	{"IterPairs", "- t(2) r j>", "", "if R[B] is a list { R[A], R[A+1] = iterator over the pairs (index, element) of a copy; goto C }", "For IterNext2: a loop over `xs.enumerate()`."},
	{"IterNext", "- w m(2) j", "", "if the iterator R[B], R[B+1] has an item { R[A] = item; goto C }", "Charges fuel."},
	{"IterNext2", "- t(2) m(2) j", "", "as IterNext; for a map or pairs { R[A], R[A+1] = key, value; goto C+1 }", "The instruction at C unpacks R[A] into R[A], R[A+1]."},
	{"IterClose", "- m(2) - -", "", "close the coroutine that the iterator R[A], R[A+1] runs over, if it does", ""},
	{"JumpIfLive", "- r J>", "", "if IterClose has something to close where the iterator is R[A] goto J", "Before a tail call out of a loop."},

	// Errors and cleanup.
	{"Throw", "- r - -", "", "throw R[A]", ""},
	{"EndCleanup", "- r n -", "", "if R[A] is an int goto the instruction R[A] of the B jumps that follow, else go on unwinding", "Ends the code of a defer. The jumps are Jump or Loop."},

	// Coroutines.
	{"NewCoroutine", "x f(1+B+X) n -", "", "R[A] = coroutine, suspended before R[A](R[A+1], …, R[A+B])", "X = 1: R[A+1] is the list of all arguments, B is zero."},
	{"Yield", "- w r -", "", "R[A] = yield R[B]", ""},
	{"NoYield", "- w - -", "", "R[A] = whether the running coroutine must not yield; from now on it must not", ""},
	{"EndNoYield", "- r - -", "", "the running coroutine must not yield only if R[A]", ""},
	{"Scope", "- w - -", "", "R[A] = new scope, in which tasks can be spawned", ""},
	{"Timeout", "- w r -", "", "R[A] = new scope that fails after R[B] seconds", ""},
	{"Spawn", "x f(1+B+X) n r", "", "R[A] = task in the scope R[C] that calls R[A](R[A+1], …, R[A+B])", "X = 1: R[A+1] is the list of all arguments, B is zero."},
	{"EndScope", "- r - -", "", "wait until all tasks in the scope R[A] have ended", "An error of one is thrown."},
	{"CancelScope", "- r r -", "", "cancel the tasks in the scope R[A] and wait until all have ended", "In the handler of a scope, which has put into R[B] what is unwinding: an error of a task replaces a close."},
	{"Resume", "x w r r", "", "R[A] = resume(R[B], R[C])", "X = 1: no value is given, C is zero."},

	// Classes, patterns and modules.
	{"NewClass", "- w s(M) k:class", "", "R[A] = class of the description K[C]", "R[B] and up hold its superclass if it has one, the first values of its fields that have one, and the functions of its members, in the order of the description."},
	{"GetSuper", "x f(1+X) r k:string", "", "R[A] = function of the method K[C] of the class R[B]", "X = 1: the value of the field K[C] that the class gives the receiver R[A+1]: of a getter its result, of a method a bound one. The name `init` stands for the init."},
	{"InitFields", "- r m -", "", "run the R[B]-th and the following functions that give the fields of R[A] values", "Only where the running function is the init of the class of R[A]. R[B] counts them, from 0 on."},
	{"EndInit", "- r - -", "", "the fields of R[A] are complete", "Only where the running function is the init of the class of R[A]: an error if one has no value."},
	{"InitRecord", "- r s(C) n", "", "fields of the new record R[A] = R[B], …, R[B+C-1]", ""},
	{"IsA", "x w r r", "", "R[A] = R[B] is an instance of the class R[C]", "X = 1: !is."},
	{"JumpNotSeq", "x:any r n j>", "", "unless R[A] is a sequence of B elements goto C", "A list, or with bit 0 of X a tuple; with bit 1 of X of at least B elements."},
	{"GetKey", "y w r k:string", "c", "R[A] = entry K[C] of the map R[B], absent if there is none or R[B] is no map", "A JumpIfAbsent of R[A] follows."},
	{"JumpIfAbsent", "- m J>", "", "if R[A] is absent { R[A] = nil; goto J }", ""},
	{"UnpackRecord", "x t(C) r n+", "", "R[A], …, R[A+C-1] = first fields of the record R[B]", "An error if it has fewer, or with X = 0 if it has more."},
	{"NoMatch", "- r - -", "", "throw an error: no pattern matches R[A]", ""},
	{"Import", "- w M", "", "R[A] = module of import BC", "The body of a module that is not loaded yet runs first. What stands above R[A] may be lost."},

	// Code of the virtual machine itself, refused in a Program.
	{"Finish", "- - - -", "", "complete the instruction that has called a function", "Internal."},
	{"Halt", "- - - -", "", "leave the loop", "Internal."},
	{"CoroutineEnd", "- - - -", "", "end the running coroutine with the result of its function", "Internal."},
}

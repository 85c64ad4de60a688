package ast

// The printer: expressions.

import (
	"strconv"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
)

// expr prints an expression with the comments right before and behind it.
func (p *printer) expr(x Expr) {
	if p.tooLong {
		return
	}
	at := x.Span()
	p.inlineBefore(at.Start)
	p.bareExpr(x)
	p.inlineBehind(at.End, endOfExpr)
}

func (p *printer) bareExpr(x Expr) {
	switch x := x.(type) {
	case *BadExpr:
	case *Ident:
		p.write(x.Name)
	case *NilLit, *BoolLit, *IntLit, *FloatLit, *StringLit:
		p.literal(x)
	case *Interp:
		p.interp(x)
	case *ListLit:
		p.exprs("[", "]", x.Elems)
	case *TupleLit:
		p.tuple(x)
	case *MapLit:
		p.elements("{", "}", len(x.Entries),
			func(i int) source.Span { return p.entrySpan(&x.Entries[i]) }, func(i int) { p.mapEntry(&x.Entries[i]) })
	case *Spread:
		p.write("...")
		p.expr(x.X)
	case *Paren:
		p.write("(")
		p.expr(x.X)
		p.write(")")
	case *Unary:
		p.unary(x)
	case *Binary:
		p.binary(x)
	case *IsExpr:
		p.expr(x.X)
		p.write(map[bool]string{false: " is ", true: " !is "}[x.Not])
		p.typ(x.Type)
	case *Pipe:
		p.expr(x.X)
		p.breakOr(x.X.Span().End, x.OpSpan.Start, " ")
		p.write("|> ")
		p.expr(x.Target)
	case *Call, *Index, *Slice, *Field:
		p.link(x)
	case *SelfExpr:
		p.write("self")
	case *SuperField:
		p.write("super.", x.Name)
	case *Yield:
		p.write("yield")
		p.operand(x.Value)
	case *Coro:
		p.write(x.Word(), " ")
		if x.Body != nil {
			p.block(x.Body)
		} else {
			p.expr(x.Call)
		}
	case *Escape:
		p.stmt(x.Stmt)
	case *If:
		p.ifElse(x)
	case *Match:
		p.match(x)
	case *Try:
		p.tryCatch(x)
	case *FuncLit:
		p.write("fn")
		p.function(x)
	}
}

func (p *printer) literal(x Expr) {
	switch x := x.(type) {
	case *NilLit:
		p.write("nil")
	case *BoolLit:
		p.write(strconv.FormatBool(x.Value))
	case *IntLit:
		p.write(p.number(x.At, strconv.FormatInt(x.Value, 10)))
	case *FloatLit:
		p.write(p.number(x.At, floatText(x.Value)))
	case *StringLit:
		p.write(p.source(x.At, `"`+quote(x.Value)+`"`))
	}
}

// link prints a link of a chain, and what it is applied to.
func (p *printer) link(x Expr) {
	switch x := x.(type) {
	case *Call:
		p.expr(x.Fn)
		p.args(x.Args, x.Span().End)
	case *Index:
		p.expr(x.X)
		p.write("[")
		p.expr(x.Key)
		p.write("]")
	case *Slice:
		p.slice(x)
	case *Field:
		p.field(x)
	}
}

// number returns a number as it was written, or what to write in a tree that has no text.
// Blanks and comments may stand behind the sign of one in a pattern, and of the smallest int.
func (p *printer) number(at source.Span, otherwise string) string {
	text := p.source(at, otherwise)
	if i := strings.LastIndexAny(text, " \t\r\n/"); i >= 0 {
		return "-" + text[i+1:]
	}
	return text
}

// exprs prints values between brackets.
func (p *printer) exprs(open, closer string, xs []Expr) {
	p.elements(open, closer, len(xs), spans(xs), func(i int) { p.expr(xs[i]) })
}

func floatText(f float64) string {
	text := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

// quote returns the inside of a string literal.
func quote(text string) string {
	text = strconv.Quote(text)
	return strings.NewReplacer(`\\`, `\\`, "$", `\$`, `\a`, `\x07`, `\b`, `\x08`, `\f`, `\x0c`, `\v`, `\x0b`).
		Replace(unicodeEscapes(text[1 : len(text)-1]))
}

// unicodeEscapes writes Go's \u0000 and \U00000000 as \u{…}.
func unicodeEscapes(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		digits := 0
		if text[i] == '\\' {
			switch text[i+1] {
			case 'u':
				digits = 4
			case 'U':
				digits = 8
			default:
				b.WriteByte(text[i])
				i++
			}
		}
		if digits == 0 {
			b.WriteByte(text[i])
			continue
		}
		b.WriteString(`\u{` + text[i+2:i+2+digits] + "}")
		i += 1 + digits
	}
	return b.String()
}

// interp prints a string with interpolation as it was written, with what stands
// in the `${ }`: a line break in there may be text.
func (p *printer) interp(x *Interp) {
	if text := p.file.Slice(x.At); text != "" {
		p.verbatim = append(p.verbatim, x.At)
		p.write(text)
		return
	}
	p.write(`"`)
	for _, part := range x.Parts {
		if text, ok := part.(*StringLit); ok {
			p.write(quote(text.Value))
			continue
		}
		p.write("${")
		p.expr(part)
		p.write("}")
	}
	p.write(`"`)
}

func (p *printer) tuple(x *TupleLit) {
	if x.Bare {
		for i, elem := range x.Elems {
			if i > 0 {
				p.write(", ")
			}
			p.expr(elem)
		}
		return
	}
	closer := ")"
	if len(x.Elems) == 1 {
		closer = ",)"
	}
	p.exprs("(", closer, x.Elems)
}

// entrySpan is the place of an entry, of a spread with its dots, of a computed key with
// its bracket.
func (p *printer) entrySpan(e *MapEntry) source.Span {
	span := e.Span()
	opener := ""
	switch e.Kind {
	case EntrySpread:
		opener = "..."
	case EntryComputed:
		opener = "["
	}
	before := p.file.Slice(source.Span{Start: span.Start - min(span.Start, maxIndent), End: span.Start})
	if trimmed := strings.TrimRight(before, " \t\r\n"); strings.HasSuffix(trimmed, opener) && opener != "" {
		span.Start -= uint32(len(before) - len(trimmed) + len(opener))
	}
	return span
}

func (p *printer) mapEntry(e *MapEntry) {
	switch e.Kind {
	case EntryNamed:
		p.write(e.Key.(*StringLit).Value, ": ")
	case EntryShort:
	case EntryLiteral:
		p.expr(e.Key)
		p.write(": ")
	case EntryComputed:
		p.write("[")
		p.expr(e.Key)
		p.write("]: ")
	case EntrySpread:
		p.write("...")
	}
	p.expr(e.Value)
	p.inlineBehind(e.Value.Span().End, endOfEntry)
}

// unary keeps two signs apart.
func (p *printer) unary(x *Unary) {
	p.write(x.Op.String())
	if inner, ok := x.X.(*Unary); ok && x.Op == OpNeg && inner.Op == OpNeg {
		p.write(" ")
	}
	p.expr(x.X)
}

// args prints the arguments of a call that ends at an offset. If they do not fit into the
// line, a function or coroutine that is the last of them is broken rather than the list.
func (p *printer) args(args []Expr, end uint32) {
	if len(args) == 0 {
		p.write("(")
		p.inline(end, " ")
		p.write(")")
		return
	}
	all := func() { p.exprs("(", ")", args) }
	body := lastBody(args)
	if body == nil || p.trying {
		all()
		return
	}
	if p.fits(all) {
		return
	}
	if !p.fits(func() { p.open(body); all() }) {
		all()
	}
}

// lastBody returns the block of the last argument, if it is a function or a coroutine
// with one, or nil.
func lastBody(args []Expr) *Block {
	if len(args) == 0 {
		return nil
	}
	switch x := args[len(args)-1].(type) {
	case *FuncLit:
		return x.Body
	case *Coro:
		return x.Body
	}
	return nil
}

// binary keeps a line break after the operator. What does not fit into the line is
// broken after each operator of its chain.
func (p *printer) binary(x *Binary) {
	if !p.fits(func() { p.chain(x, false) }) {
		p.chain(x, true)
	}
}

// chain prints operations from left to right, all of one operator if each is to begin a
// line. A range stands without blanks and is never broken.
func (p *printer) chain(x *Binary, broken bool) {
	isRange := x.Op == OpRange || x.Op == OpRangeIncl
	if left, ok := x.X.(*Binary); ok && broken && left.Op == x.Op {
		p.chain(left, true)
	} else {
		p.expr(x.X)
	}
	if isRange {
		p.write(x.Op.String())
		p.breakOr(x.OpSpan.End, x.Y.Span().Start, "")
		p.expr(x.Y)
		return
	}
	p.write(" ", x.Op.String())
	if broken {
		p.indentedLine()
	} else {
		p.breakOr(x.OpSpan.End, x.Y.Span().Start, " ")
	}
	p.expr(x.Y)
}

// breakOr starts an indented line if the source has one between two offsets, and
// prints the separator else.
func (p *printer) breakOr(start, end uint32, separator string) {
	if !p.broken(start, end) {
		p.write(separator)
		return
	}
	p.indentedLine()
}

func (p *printer) indentedLine() {
	p.level++
	p.line()
	p.level--
}

func (p *printer) slice(x *Slice) {
	p.expr(x.X)
	p.write("[")
	if x.Lo != nil {
		p.expr(x.Lo)
	}
	p.write(":")
	if x.Hi != nil {
		p.expr(x.Hi)
	}
	p.write("]")
}

// field keeps a line break before the dot.
func (p *printer) field(x *Field) {
	p.expr(x.X)
	p.breakOr(x.X.Span().End, x.NameSpan.Start, "")
	if x.Optional {
		p.write("?")
	}
	p.write(".", x.Name)
}

// ifElse breaks the lines of all branches or of none.
func (p *printer) ifElse(x *If) {
	if p.fits(func() { p.branches(x) }) {
		return
	}
	for i := range x.Arms {
		p.open(x.Arms[i].Body)
	}
	if x.Else != nil {
		p.open(x.Else)
	}
	p.branches(x)
}

func (p *printer) branches(x *If) {
	for i := range x.Arms {
		if i > 0 {
			p.write(" else ")
		}
		p.write("if ")
		p.expr(x.Arms[i].Cond)
		p.write(" ")
		p.block(x.Arms[i].Body)
	}
	if x.Else != nil {
		p.write(" else ")
		p.block(x.Else)
	}
}

func (p *printer) tryCatch(x *Try) {
	if !p.fits(func() { p.blocks(x) }) {
		p.open(x.Body, x.Handler)
		p.blocks(x)
	}
}

func (p *printer) blocks(x *Try) {
	p.write("try ")
	p.block(x.Body)
	p.write(" catch ")
	if x.Name != nil {
		p.write(x.Name.Name, " ")
	}
	p.block(x.Handler)
}

func (p *printer) match(x *Match) {
	p.write("match ")
	p.expr(x.Subject)
	p.write(" ")
	p.braces(x.Open.At, x.Close.At, len(x.Arms),
		func(i int) source.Span { return x.Arms[i].Span() }, func(i int) { p.arm(&x.Arms[i]) }, ", ")
}

func (p *printer) arm(a *MatchArm) {
	p.pattern(a.Pattern)
	if a.Guard != nil {
		p.write(" if ")
		p.expr(a.Guard)
	}
	p.write(" => ")
	if a.Body != nil {
		p.block(a.Body)
	} else {
		p.expr(a.Result)
	}
}

// function prints a function from its parameters on.
func (p *printer) function(f *FuncLit) {
	p.params(f.Params)
	p.functionRest(f)
}

func (p *printer) params(params []*Param) {
	p.elements("(", ")", len(params), spans(params), func(i int) { p.param(params[i]) })
}

func (p *printer) param(n *Param) {
	p.inlineBefore(n.Span().Start)
	if n.Rest {
		p.write("...")
	}
	p.pattern(n.Pattern)
	p.annotation(n.Type)
	if n.Default != nil {
		p.write(" = ")
		p.expr(n.Default)
	}
}

// functionRest prints a function from what follows its parameters.
func (p *printer) functionRest(f *FuncLit) {
	p.annotation(f.ReturnType)
	if f.Body != nil {
		p.write(" ")
		p.block(f.Body)
		return
	}
	p.write(" => ")
	p.expr(f.Result)
}

package compile

// The first pass: `match`.

import (
	"cmp"
	"fmt"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

func (r *resolver) matchExpr(n *ast.Match) {
	r.expr(n.Subject)
	for i := range n.Arms {
		r.arm(&n.Arms[i])
	}
	r.checkArms(n)
}

// arm resolves an arm, whose names are its own. The subject may be the register of
// a variable, so what its tests assign is no safe operand.
func (r *resolver) arm(n *ast.MatchArm) {
	r.openScope(nil)
	r.declarePattern(n.Pattern, kindMatch)
	r.shareNames(n.Pattern)
	r.operandDepth++
	r.bindPattern(n.Pattern)
	r.optional(n.Guard)
	r.operandDepth--
	if n.Body != nil {
		r.block(n.Body.Stmts, true)
	} else {
		r.optional(n.Result)
	}
	r.closeScope()
}

// shareNames makes the names of alternatives, which the first has declared, one
// variable each.
func (r *resolver) shareNames(p ast.Pattern) {
	if or, ok := p.(*ast.OrPattern); ok {
		first := map[string]*ast.Ident{}
		eachName(or.Alts[0], func(id *ast.Ident) {
			first[id.Name] = id
			r.variableAt(id).shared = true
		})
		for _, alt := range or.Alts[1:] {
			r.shareWith(or, first, alt)
		}
	}
	eachPart(p, r.shareNames)
}

// shareWith binds the names of an alternative to the variables of the first one.
func (r *resolver) shareWith(or *ast.OrPattern, first map[string]*ast.Ident, alt ast.Pattern) {
	seen, lone := map[string]bool{}, false
	eachName(alt, func(id *ast.Ident) {
		switch f := first[id.Name]; {
		case f == nil:
			r.declare(id, kindMatch)
			if !lone {
				r.loneName(id, or.Alts[0])
			}
			lone = true
		case seen[id.Name]:
			r.redeclared(id, r.variableAt(f))
			fallthrough
		default:
			r.bind(id, r.variableAt(f))
		}
		seen[id.Name] = true
	})
	eachName(or.Alts[0], func(id *ast.Ident) {
		if !seen[id.Name] && !lone {
			r.loneName(id, alt)
			lone = true
		}
	})
}

// loneName reports a name that the alternative other does not bind.
func (r *resolver) loneName(id *ast.Ident, other ast.Pattern) {
	r.report(source.Diagnostic{
		Code: "lone-name", Span: id.At,
		Message: fmt.Sprintf("`%s` is bound by some of the alternatives only", id.Name),
		Label:   "the arm could not use it",
		Hint:    cmp.Or(r.typeAsName(id), fmt.Sprintf("bind `%s` in all of them, or write two arms", id.Name)),
		Notes:   []source.Note{{Span: other.Span(), Message: fmt.Sprintf("this alternative does not bind `%s`", id.Name)}},
	})
}

// typeAsName hints at the pattern of a type or class where a bare name is bound that is
// called so.
func (r *resolver) typeAsName(id *ast.Ident) string {
	if v := r.symbol(id.Name).module; !isTypeName(id.Name) && (v == nil || v.kind != kindClass) {
		return ""
	}
	return fmt.Sprintf("a bare name takes any value; a type is written `_ is %s`, or `x is %[1]s` to name the value", id.Name)
}

// bindTest resolves a pattern that only a `match` has.
func (r *resolver) bindTest(p ast.Pattern) {
	switch p := p.(type) {
	case *ast.ValuePattern:
		r.expr(p.Value)
	case *ast.InstancePattern:
		r.expr(p.Class)
		for i := range p.Args {
			arg := &p.Args[i]
			if arg.Name != nil {
				r.field(arg.Name.Name, arg.Name.At)
			}
			r.bindPattern(arg.Pattern)
		}
	case *ast.TypePattern:
		r.checkType(p.Type)
		r.bindPattern(p.Pattern)
	case *ast.OrPattern:
		for _, alt := range p.Alts {
			// A default may use what its own alternative has bound before.
			eachName(alt, func(id *ast.Ident) { r.variableAt(id).ready = false })
			r.bindPattern(alt)
		}
	}
}

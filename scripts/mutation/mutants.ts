/** Finds the places where a source file could be broken in one small way, and samples them by a seed. */
import ts from 'typescript'

export interface Mutant {
  readonly file: string
  readonly line: number
  readonly operator: string
  readonly start: number
  readonly end: number
  readonly text: string
  /** For people: what stood there and what stands there now. */
  readonly says: string
}

const SWAPPED_OPERATORS: ReadonlyMap<ts.SyntaxKind, readonly [operator: string, text: string]> = new Map([
  [ts.SyntaxKind.LessThanToken, ['boundary', '<=']],
  [ts.SyntaxKind.LessThanEqualsToken, ['boundary', '<']],
  [ts.SyntaxKind.GreaterThanToken, ['boundary', '>=']],
  [ts.SyntaxKind.GreaterThanEqualsToken, ['boundary', '>']],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ['equality', '!==']],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ['equality', '===']],
  [ts.SyntaxKind.AmpersandAmpersandToken, ['logic', '||']],
  [ts.SyntaxKind.BarBarToken, ['logic', '&&']],
  [ts.SyntaxKind.PlusToken, ['arithmetic', '-']],
  [ts.SyntaxKind.MinusToken, ['arithmetic', '+']],
])

const SWAPPED_METHODS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  find: 'findLast',
  filter: 'slice',
  push: 'unshift',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  min: 'max',
  max: 'min',
  toReversed: 'slice',
  toSorted: 'slice',
}

/** Words that only programmers and operators read: to change them breaks nothing that a test should hold. */
const ONLY_READ =
  /^(?:o\.|v\.o\.)?log\.(?:debug|info|warn|error)$|^(?:new )?Error$|\.describe$|^describe$|^z\.|^import$|\.register$/

/** Every mutant of one file, in the order of the text. `checker` tells what a returned value may be replaced by. */
export function mutantsOf(source: ts.SourceFile, checker?: ts.TypeChecker): Mutant[] {
  const found: Mutant[] = []
  const add = (operator: string, node: ts.Node, text: string): void => {
    const start = node.getStart(source)
    const was = source.text.slice(start, node.end)
    if (was === text) return
    const line = source.getLineAndCharacterOfPosition(start).line + 1
    const brief = (s: string): string => s.replaceAll(/\s+/g, ' ').slice(0, 70)
    found.push({ file: source.fileName, line, operator, start, end: node.end, text, says: `${brief(was)} → ${brief(text) || '(gone)'}` }) // prettier-ignore
  }
  const negate = (condition: ts.Expression): void => add('condition', condition, `!(${condition.getText(source)})`)

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return
    if (ts.isExportDeclaration(node) || ts.isTypeAliasDeclaration(node)) return
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const called = `${ts.isNewExpression(node) ? 'new ' : ''}${node.expression.getText(source)}`
      if (ts.isCallExpression(node)) methods(node)
      if (ONLY_READ.test(called)) {
        if (/log\./.test(called)) return
        node.arguments?.forEach((one) => ts.isStringLiteralLike(one) || visit(one))
        return visit(node.expression)
      }
    }
    if (ts.isIfStatement(node) || ts.isWhileStatement(node)) negate(node.expression)
    if (ts.isConditionalExpression(node)) negate(node.condition)
    if (ts.isBinaryExpression(node)) binary(node)
    if (ts.isReturnStatement(node) && node.expression) returned(node.expression)
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) returned(node.body)
    if (ts.isExpressionStatement(node)) removed(node)
    literal(node)
    ts.forEachChild(node, visit)
  }

  const binary = (node: ts.BinaryExpression): void => {
    const swap = SWAPPED_OPERATORS.get(node.operatorToken.kind)
    if (!swap) return
    if (swap[0] === 'arithmetic' && checker && !(checker.getTypeAtLocation(node).flags & ts.TypeFlags.NumberLike))
      return
    add(swap[0], node.operatorToken, swap[1])
  }

  const methods = (node: ts.CallExpression): void => {
    if (!ts.isPropertyAccessExpression(node.expression)) return
    const { name } = node.expression
    const swap = Object.hasOwn(SWAPPED_METHODS, name.text) ? SWAPPED_METHODS[name.text] : undefined
    if (swap === undefined) return
    if (swap === 'slice') add('method', node, `${node.expression.expression.getText(source)}.slice()`)
    else add('method', name, swap)
  }

  const removed = (node: ts.ExpressionStatement): void => {
    let inner: ts.Expression = node.expression
    while (ts.isAwaitExpression(inner) || ts.isVoidExpression(inner)) inner = inner.expression
    if (ts.isCallExpression(inner) && !/log\.|super$/.test(inner.expression.getText(source)))
      add('call removed', node, 'void 0')
  }

  const returned = (expression: ts.Expression): void => {
    if (!checker || ts.isLiteralExpression(expression)) return
    const type = checker.getTypeAtLocation(expression)
    if (type.flags & ts.TypeFlags.BooleanLike) add('return', expression, 'true')
    else if (type.flags & ts.TypeFlags.StringLike) add('return', expression, "''")
    else if (type.flags & ts.TypeFlags.NumberLike) add('return', expression, '0')
    else if (checker.isArrayType(type)) add('return', expression, '[]')
    else if (type.isUnion() && type.types.some((t) => t.flags & ts.TypeFlags.Null)) add('return', expression, 'null')
    else if (type.isUnion() && type.types.some((t) => t.flags & ts.TypeFlags.Undefined))
      add('return', expression, 'undefined')
  }

  const literal = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.TrueKeyword) add('boolean', node, 'false')
    else if (node.kind === ts.SyntaxKind.FalseKeyword) add('boolean', node, 'true')
    else if (ts.isNumericLiteral(node)) {
      const value = Number(node.text)
      // a minute is a minute more or less: a large number counts as broken only when it is gone
      add('number', node, value >= 100 ? '0' : String(value + 1))
    } else if (ts.isStringLiteral(node) && !(ts.isPropertyAssignment(node.parent) && node.parent.name === node))
      add('string', node, node.text === '' ? "'x'" : "''")
  }

  visit(source)
  return found
}

/** A generator of numbers from 0 to 1 that gives the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * `count` mutants of a room without repetition: first the way of breaking is drawn, then the place, so that the many
 * literals do not crowd out the few boundaries.
 */
export function sample(all: readonly Mutant[], count: number, chance: () => number): Mutant[] {
  const byOperator = new Map<string, Mutant[]>()
  for (const one of all) {
    const list = byOperator.get(one.operator)
    if (list) list.push(one)
    else byOperator.set(one.operator, [one])
  }
  const drawn: Mutant[] = []
  while (drawn.length < count && byOperator.size > 0) {
    const operators = [...byOperator.keys()]
    const operator = operators[Math.floor(chance() * operators.length)]!
    const list = byOperator.get(operator)!
    drawn.push(...list.splice(Math.floor(chance() * list.length), 1))
    if (list.length === 0) byOperator.delete(operator)
  }
  return drawn
}

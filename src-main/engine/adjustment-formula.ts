/** The adjustment formula (Pearl 1995), as text and as LaTeX. */
export function adjustmentFormula(
  treatment: string,
  outcome: string,
  set: readonly string[],
): { readonly text: string; readonly latex: string } {
  const named = (names: readonly string[]) => names.map((name) => `\\mathit{${escaped(name)}}`).join(', ')
  const [x, y] = [`\\mathit{${escaped(treatment)}}`, `\\mathit{${escaped(outcome)}}`]
  if (set.length === 0) {
    return {
      text: `P(${outcome} | do(${treatment})) = P(${outcome} | ${treatment})`,
      latex: `P(${y} \\mid do(${x})) = P(${y} \\mid ${x})`,
    }
  }
  const z = set.join(', ')
  return {
    text: `P(${outcome} | do(${treatment})) = Σ_{${z}} P(${outcome} | ${treatment}, ${z}) P(${z})`,
    latex: `P(${y} \\mid do(${x})) = \\sum_{${named(set)}} P(${y} \\mid ${x}, ${named(set)})\\, P(${named(set)})`,
  }
}

function escaped(name: string): string {
  return name.replace(/[\\{}_^#&$%~]/g, (character) =>
    character === '\\' ? '\\backslash ' : `\\${character}`,
  )
}

import { html, type Markup } from './html.ts'

const name = (text: string): Markup => html`<mtext>${text}</mtext>`
const mean = (inside: Markup, over: Markup | null = null): Markup =>
  html`${over === null ? html`<mi mathvariant="normal">E</mi>` : html`<msub><mi mathvariant="normal">E</mi>${over}</msub>`}<mo stretchy="false">[</mo>${inside}<mo stretchy="false">]</mo>`

/**
 * The average effect as MathML, in lines: what is asked for, E[Y | do(T = 1)] − E[Y | do(T = 0)], and what it equals if the
 * adjustment set Z closes every backdoor path, E_Z[E[Y | T = 1, Z] − E[Y | T = 0, Z]] (Pearl 1995).
 */
export function adjustmentFormula(
  treatment: string,
  outcome: string,
  set: readonly string[],
  arms: readonly [string, string],
): Markup {
  const equals = (arm: string) => html`${name(treatment)}<mo>=</mo>${name(arm)}`
  const doing = (arm: string) =>
    mean(
      html`${name(outcome)}<mo stretchy="false">|</mo><mi mathvariant="normal">do</mi><mo stretchy="false">(</mo>${equals(arm)}<mo stretchy="false">)</mo>`,
    )
  const z = html`<mi>Z</mi>`
  const given = set.length === 0 ? null : html`<mo>,</mo>${z}`
  const seen = (arm: string) => mean(html`${name(outcome)}<mo stretchy="false">|</mo>${equals(arm)}${given}`)
  const difference = html`${seen(arms[0])}<mo>−</mo>${seen(arms[1])}`
  const members = set.map((covariate, i) => html`${i > 0 && html`<mo>,</mo>`}${name(covariate)}`)
  const line = (content: Markup) => html`<div><math>${content}</math></div>`
  return html`${line(html`${doing(arms[0])}<mo>−</mo>${doing(arms[1])}`)}
${line(html`<mo>=</mo>${set.length === 0 ? difference : mean(difference, z)}`)}
${set.length > 0 && line(html`${z}<mo>=</mo><mo stretchy="false">{</mo>${members}<mo stretchy="false">}</mo>`)}`
}

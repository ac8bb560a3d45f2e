import type { PolicyLeaf, PolicyNode } from '../../contract/policy-tree.ts'
import type { Binned } from '../../numeric/trees/binning.ts'
import type { PolicyRule } from '../../numeric/trees/policy-search.ts'
import { influenceError, intervalOf } from '../inference.ts'
import { armsOf } from '../nuisance/nuisances.ts'
import type { Worth } from './policy-worth.ts'

/** The tree as nodes, its leaves as rules in words with the rows that they hold for and what their arms gain there. */
export function describePolicy(
  rule: PolicyRule,
  binned: Binned,
  worth: Worth,
  control: number,
): { nodes: PolicyNode[]; leaves: PolicyLeaf[] } {
  const { levels } = armsOf(worth.study)
  const nodes: PolicyNode[] = []
  const leaves: PolicyLeaf[] = []
  const visit = (at: PolicyRule, conditions: readonly string[], rows: Int32Array): number => {
    const place = nodes.length
    if (at.kind === 'leaf') {
      nodes.push({ kind: 'leaf', leaf: leaves.length })
      leaves.push({
        rule: conditions.join(' ∧ '),
        arm: levels[at.arm],
        n: rows.length,
        share: rows.length / binned.rows,
        gain: gainOf(worth, rows, at.arm, control),
      })
      return place
    }
    const { yes, no } = conditionsOf(binned, at.feature, at.at)
    const holds = (row: number) => {
      const code = binned.codes[row * binned.features + at.feature]
      return binned.categorical[at.feature] === 1 ? code === at.at : code > at.at
    }
    const split = {
      kind: 'split' as const,
      column: binned.how[at.feature].name,
      condition: yes,
      yes: 0,
      no: 0,
    }
    nodes.push(split)
    split.yes = visit(at.yes, [...conditions, yes], rows.filter(holds))
    split.no = visit(
      at.no,
      [...conditions, no],
      rows.filter((row) => !holds(row)),
    )
    return place
  }
  visit(
    rule,
    [],
    Int32Array.from({ length: binned.rows }, (_, row) => row),
  )
  return { nodes, leaves }
}

/** What makes a question hold, and what does not; missing values, ∅, lie below every number. */
function conditionsOf(binned: Binned, feature: number, at: number): { yes: string; no: string } {
  const how = binned.how[feature]
  if (how.kind === 'category') {
    const level = at === 0 ? '∅' : how.levels[at - 1]
    const other =
      at > 0 && how.levels.length === 2 && !hasMissing(binned, feature) ? how.levels[2 - at] : null
    return {
      yes: `${how.name} = ${level}`,
      no: other === null ? `${how.name} ≠ ${level}` : `${how.name} = ${other}`,
    }
  }
  if (at === 0) return { yes: `${how.name} ≠ ∅`, no: `${how.name} = ∅` }
  const cut = Number(how.cuts[at - 1].toPrecision(6))
  const missing = hasMissing(binned, feature) ? ` ∨ ${how.name} = ∅` : ''
  const below = `${how.name} ≤ ${cut}`
  return { yes: `${how.name} > ${cut}`, no: missing ? `(${below}${missing})` : below }
}

function hasMissing({ codes, features, rows }: Binned, feature: number): boolean {
  for (let row = 0; row < rows; row++) if (codes[row * features + feature] === 0) return true
  return false
}

function gainOf({ study, scores, alpha }: Worth, rows: Int32Array, arm: number, control: number) {
  const arms = armsOf(study).levels.length
  const meanWeight = study.weights ? study.weights.reduce((sum, value) => sum + value, 0) / study.rows : 1
  const influence = new Float64Array(study.rows)
  let total = 0
  let sum = 0
  for (const row of rows) {
    total += study.weights ? study.weights[row] / meanWeight : 1
    sum += scores[row * arms + arm] - scores[row * arms + control]
  }
  const estimate = sum / total
  for (const row of rows) {
    const weight = study.weights ? study.weights[row] / meanWeight : 1
    const score = scores[row * arms + arm] - scores[row * arms + control]
    influence[row] = (study.rows / total) * (score - weight * estimate)
  }
  const standardError = influenceError(influence, study.clusters)
  return { estimate, standardError, confidenceInterval: intervalOf(estimate, standardError, alpha) }
}

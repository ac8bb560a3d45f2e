import * as v from 'valibot'
import { type Words, words } from './words.ts'

type Issue = v.BaseIssue<unknown>

/** What is wrong with a request, and where: "task: must be one of occurs, churn; found "next"". */
export function describeIssue(issue: Issue): Words {
  const deepest = deepestIssue(issue)
  const path = [
    ...(v.getDotPath(issue)?.split('.') ?? []),
    ...(deepest === issue ? [] : (v.getDotPath(deepest)?.split('.') ?? [])),
  ]
  const what = whatIsWrong(deepest)
  return path.length === 0 ? what : words('issue_at', { path: path.join('.'), what })
}

/** Of a union's complaints, the one that got furthest: it names what the caller most likely meant. */
function deepestIssue(issue: Issue): Issue {
  let deepest = issue
  let depth = 0
  for (const inner of issue.issues ?? []) {
    const length = inner.path?.length ?? 0
    if (length > depth) {
      deepest = deepestIssue(inner)
      depth = length
    }
  }
  return deepest
}

function whatIsWrong({ type, expected, received }: Issue): Words {
  const wanted = legible(expected ?? '')
  if (received === 'undefined') return words('issue_missing')
  if (expected === 'never') return words('issue_unknown')
  switch (type) {
    case 'min_length':
    case 'max_length':
    case 'length':
      return words('issue_length', { expected: wanted, received })
    case 'integer':
      return words('issue_integer', { received })
    case 'finite':
      return words('issue_finite', { received })
    case 'regex':
      return words('issue_form', { received })
    case 'picklist':
    case 'literal':
    case 'variant':
      return words('issue_one_of', { expected: wanted, received })
    default:
      return words('issue_value', { expected: wanted, received })
  }
}

/** `("a" | "b")` as "a, b", `>=1` as "≥ 1". */
function legible(expected: string): string {
  return expected
    .replace(/^\((.*)\)$/, '$1')
    .replaceAll('"', '')
    .replaceAll(' | ', ', ')
    .replace(/^>=/, '≥ ')
    .replace(/^<=/, '≤ ')
    .replace(/^([<>])(?=\S)/, '$1 ')
}

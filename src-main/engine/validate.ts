import * as v from 'valibot'
import { fail } from '../contract/errors.ts'
import { type MethodName, methods, type Params } from '../contract/methods.ts'

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name)
}

/** Parameters with defaults filled in. Throws REQUEST_INVALID naming the parameter, METHOD_UNKNOWN. */
export function validate<Name extends MethodName>(method: Name, params: unknown): Params<Name> {
  if (!isMethod(method)) throw fail('METHOD_UNKNOWN', { method: String(method) })
  const outcome = v.safeParse(methods[method].params, params ?? {})
  if (outcome.success) return outcome.output as Params<Name>
  throw fail('REQUEST_INVALID', { method, detail: describeIssue(outcome.issues[0]) })
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const deepest = deepestIssue(issue)
  const path = [
    ...(v.getDotPath(issue)?.split('.') ?? []),
    ...(deepest === issue ? [] : (v.getDotPath(deepest)?.split('.') ?? [])),
  ]
  return path.length === 0 ? deepest.message : `${path.join('.')}: ${deepest.message}`
}

/** Of a union's complaints, the one that got furthest: it names what the caller most likely meant. */
function deepestIssue(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
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

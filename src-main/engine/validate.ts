import * as v from 'valibot'
import { fail } from '../contract/errors.ts'
import { describeIssue } from '../contract/issues.ts'
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

import { effectsMethods } from '../contract/effects-methods.ts'
import { graphMethods } from '../contract/graph-methods.ts'
import type { Method } from '../contract/method.ts'
import { methods } from '../contract/methods.ts'
import { isMethod } from '../engine/validate.ts'

/** Whether later requests must see what this one did. */
export function changesProject(method: string): boolean {
  if (!isMethod(method)) return false
  const { kind, publishes }: Method = methods[method]
  return kind === 'command' || publishes === true
}

/** Whether a request carries all that it asks about, so that nothing an earlier one makes could matter to it. */
export function standsAlone(method: string, params: unknown): boolean {
  if (ofNothing.has(method)) return true
  if (!Object.hasOwn(graphMethods, method) && !Object.hasOwn(effectsMethods, method)) return false
  const { table, graph, adjustFor } = (params ?? {}) as Record<string, unknown>
  const inline = table === undefined || has(table, 'columns')
  return inline && !has(table, 'path') && !has(graph, 'path') && !has(adjustFor, 'path')
}

const ofNothing: ReadonlySet<string> = new Set(['jobs.list', 'verify.run', 'models.backends'])

function has(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
}
